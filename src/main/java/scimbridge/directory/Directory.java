package scimbridge.directory;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store. Safe for use by many threads. */
public interface Directory extends AutoCloseable {

  /** Runs a read on a consistent snapshot. It never waits for a writer. */
  <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work);

  /**
   * Runs a read-write transaction; when this returns, it is durable. If the work throws, nothing of
   * it is kept and the exception is thrown on. The work may run more than once (serialization
   * failures are tried again), so it must have no effect outside the transaction.
   */
  <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work);

  /**
   * Runs work on this directory as though it were done, and undoes all of it at the end: what the
   * work writes is seen by the work only, and nobody ever reads it afterwards. A write of the work
   * that throws is undone by itself, as in {@link #write}.
   *
   * <p>It holds the place of one writer while it lasts, so it must be short and must not wait. The
   * work may use the directory it is given from several threads, but must not use this one.
   */
  <T extends @Nullable Object> T rehearse(Function<? super Directory, ? extends T> work);

  /**
   * Whether this process is the only one that can have the store open. If so, every lease found at
   * start belongs to a process that is gone.
   */
  boolean exclusive();

  /** Writes and removes one row, to tell whether the store works. Throws if it does not. */
  void check();

  /** Finishes what is under way and lets go of the store. */
  @Override
  void close();
}
