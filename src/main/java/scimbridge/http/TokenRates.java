package scimbridge.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scimbridge.fault.Fault;

/**
 * How often each token is used: so many requests a second on average, and a burst of what would
 * have been allowed within {@link #BURST}. For each token one instant is kept, at which its
 * allowance is whole again (the "generic cell rate algorithm").
 */
final class TokenRates {
  /** Requests that were not made can be made up for so long. */
  static final Duration BURST = Duration.ofSeconds(10);

  /** Above so many tokens, those whose allowance is whole are forgotten: a new one has the same. */
  private static final int MANY = 1000;

  private final Clock clock;
  private final int perSecond;
  private final long interval;
  private final Map<String, Long> wholeAgainAt = new ConcurrentHashMap<>();

  TokenRates(Clock clock, int perSecond) {
    this.clock = clock;
    this.perSecond = perSecond;
    this.interval = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
  }

  /**
   * Counts a request.
   *
   * @param token the token's public id; only of valid tokens, so that their number is bounded
   * @throws Fault THROTTLED with the time after which one more is allowed
   */
  void count(String token) {
    long now = nanos(clock.instant());
    long latest = now + BURST.toNanos();
    long[] tooEarly = {0};
    wholeAgainAt.compute(
        token,
        (unused, at) -> {
          // Not beyond the latest: if the clock was set back, nobody waits until it has caught up.
          long whole = at == null ? now : Math.clamp(at, now, latest);
          tooEarly[0] = whole + interval - latest;
          return tooEarly[0] > 0 ? whole : whole + interval;
        });
    if (tooEarly[0] > 0) {
      throw Fault.retryable(
          Fault.Kind.THROTTLED,
          "This token is used for more than "
              + perSecond
              + " requests a second (limits.requestsPerSecond). Nothing was done.",
          Duration.ofNanos(tooEarly[0]));
    }
    if (wholeAgainAt.size() > MANY) {
      wholeAgainAt.values().removeIf(at -> at <= now);
    }
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
