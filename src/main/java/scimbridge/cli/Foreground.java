package scimbridge.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * What runs until the process is told to stop. Parts are stopped in reverse order of their start,
 * also when a later one fails to start.
 */
final class Foreground {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Starts parts through {@link #add}, then waits until the process is told to stop. */
  static void run(Start start) throws Exception {
    Foreground foreground = new Foreground();
    Thread hook = new Thread(foreground::stop, "stop");
    try {
      start.in(foreground);
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (Exception e) {
      // Whatever kept a part from starting, the ones before it must not stay.
      foreground.stop();
      throw e;
    }
    foreground.stopped.await();
  }

  /** Remembers a part that runs. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  private void stop() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        // One part that does not stop well must not keep the others from stopping.
        System.err.println("scim-bridge: while stopping: " + e);
      }
    }
    stopped.countDown();
  }

  /** Starts the parts. */
  @FunctionalInterface
  interface Start {
    void in(Foreground foreground) throws Exception;
  }
}
