package scimbridge.cognito;

import java.util.Arrays;

/**
 * The instants at which calls were sent, and the arithmetic that keeps any stretch of time as long
 * as the window from holding more than a limit of them.
 *
 * <p>Pure and without a clock: all times are nanoseconds from any one origin, added in order. Not
 * safe for use by several threads.
 */
final class SlidingWindow {
  private final long width;
  private long[] times = new long[8];
  private int size;

  /** A window that remembers for the given length in nanoseconds. */
  SlidingWindow(long width) {
    if (width <= 0) {
      throw new IllegalArgumentException("a window must have a length");
    }
    this.width = width;
  }

  /**
   * The earliest instant, not before {@code from}, that can be added so that any half-open stretch
   * of the window's length holds at most {@code limit} instants.
   */
  long earliest(long from, int limit) {
    return Math.max(from, endsAt(limit, width));
  }

  /** When only {@code limit - 1} instants are left in a stretch of this length. */
  long endsAt(int limit, long length) {
    return size < limit ? Long.MIN_VALUE / 2 : times[size - limit] + length;
  }

  /** Adds an instant, which is not before any other. */
  void add(long at) {
    if (size > 0 && at < times[size - 1]) {
      throw new IllegalArgumentException("instants are added in order");
    }
    if (size == times.length) {
      forgetBefore(at);
      if (2 * size > times.length) {
        times = Arrays.copyOf(times, times.length * 2);
      }
    }
    times[size++] = at;
  }

  /** Takes one instant back, if it is still remembered. */
  void removeIfPresent(long at) {
    int index = indexOf(at);
    if (index < size && times[index] == at) {
      System.arraycopy(times, index + 1, times, index, size - index - 1);
      size--;
    }
  }

  /** How many instants are after the given one. */
  int since(long from) {
    return size - indexOf(from + 1);
  }

  /** How many instants are not before {@code from} and before {@code to}. */
  int between(long from, long to) {
    return indexOf(to) - indexOf(from);
  }

  /** Forgets what can no longer share a window with {@code now} or anything after it. */
  void forgetBefore(long now) {
    int kept = indexOf(now - width + 1);
    if (kept > 0) {
      System.arraycopy(times, kept, times, 0, size - kept);
      size -= kept;
    }
  }

  /** Whether nothing is remembered. */
  boolean isEmpty() {
    return size == 0;
  }

  /** The index of the first instant that is not before the given one. */
  private int indexOf(long at) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
