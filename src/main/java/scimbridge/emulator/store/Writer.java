package scimbridge.emulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one thread that writes: what waits together is committed together. */
final class Writer implements AutoCloseable {
  private static final int MOST_PER_COMMIT = 256;

  private final BlockingQueue<Session> session;
  private final BlockingQueue<Task<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean keepsPast;

  private Writer(BlockingQueue<Session> session) {
    this.session = session;
    this.thread = new Thread(this::loop, "emulator-writer");
    this.thread.setDaemon(true);
  }

  static Writer start(BlockingQueue<Session> session) {
    Writer writer = new Writer(session);
    writer.thread.start();
    return writer;
  }

  /** A piece of work and where its result goes. */
  private static final class Task<T> {
    final Function<Transaction, T> work;
    final boolean alone;
    final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    Task(Function<Transaction, T> work, boolean alone) {
      this.work = work;
      this.alone = alone;
    }

    /** Runs without a transaction around it. */
    void attemptAlone(Session on) {
      try {
        result = work.apply(new Transaction(on, false));
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    void attempt(Session on, boolean keepsPast) {
      on.control("SAVEPOINT task");
      try {
        result = work.apply(new Transaction(on, keepsPast));
      } catch (RuntimeException e) {
        failure = e;
        on.control("ROLLBACK TO task");
        on.forgetParsedPools();
      }
      on.control("RELEASE task");
    }

    @SuppressWarnings("NullAway") // a null result is whatever T allows
    void complete() {
      if (failure == null) {
        outcome.complete(result);
      } else {
        outcome.completeExceptionally(failure);
      }
    }
  }

  <T> T run(Function<Transaction, T> work) {
    return run(new Task<>(work, false));
  }

  /** Runs while nothing else writes, and without a transaction. */
  <T> T runAlone(Function<Transaction, T> work) {
    return run(new Task<>(work, true));
  }

  /** Whether what users were before a change is kept from now on. */
  void keepPast(boolean keep) {
    keepsPast = keep;
  }

  private <T> T run(Task<T> task) {
    if (closed) {
      throw new StoreFailure("the store is closed", null);
    }
    waiting.add(task);
    if (closed && waiting.remove(task)) {
      throw new StoreFailure("the store is closed", null);
    }
    try {
      return task.outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void loop() {
    List<Task<?>> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        return;
      }
      if (batch.get(0).alone) {
        runAlone(batch.get(0));
      } else {
        fill(batch);
        commit(batch);
      }
      batch.clear();
      if (closed && waiting.isEmpty()) {
        return;
      }
    }
  }

  private void fill(List<Task<?>> batch) {
    while (batch.size() < MOST_PER_COMMIT) {
      Task<?> next = waiting.peek();
      if (next == null || next.alone) {
        return;
      }
      batch.add(waiting.remove());
    }
  }

  private void runAlone(Task<?> task) {
    Session on = take(session);
    try {
      task.attemptAlone(on);
      task.complete();
    } catch (Error e) {
      // The caller must not wait for ever.
      task.outcome.completeExceptionally(e);
    } finally {
      session.add(on);
    }
  }

  private void commit(List<Task<?>> batch) {
    Session on = take(session);
    try {
      on.control("BEGIN IMMEDIATE");
      for (Task<?> task : batch) {
        task.attempt(on, keepsPast);
      }
      on.control("COMMIT");
      batch.forEach(Task::complete);
    } catch (StoreFailure | Error e) {
      // An error in one piece of work must not leave the others waiting for ever.
      rollBack(on);
      batch.forEach(task -> task.outcome.completeExceptionally(e));
    } finally {
      session.add(on);
    }
  }

  private static void rollBack(Session on) {
    on.forgetParsedPools();
    try {
      on.control("ROLLBACK");
    } catch (StoreFailure e) {
      // There was no transaction to roll back: BEGIN itself had failed.
      return;
    }
  }

  /** Takes a connection, waiting for one. */
  static Session take(BlockingQueue<Session> from) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return from.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Finishes what waits, then stops. */
  @Override
  public void close() {
    closed = true;
    // Wakes the thread when it waits for work.
    waiting.add(new Task<>(transaction -> true, false));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
