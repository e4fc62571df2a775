package scimbridge.cognito;

import java.util.Arrays;

/**
 * The instants at which calls were or will be sent, and the arithmetic that keeps any stretch of
 * time as long as the window from holding more than a limit of them.
 *
 * <p>Pure and without a clock: all times are nanoseconds from any one origin. Instants need not be
 * added in order, so a call that must wait for something else leaves the time before it to others.
 * Not safe for use by several threads.
 */
final class SlidingWindow {
  private final long width;
  private long[] times = new long[8];
  private int size;

  /** A window of the given length in nanoseconds. */
  SlidingWindow(long width) {
    if (width <= 0) {
      throw new IllegalArgumentException("a window must have a length");
    }
    this.width = width;
  }

  /**
   * The earliest instant, not before {@code from}, that can be added so that any half-open stretch
   * of the window's length which holds it holds at most {@code limit} instants.
   */
  long earliest(long from, int limit) {
    long at = from;
    // Any `limit` neighbours and the new one must span at least the window. Moving the new one
    // right past the first of a run that is too dense cannot bring back an earlier run.
    for (int first = indexOf(from - width + 1); first + limit <= size; first++) {
      long start = times[first];
      long end = times[first + limit - 1];
      if (start - at >= width) {
        break;
      }
      if (Math.max(end, at) - Math.min(start, at) < width) {
        at = start + width;
      }
    }
    return at;
  }

  /** Adds an instant. */
  void add(long at) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
    }
    int index = indexOf(at);
    System.arraycopy(times, index, times, index + 1, size - index);
    times[index] = at;
    size++;
  }

  /** Takes one instant back that was added. */
  void remove(long at) {
    int index = indexOf(at);
    if (index == size || times[index] != at) {
      throw new IllegalStateException("this instant was never added");
    }
    System.arraycopy(times, index + 1, times, index, size - index - 1);
    size--;
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
