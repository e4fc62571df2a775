package scimbridge.cognito;

import java.time.Duration;

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
}
