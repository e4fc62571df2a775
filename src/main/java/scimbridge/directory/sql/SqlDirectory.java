package scimbridge.directory.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit;
import scimbridge.directory.Directory;
import scimbridge.directory.Operator;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;

/**
 * The directory in a SQLite file or a PostgreSQL database, at the schema of this version of the
 * bridge.
 */
public final class SqlDirectory implements Directory {
  /**
   * How long the check fails after something found no room: what is small may still find some, and
   * would make a full disk look like one that comes and goes.
   */
  private static final Duration FULL = Duration.ofSeconds(10);

  private final Store store;
  private final UnreadableRows unreadable = new UnreadableRows();
  private volatile @Nullable Long foundFull;
  private volatile Consumer<Audit.Entry> listener = untold -> {};

  private SqlDirectory(Store store) {
    this.store = store;
  }

  /**
   * Opens a SQLite file for this process alone, making it if there is none. The files are readable
   * and writable by their owner only. A commit is on the disk when it is answered.
   *
   * @param file the database; its folder exists. {@code -wal}, {@code -shm} and {@code .lock} files
   *     appear beside it
   * @throws Fault BUSY if another process, or this one, has it open; INTERNAL if it cannot be
   *     opened or was written by a newer version
   */
  public static SqlDirectory sqlite(Path file) {
    return open(SqliteStore.open(file, SqliteStore.QUEUE));
  }

  /**
   * Connects to a PostgreSQL database (15 or newer), which other processes may use at the same
   * time.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
   * @param poolSize how many connections are kept at the most, at least 2; half of them read
   * @throws Fault BUSY if it cannot be reached; INTERNAL if it was written by a newer version
   */
  public static SqlDirectory postgres(String jdbcUrl, String user, String password, int poolSize) {
    return open(PostgresStore.open(jdbcUrl, user, password, poolSize));
  }

  /** Brings the schema up to date; the store is closed if that fails. */
  static SqlDirectory open(Store store) {
    try {
      Migrations.apply(store, Schema.MIGRATIONS);
      return new SqlDirectory(store);
    } catch (JdbiException failure) {
      store.close();
      throw StoreFaults.of(failure);
    } catch (RuntimeException failure) {
      store.close();
      throw failure;
    }
  }

  /** What every connection needs. */
  static Jdbi configure(Jdbi jdbi) {
    jdbi.registerArgument(new CleanText());
    // Bound values are personal data and belong in no exception.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    try {
      return store.read(handle -> run(handle, none -> {}, work));
    } catch (JdbiException failure) {
      throw StoreFaults.of(failure);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    String operator = Operator.current();
    List<Audit.Entry> audited = new ArrayList<>();
    try {
      T result =
          store.write(
              handle -> {
                // What an earlier attempt wrote was undone.
                audited.clear();
                return Operator.as(operator, () -> run(handle, audited::add, work));
              });
      audited.forEach(listener);
      return result;
    } catch (JdbiException | Fault failure) {
      if (StoreFaults.isFull(failure)) {
        foundFull = System.nanoTime();
      }
      throw failure instanceof Fault fault ? fault : StoreFaults.of(failure);
    }
  }

  @SuppressWarnings("NullAway") // what comes back is null only where T may be
  @Override
  public <T extends @Nullable Object> T rehearse(Function<? super Directory, ? extends T> work) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    try {
      store.<Boolean>write(
          handle -> {
            result.set(
                work.apply(new Rehearsal(handle, store.dialect(), store.exclusive(), unreadable)));
            throw new Rehearsal.Over();
          });
    } catch (Rehearsal.Over undone) {
      // The only way out of a transaction that keeps nothing.
    } catch (JdbiException failure) {
      throw StoreFaults.of(failure);
    }
    return result.get();
  }

  /**
   * Has every audit record that this process writes told to somebody, after its commit.
   *
   * @param told takes the records; called by the threads that wrote them, so it must not block
   */
  public void tellAudit(Consumer<Audit.Entry> told) {
    listener = told;
  }

  private <T extends @Nullable Object> T run(
      Handle handle,
      Consumer<Audit.Entry> audited,
      Function<? super Transaction, ? extends T> work) {
    return SqlTransaction.run(new Statements(handle, store.dialect(), unreadable), audited, work);
  }

  @Override
  public boolean exclusive() {
    return store.exclusive();
  }

  @Override
  public void check() {
    String id = UUID.randomUUID().toString();
    try {
      store.write(
          handle -> {
            handle.execute("INSERT INTO probes (id) VALUES (?)", id);
            return handle.execute("DELETE FROM probes WHERE id = ?", id);
          });
    } catch (JdbiException failure) {
      throw StoreFaults.of(failure);
    }
    Long found = foundFull;
    if (found != null && System.nanoTime() - found < FULL.toNanos()) {
      throw StoreFaults.full(null);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
