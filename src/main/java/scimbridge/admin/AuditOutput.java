package scimbridge.admin;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import scimbridge.directory.Audit.Entry;

/**
 * Audit records on standard output, for whoever collects what a process prints. Nobody waits for
 * it: when it is read too slowly, records are left out here and counted; the store has them all.
 */
public final class AuditOutput implements Consumer<Entry>, AutoCloseable {
  /** A few seconds of the busiest bridge, and at most some 24 MiB. */
  static final int CAPACITY = 2_000;

  private static final long POLL_MILLIS = 100;
  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong leftOut = new AtomicLong();
  private final PrintStream out;
  private final Thread thread;
  private volatile boolean closing;

  private AuditOutput(OutputStream out) {
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    this.thread = Thread.ofPlatform().name("audit-output").daemon().unstarted(this::run);
  }

  /** Starts to write to a stream, which stays open. */
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
        long missing = next != null && waiting.isEmpty() ? leftOut.getAndSet(0) : 0;
        if (next != null) {
          line(AuditLines.of(next));
        }
        if (missing > 0) {
          line(AuditLines.leftOut(missing));
        }
        if (waiting.isEmpty()) {
          out.flush();
          if (closing) {
            return;
          }
        }
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void line(String json) {
    // One write for a whole line, so that nobody else's comes in between.
    out.print(json + "\n");
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
