package scimbridge.scim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import scimbridge.cognito.Sleeper;

/**
 * A clock that runs several times as fast as the real one, and the waiting that goes with it: the
 * same request rates take a fraction of the time.
 */
final class QuotaClock extends Clock implements Sleeper {
  private final double speed;
  private final Instant begun = Instant.now();
  private final long nanos = System.nanoTime();

  QuotaClock(double speed) {
    this.speed = speed;
  }

  double speed() {
    return speed;
  }

  /** Seconds since it was started. */
  double seconds() {
    return (System.nanoTime() - nanos) * speed / 1e9;
  }

  @Override
  public Instant instant() {
    return begun.plusNanos((long) ((System.nanoTime() - nanos) * speed));
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(real(duration));
  }

  @Override
  public boolean acquire(Semaphore permits, Duration atMost) throws InterruptedException {
    return permits.tryAcquire(Math.max(0, real(atMost).toNanos()), TimeUnit.NANOSECONDS);
  }

  private Duration real(Duration duration) {
    return Duration.ofNanos((long) (duration.toNanos() / speed));
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
