package scimbridge.directory.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/**
 * The one writer of a SQLite file: a platform thread that runs waiting transactions one after the
 * other and commits them together, since a commit costs a flush of the disk and SQLite has one
 * writer at a time anyway.
 *
 * <p>Each transaction runs in a savepoint: one that throws is rolled back alone. Nobody gets an
 * answer before the commit; if that fails, nobody of the batch was written and all of them fail.
 */
final class GroupCommit implements AutoCloseable {
  /** How many transactions are committed together at the most: what the first has to wait for. */
  private static final int BATCH = 128;

  private final Handle handle;
  private final BlockingQueue<Submission<?>> queue;
  private final ReentrantLock submitting = new ReentrantLock();
  private final Submission<?> end = new Submission<>(none -> true);
  private final Thread writer;
  private boolean closed;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();

  /**
   * A writer that is not started yet.
   *
   * @param handle a connection that commits by itself, used by nobody else from now on
   * @param capacity how many transactions may wait
   */
  GroupCommit(Handle handle, int capacity) {
    this.handle = handle;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
  }

  /** Starts the writer. */
  void start() {
    writer.start();
  }

  /**
   * Runs a transaction and returns when it is durable.
   *
   * @throws Fault BUSY if too many wait
   */
  <T extends @Nullable Object> T write(Function<? super Handle, ? extends T> work) {
    if (Thread.currentThread() == writer) {
      throw new IllegalStateException("a transaction within a transaction would wait for itself");
    }
    Submission<T> submission = new Submission<>(work);
    submit(submission);
    try {
      return submission.answer.join();
    } catch (CompletionException wrapped) {
      if (wrapped.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (wrapped.getCause() instanceof Error error) {
        throw error;
      }
      throw wrapped;
    }
  }

  private void submit(Submission<?> submission) {
    submitting.lock();
    try {
      if (closed) {
        throw StoreFaults.busy("The store is closed: the bridge is stopping.");
      }
      if (!queue.offer(submission)) {
        throw StoreFaults.busy("Too many changes wait to be written.");
      }
    } finally {
      submitting.unlock();
    }
  }

  /** How many transactions wait for the writer. */
  int waiting() {
    return queue.size();
  }

  /** How many transactions were committed. */
  long transactions() {
    return transactions.get();
  }

  /** How many commits that took. */
  long commits() {
    return commits.get();
  }

  /** Finishes what waits, and ends the writer. */
  @Override
  public void close() {
    submitting.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      submitting.unlock();
    }
    boolean interrupted = false;
    boolean asked = false;
    while (true) {
      try {
        if (!asked) {
          queue.put(end);
          asked = true;
        }
        writer.join();
        break;
      } catch (InterruptedException later) {
        // Work that was taken has to be finished first, and it is bounded.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Submission<?>> batch = new ArrayList<>();
    boolean ending = false;
    while (!ending) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException nobodyMayDoThat) {
        // Only close() ends the writer: those who wait would wait for ever.
        continue;
      }
      queue.drainTo(batch, BATCH - 1);
      ending = batch.remove(end);
      if (!batch.isEmpty()) {
        commitTogether(batch);
      }
      batch.clear();
    }
  }

  private void commitTogether(List<Submission<?>> batch) {
    try (Statement control = handle.getConnection().createStatement()) {
      control.execute("BEGIN IMMEDIATE");
      for (Submission<?> submission : batch) {
        runAlone(submission, control);
      }
      control.execute("COMMIT");
    } catch (Throwable failure) {
      // Whatever it is: if the writer ended here, everybody would wait for ever.
      rollBack();
      batch.forEach(submission -> submission.fail(StoreFaults.of(failure)));
      return;
    }
    commits.incrementAndGet();
    for (Submission<?> submission : batch) {
      if (submission.succeeded) {
        transactions.incrementAndGet();
      }
    }
    batch.forEach(submission -> submission.settle.run());
  }

  private void runAlone(Submission<?> submission, Statement control) throws SQLException {
    control.execute("SAVEPOINT submission");
    try {
      submission.run(handle);
    } catch (Throwable failure) {
      // Whatever the work throws is for its caller, and must not end the writer.
      submission.settle = () -> submission.fail(failure);
      rollBackAlone(control, failure);
    }
    control.execute("RELEASE submission");
  }

  private static void rollBackAlone(Statement control, Throwable failure) {
    try {
      control.execute("ROLLBACK TO submission");
    } catch (SQLException noSavepoint) {
      // SQLite gives up the whole transaction after some failures, e.g. on a full disk.
      failure.addSuppressed(noSavepoint);
      throw new IllegalStateException("the whole batch was rolled back", failure);
    }
  }

  private void rollBack() {
    try (Statement control = handle.getConnection().createStatement()) {
      control.execute("ROLLBACK");
    } catch (SQLException rolledBackAlready) {
      // There is no transaction any more; if the connection is broken, the next BEGIN will tell.
    }
  }

  /** One transaction that waits. */
  private static final class Submission<T extends @Nullable Object> {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Function<? super Handle, ? extends T> work;
    Runnable settle = () -> {};
    boolean succeeded;

    Submission(Function<? super Handle, ? extends T> work) {
      this.work = work;
    }

    void run(Handle handle) {
      T result = work.apply(handle);
      succeeded = true;
      settle = () -> answer.complete(result);
    }

    void fail(Throwable failure) {
      answer.completeExceptionally(failure);
    }
  }
}
