package scimbridge.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes like the real one, from wherever it was last set to. */
final class MovedClock extends Clock {
  private volatile long aheadMillis;

  /** It is this instant now. */
  void set(Instant now) {
    aheadMillis = now.toEpochMilli() - System.currentTimeMillis();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(System.currentTimeMillis() + aheadMillis);
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
