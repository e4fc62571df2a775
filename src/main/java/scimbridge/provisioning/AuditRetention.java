package scimbridge.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.Sleeper;
import scimbridge.directory.Directory;

/**
 * Forgets audit records when they are old enough: in the background and in pieces, with a pause
 * after each, so that no write waits for more than one of them.
 */
public final class AuditRetention implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditRetention.class);

  /** How many records one transaction forgets: a few milliseconds of the store's writer. */
  static final int PIECE = 500;

  /** More than can be written in the long run, and far from what the writer could do. */
  private static final Duration BETWEEN_PIECES = Duration.ofMillis(500);

  private static final Duration REST = Duration.ofMinutes(10);

  private final Directory directory;
  private final Clock clock;
  private final Sleeper sleeper;
  private final Duration keep;
  private final Thread thread;

  /**
   * One that is not started.
   *
   * @param keep how long records are kept
   */
  public AuditRetention(Directory directory, Clock clock, Sleeper sleeper, Duration keep) {
    this.directory = directory;
    this.clock = clock;
    this.sleeper = sleeper;
    this.keep = keep;
    this.thread = Thread.ofPlatform().name("audit-retention").daemon().unstarted(this::run);
  }

  /** Starts to forget. */
  public void start() {
    thread.start();
  }

  /** Forgets one piece; answers whether there may be more. */
  boolean step() {
    Instant before = clock.instant().minus(keep);
    return directory.<Integer>write(tx -> tx.audit().purge(before, PIECE)) == PIECE;
  }

  private void run() {
    try {
      while (true) {
        sleeper.sleep(more() ? BETWEEN_PIECES : REST);
      }
    } catch (InterruptedException closed) {
      // Nothing is half done: the next start goes on.
      return;
    }
  }

  private boolean more() {
    try {
      return step();
    } catch (RuntimeException unreachable) {
      log.warn("Old audit records could not be removed; it is tried again.", unreachable);
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
