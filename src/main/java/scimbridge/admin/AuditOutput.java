package scimbridge.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Audit.Entry;

/**
 * Audit records on standard output, for whoever collects what a process prints. Nobody waits for
 * it: when it is read too slowly, or cannot be written because its reader is gone or its disk is
 * full, records are left out here and counted; the store has them all.
 */
public final class AuditOutput implements Consumer<Entry>, AutoCloseable {
  /** A few seconds of the busiest bridge, and at most some 24 MiB. */
  static final int CAPACITY = 2_000;

  private static final Logger log = LoggerFactory.getLogger(AuditOutput.class);
  private static final long POLL_MILLIS = 100;
  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong leftOut = new AtomicLong();
  private final OutputStream out;
  private final Thread thread;
  private volatile boolean closing;

  /** Whether the last line could not be written; part of it may have been. */
  private boolean failing;

  private AuditOutput(OutputStream out) {
    this.out = out;
    this.thread = Thread.ofPlatform().name("audit-output").daemon().unstarted(this::run);
  }

  /**
   * Starts to write to a stream, which stays open. It has to say when it cannot be written, which
   * no {@link java.io.PrintStream} does.
   */
  public static AuditOutput start(OutputStream out) {
    AuditOutput output = new AuditOutput(out);
    output.thread.start();
    return output;
  }

  /** Takes a record to be written; never waits. */
  @Override
  public void accept(Entry entry) {
    if (!waiting.offer(entry)) {
      leftOut.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (true) {
        Entry next = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          write(next);
        }
        if (closing && waiting.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Entry next) {
    if (!line(AuditLines.of(next))) {
      leftOut.incrementAndGet();
    } else if (waiting.isEmpty()) {
      long missing = leftOut.getAndSet(0);
      if (missing > 0 && !line(AuditLines.leftOut(missing))) {
        leftOut.addAndGet(missing);
      }
    }
  }

  /** Writes one line, and tells whether it could. */
  private boolean line(String json) {
    // One write for a whole line, so that nobody else's comes in between; and never on what is left
    // of another one.
    byte[] line = ((failing ? "\n" : "") + json + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      out.write(line, 0, line.length);
      out.flush();
      if (failing) {
        log.warn("The audit goes to standard output again.");
      }
      failing = false;
      return true;
    } catch (IOException unwritten) {
      if (!failing) {
        log.warn(
            "Standard output cannot be written ({}): audit records are left out there until it can;"
                + " the store has them all, 'scim-bridge log' shows them.",
            unwritten.getMessage());
      }
      failing = true;
      return false;
    }
  }

  /** Writes what waits, if somebody reads it within two seconds. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(LAST_LINES);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
