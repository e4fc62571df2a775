package scimbridge.cognito;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of Cognito's quota the bridge may use up.
 *
 * @param sharePercent of each rate and cap, 1 to 100; the rest is left to the sign-ins and tools of
 *     the same account
 * @param raised rates per second of the categories whose quota AWS raised for this account
 */
public record Quota(int sharePercent, Map<QuotaCategory, Integer> raised) {
  /** The share of an account nobody said anything about. */
  public static final int DEFAULT_SHARE_PERCENT = 60;

  static final int MAX_RATE = 100_000;

  /** Checks the ranges and copies the map. */
  public Quota {
    if (sharePercent < 1 || sharePercent > 100) {
      throw new IllegalArgumentException(
          "the share of the quota must be 1 to 100 percent, not " + sharePercent);
    }
    raised.forEach(
        (category, perSecond) -> {
          if (perSecond < 1 || perSecond > MAX_RATE) {
            throw new IllegalArgumentException(
                "the rate of " + category + " must be 1 to " + MAX_RATE + ", not " + perSecond);
          }
        });
    raised = Map.copyOf(raised);
  }

  /** The default share of the published rates. */
  public static Quota standard() {
    return new Quota(DEFAULT_SHARE_PERCENT, new EnumMap<>(QuotaCategory.class));
  }

  /** The most calls of a category in any second; never less than one, or nothing would ever go. */
  int allowed(QuotaCategory category) {
    return share(rate(category));
  }

  /** Requests per second that AWS allows in this category. */
  int rate(QuotaCategory category) {
    return raised.getOrDefault(category, category.perSecond());
  }

  /** The same with another rate of a category. */
  Quota withRate(QuotaCategory category, int perSecond) {
    Map<QuotaCategory, Integer> rates = new EnumMap<>(QuotaCategory.class);
    rates.putAll(raised);
    rates.put(category, perSecond);
    return new Quota(sharePercent, rates);
  }

  /** The bridge's share of a rate or cap, rounded down. */
  int share(int perSecond) {
    return (int) Math.max(1, (long) perSecond * sharePercent / 100);
  }
}
