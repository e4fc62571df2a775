package scimbridge.cognito;

/**
 * So many calls in any stretch of one second.
 *
 * <p>Pure and without a clock, like {@link SlidingWindow}; not safe for use by several threads.
 */
final class Limit {
  private final int calls;
  private final SlidingWindow window = new SlidingWindow(QuotaLimits.SECOND);

  /** At most so many calls a second. */
  Limit(int calls) {
    if (calls < 1) {
      throw new IllegalArgumentException("a limit of " + calls + " would stop everything");
    }
    this.calls = calls;
  }

  /** The earliest instant, not before {@code from}, for one more call. */
  long earliest(long from) {
    return window.earliest(from, calls);
  }

  /** When the n-th call from now on can be sent at the earliest; n counts from 1. */
  long nth(int n, long from) {
    int inFirst = (n - 1) % calls + 1;
    long rounds = (n - 1L) / calls;
    return window.earliest(from, calls - inFirst + 1) + rounds * QuotaLimits.SECOND;
  }

  /** Counts a call. */
  void take(long at) {
    window.add(at);
  }

  /** Forgets what no longer counts; true if a new limit would behave the same from now on. */
  boolean isFresh(long now) {
    window.forgetBefore(now);
    return window.isEmpty();
  }
}
