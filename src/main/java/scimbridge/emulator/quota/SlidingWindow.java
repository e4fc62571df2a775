package scimbridge.emulator.quota;

import java.util.Arrays;

/**
 * Lets through at most so many events in any second: the last ones are remembered, and one more is
 * admitted when the oldest of them is a whole second ago. Refused events do not count.
 */
final class SlidingWindow {
  private static final long SECOND = 1_000_000_000L;

  private final long[] admitted;
  private int oldest;

  SlidingWindow(int limit) {
    admitted = new long[limit];
    Arrays.fill(admitted, Long.MIN_VALUE / 2);
  }

  /** Whether one more fits now; times are nanoseconds and never go back. */
  boolean hasRoom(long now) {
    return now - admitted[oldest] >= SECOND;
  }

  /** Counts one; there must be room. */
  void admit(long now) {
    admitted[oldest] = now;
    oldest = (oldest + 1) % admitted.length;
  }

  /** Whether nothing of the last second is remembered. */
  boolean isIdle(long now) {
    int newest = (oldest + admitted.length - 1) % admitted.length;
    return now - admitted[newest] >= SECOND;
  }
}
