package scimbridge.directory.sql;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;

/**
 * A directory inside one transaction that is never committed. Each write is a savepoint, so that
 * one that throws takes only its own changes with it. A connection has one user at a time, so reads
 * and writes take turns here.
 */
final class Rehearsal implements Directory {
  private static final String SAVEPOINT = "rehearsed";

  private final Handle handle;
  private final Dialect dialect;
  private final boolean exclusive;
  private final UnreadableRows unreadable;
  private final ReentrantLock turn = new ReentrantLock();

  Rehearsal(Handle handle, Dialect dialect, boolean exclusive, UnreadableRows unreadable) {
    this.handle = handle;
    this.dialect = dialect;
    this.exclusive = exclusive;
    this.unreadable = unreadable;
  }

  /** Ends the transaction without keeping anything. */
  static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Over() {
      super("the rehearsal is over", null, false, false);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    turn.lock();
    try {
      return SqlTransaction.run(new Statements(handle, dialect, unreadable), untold -> {}, work);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    turn.lock();
    boolean done = false;
    try {
      handle.execute("SAVEPOINT " + SAVEPOINT);
      T result =
          SqlTransaction.run(new Statements(handle, dialect, unreadable), untold -> {}, work);
      done = true;
      return result;
    } finally {
      try {
        if (!done) {
          handle.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
        }
        handle.execute("RELEASE SAVEPOINT " + SAVEPOINT);
      } finally {
        turn.unlock();
      }
    }
  }

  @Override
  public <T extends @Nullable Object> T rehearse(Function<? super Directory, ? extends T> work) {
    throw new UnsupportedOperationException("a rehearsal within a rehearsal");
  }

  @Override
  public boolean exclusive() {
    return exclusive;
  }

  /** The store is as healthy as the transaction it is in. */
  @Override
  public void check() {}

  /** There is nothing of its own to let go of. */
  @Override
  public void close() {}
}
