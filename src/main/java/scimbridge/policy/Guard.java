package scimbridge.policy;

import java.time.Duration;

/**
 * How many of an app's accounts may be removed within an hour before an administrator is asked.
 *
 * @param on whether anybody is asked at all
 * @param sharePercent the share of the app's accounts that may go, 1 to 100
 * @param atLeast how many may go however few accounts there are
 */
public record Guard(boolean on, int sharePercent, int atLeast) {
  /** A fifth, and 50 in any case. */
  public static final Guard DEFAULT = new Guard(true, 20, 50);

  /** Nobody is asked. */
  public static final Guard OFF = new Guard(false, 100, 0);

  /**
   * The time in which removals are counted together, and for which an administrator's word holds.
   */
  public static final Duration WINDOW = Duration.ofHours(1);

  /** Accounts younger than this do not count, neither as removed nor as there. */
  public static final Duration YOUNG = Duration.ofDays(1);

  /** Checks the numbers. */
  public Guard {
    if (sharePercent < 1 || sharePercent > 100 || atLeast < 0) {
      throw new IllegalArgumentException("a share of 1 to 100, and not less than none");
    }
  }

  /**
   * How many may go within {@link #WINDOW}.
   *
   * @param accounts how many accounts there were at its beginning
   */
  public long limit(long accounts) {
    return Math.max(atLeast, accounts * sharePercent / 100);
  }

  /** How many accounts there have to be, so that this many may go. */
  public long accountsFor(long removals) {
    return (removals * 100 + sharePercent - 1) / sharePercent;
  }
}
