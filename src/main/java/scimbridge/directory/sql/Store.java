package scimbridge.directory.sql;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Runs work on a connection of one kind of database. */
interface Store extends AutoCloseable {

  /** What the statements have to respect. */
  Dialect dialect();

  /** Whether no other process can have it open. */
  boolean exclusive();

  /** Runs a read on a consistent snapshot. */
  <T extends @Nullable Object> T read(Function<? super Handle, ? extends T> work);

  /** Runs a transaction; it is durable when this returns. The work may run more than once. */
  <T extends @Nullable Object> T write(Function<? super Handle, ? extends T> work);

  @Override
  void close();
}
