package scimbridge.bench;

import java.util.Arrays;
import java.util.Locale;

/** How long each of many requests took. */
final class Timings {
  private long[] nanos = new long[1024];
  private int count;
  private long took;

  void add(long one) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = one;
  }

  void add(Timings others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  /** Says how long all of them took together. */
  void took(long all) {
    this.took = all;
  }

  int count() {
    return count;
  }

  double perSecond() {
    return count * 1e9 / took;
  }

  /** The time in milliseconds that a share of the requests did not exceed. */
  double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, Math.round(share * count))] / 1e6;
  }

  /** The median in milliseconds. */
  double median() {
    return millis(0.5);
  }

  /** The median as text. */
  String typical() {
    return String.format(Locale.ROOT, "%.2f ms", median());
  }

  /** How many a second, and how long they took. */
  String rate() {
    return String.format(
        Locale.ROOT,
        "%,.0f a second; median %.2f ms, 99 %% within %.1f ms",
        perSecond(),
        median(),
        millis(0.99));
  }
}
