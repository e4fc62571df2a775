package scimbridge.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that goes like the real one, to the millisecond, from wherever a test put it; safe for
 * use by many threads.
 */
public final class MovedClock extends Clock {
  private final Clock real = Clock.tickMillis(ZoneOffset.UTC);
  private volatile Duration ahead = Duration.ZERO;

  /** Moves it. */
  public synchronized void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /** It is this instant now. */
  public synchronized void set(Instant now) {
    ahead = Duration.between(real.instant(), now);
  }

  @Override
  public Instant instant() {
    return real.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants have no zone");
  }
}
