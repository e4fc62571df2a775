package scimbridge.cognito;

/**
 * So many calls in any stretch of time, and fewer for a while after Cognito throttled.
 *
 * <p>Pure and without a clock, like {@link SlidingWindow}; not safe for use by several threads.
 */
final class Limit {
  /** How long it takes to win back half of the full limit, in nanoseconds. */
  static final long RECOVERY = 10_000_000_000L;

  private static final long SAME_BURST = 1_000_000_000L;

  private final int calls;
  private final SlidingWindow window;
  private double factor = 1;
  private long slowedAt;

  /** At most so many calls in any stretch of {@code width} nanoseconds. */
  Limit(int calls, long width) {
    if (calls < 1) {
      throw new IllegalArgumentException("a limit of " + calls + " would stop everything");
    }
    this.calls = calls;
    this.window = new SlidingWindow(width);
  }

  /** The earliest instant, not before {@code from}, for one more call. */
  long earliest(long from, long now) {
    return window.earliest(from, current(now));
  }

  /**
   * Halves the limit at once; it is won back bit by bit. Calls that were on their way together are
   * throttled together, so what comes within a second counts once.
   */
  void slow(long now) {
    if (factor < 1 && now - slowedAt < SAME_BURST) {
      return;
    }
    factor = factor(now) / 2;
    slowedAt = now;
  }

  /** Reserves an instant. */
  void take(long at) {
    window.add(at);
  }

  /** Gives a reserved instant back. */
  void giveBack(long at) {
    window.remove(at);
  }

  /** Forgets what no longer counts; true if a new limit would behave the same from now on. */
  boolean isFresh(long now) {
    window.forgetBefore(now);
    return window.isEmpty() && factor(now) >= 1;
  }

  private int current(long now) {
    return Math.max(1, (int) (calls * factor(now)));
  }

  private double factor(long now) {
    return factor >= 1 ? 1 : Math.min(1, factor + 0.5 * (now - slowedAt) / RECOVERY);
  }
}
