package scimbridge.directory.sql;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import scimbridge.fault.Fault;

/**
 * A SQLite file in WAL mode: one connection writes, a few read. Readers see the last commit before
 * they began and never wait for the writer.
 */
final class SqliteStore implements Store {
  /** How many reads run at a time; more would only take turns on the same page cache and disk. */
  static final int READERS = 4;

  /** How many transactions may wait for the writer. */
  static final int QUEUE = 1000;

  /** What a reader waits for a connection before the store counts as busy. */
  private static final int READ_WAIT_SECONDS = 5;

  private static final int BUSY_TIMEOUT_MILLIS = 5000;

  private final StoreLock lock;
  private final Handle writing;
  private final GroupCommit writer;
  private final List<Handle> readers;
  private final BlockingQueue<Handle> idle;
  private final AtomicBoolean closing = new AtomicBoolean();

  private SqliteStore(StoreLock lock, Handle writing, List<Handle> readers, int queue) {
    this.lock = lock;
    this.writing = writing;
    this.writer = new GroupCommit(writing, queue);
    this.readers = readers;
    // Fair: else reads that come later overtake one that waits, for seconds when there are many.
    this.idle = new ArrayBlockingQueue<>(readers.size(), true, readers);
  }

  /** Opens the file, making it if there is none; its folder exists. */
  static SqliteStore open(Path file, int queue) {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Path folder = file.toAbsolutePath().resolveSibling(".").toRealPath();
      Path database = Files.exists(file) ? file.toRealPath() : folder.resolve(file.getFileName());
      StoreLock lock = StoreLock.take(database);
      opened.add(lock);
      createForOwner(database);
      Handle writing = connect(database, false);
      opened.add(writing);
      List<Handle> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(connect(database, true));
        opened.add(readers.getLast());
      }
      SqliteStore store = new SqliteStore(lock, writing, readers, queue);
      store.writer.start();
      opened.clear();
      return store;
    } catch (NoSuchFileException missing) {
      throw cannotOpen(file, "no such folder: " + missing.getFile(), missing);
    } catch (IOException | SQLException failure) {
      throw cannotOpen(file, String.valueOf(failure.getMessage()), failure);
    } finally {
      opened.reversed().forEach(SqliteStore::closeQuietly);
    }
  }

  private static Fault cannotOpen(Path file, String reason, Exception cause) {
    return Fault.of(Fault.Kind.INTERNAL, "Cannot open the store " + file + ": " + reason, cause);
  }

  private static void createForOwner(Path database) throws IOException {
    try {
      Files.createFile(database);
    } catch (FileAlreadyExistsException usually) {
      // SQLite gives the files it makes beside it the permissions of this one.
    }
    StoreLock.ownerOnly(database);
  }

  private static Handle connect(Path database, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    // Nobody asks for them, and the driver would with every INSERT.
    config.setGetGeneratedKeys(false);
    if (readOnly) {
      config.setReadOnly(true);
    } else {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    }
    Connection connection = config.createConnection("jdbc:sqlite:" + database);
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.setStatementBuilderFactory(none -> new KeptStatements());
    return SqlDirectory.configure(jdbi).open();
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  /** The writer, for tests to count commits. */
  GroupCommit writer() {
    return writer;
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Handle, ? extends T> work) {
    return writer.write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Handle, ? extends T> work) {
    Handle handle = takeReader();
    try {
      execute(handle, "BEGIN");
      try {
        return work.apply(handle);
      } finally {
        endRead(handle);
      }
    } finally {
      idle.add(handle);
    }
  }

  private Handle takeReader() {
    if (closing.get()) {
      throw StoreFaults.busy("The store is closed: the bridge is stopping.");
    }
    Handle handle = poll(TimeUnit.SECONDS.toNanos(READ_WAIT_SECONDS));
    if (handle == null) {
      throw StoreFaults.busy(
          Thread.currentThread().isInterrupted()
              ? "The read was given up: the bridge is stopping."
              : "Too many reads wait for the store.");
    }
    return handle;
  }

  private @Nullable Handle poll(long nanos) {
    try {
      return idle.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static void endRead(Handle handle) {
    try {
      execute(handle, "ROLLBACK");
    } catch (Fault endedAlready) {
      // SQLite ends a transaction by itself after some errors; the work has thrown that error.
    }
  }

  private static void execute(Handle handle, String sql) {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw StoreFaults.of(failure);
    }
  }

  /** Writes what waits, lets reads end, and closes the connections, the writing one last. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    writer.close();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_WAIT_SECONDS);
    for (int i = 0; i < readers.size(); i++) {
      Handle reader = poll(deadline - System.nanoTime());
      if (reader != null) { // Else it reads on, and goes with the process.
        closeQuietly(reader);
      }
    }
    closeQuietly(writing);
    lock.close();
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      if (resource instanceof Handle handle) {
        handle.getConnection().close();
      }
      resource.close();
    } catch (Exception closing) {
      // Nothing that was promised depends on it: every commit was flushed before it was answered.
    }
  }
}
