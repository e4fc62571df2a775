package scimbridge.cognito;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The one way to wait; tests hand in one that moves their clock. */
@FunctionalInterface
public interface Sleeper {
  /** Waits in real time. */
  Sleeper REAL = Thread::sleep;

  /**
   * Waits for at least the given time; returns at once for zero and less.
   *
   * @throws InterruptedException if the thread is told to stop
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits until somebody gives a permit, but not longer than the given time.
   *
   * @return whether there was one
   * @throws InterruptedException if the thread is told to stop
   */
  default boolean acquire(Semaphore permits, Duration atMost) throws InterruptedException {
    return permits.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
  }
}
