package scimbridge.emulator.operation;

import java.time.Duration;
import scimbridge.emulator.store.Store;

/**
 * What AWS allows itself with ListUsers and a test can ask for: to lag behind, and to give short
 * pages.
 */
public final class ListingBehavior {
  private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

  private final Store store;
  private volatile Duration lag = Duration.ZERO;
  private volatile boolean shortPages;

  /** Up to date and with full pages. */
  public ListingBehavior(Store store) {
    this.store = store;
  }

  /** How far ListUsers is behind. */
  public Duration lag() {
    return lag;
  }

  /**
   * Lets ListUsers show what was true that long ago; changes from before this call count as old.
   *
   * @param behind zero to be up to date, at most five minutes
   */
  public void setLag(Duration behind) {
    if (behind.isNegative() || behind.compareTo(LONGEST_LAG) > 0) {
      throw new IllegalArgumentException("the lag must be between 0 and " + LONGEST_LAG);
    }
    store.keepPast(!behind.isZero());
    lag = behind;
  }

  /** Whether pages hold fewer users than asked for though there are more. */
  public boolean shortPages() {
    return shortPages;
  }

  /** Makes pages short or full. */
  public void setShortPages(boolean isShort) {
    shortPages = isShort;
  }

  int pageSize(int limit) {
    return shortPages ? Math.max(1, limit / 2) : limit;
  }
}
