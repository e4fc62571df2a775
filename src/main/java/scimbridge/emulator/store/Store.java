package scimbridge.emulator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The emulator's durable state. Reads and writes are functions of a {@link Transaction}. */
public final class Store implements AutoCloseable {
  private static final int READERS = 4;

  private final BlockingQueue<Session> readers;
  private final List<Session> sessions;
  private final Writer writer;
  private final @Nullable FolderLock lock;

  private Store(
      BlockingQueue<Session> readers,
      List<Session> sessions,
      Writer writer,
      @Nullable FolderLock lock) {
    this.readers = readers;
    this.sessions = sessions;
    this.writer = writer;
    this.lock = lock;
  }

  /** Opens a store that is gone when it is closed. */
  public static Store inMemory() {
    Session session = connect("jdbc:sqlite::memory:");
    Layout.apply(session);
    // One connection is the whole database: reader and writer take turns on it.
    BlockingQueue<Session> only = new ArrayBlockingQueue<>(1);
    only.add(session);
    return new Store(only, List.of(session), Writer.start(only), null);
  }

  /**
   * Opens the store of a folder, making both when missing.
   *
   * @throws IOException when the folder cannot be used, or another process uses it
   */
  public static Store inFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    FolderLock lock = FolderLock.take(folder);
    List<Session> sessions = new ArrayList<>();
    try {
      String url = "jdbc:sqlite:" + folder.resolve("cognito.sqlite").toAbsolutePath();
      Session writing = connect(url);
      sessions.add(writing);
      writing.script("PRAGMA journal_mode = WAL");
      writing.script("PRAGMA synchronous = FULL");
      writing.script("PRAGMA wal_autocheckpoint = 4000");
      writing.script("PRAGMA cache_size = -32000");
      Layout.apply(writing);
      BlockingQueue<Session> readers = new ArrayBlockingQueue<>(READERS);
      for (int i = 0; i < READERS; i++) {
        Session reading = connect(url);
        sessions.add(reading);
        reading.script("PRAGMA query_only = ON");
        reading.script("PRAGMA cache_size = -16000");
        readers.add(reading);
      }
      BlockingQueue<Session> own = new ArrayBlockingQueue<>(1);
      own.add(writing);
      return new Store(readers, sessions, Writer.start(own), lock);
    } catch (StoreFailure e) {
      sessions.forEach(Session::close);
      lock.close();
      throw new IOException("cannot open the database in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Reads; what is read is one consistent state. */
  public <T> T read(Function<Transaction, T> work) {
    Session session = Writer.take(readers);
    try {
      session.control("BEGIN");
      try {
        return work.apply(new Transaction(session, false));
      } finally {
        session.control("COMMIT");
      }
    } finally {
      readers.add(session);
    }
  }

  /** Changes; returns after the change is durable. When the work throws, nothing of it stays. */
  public <T> T write(Function<Transaction, T> work) {
    return writer.run(work);
  }

  /**
   * Whether what users were before a change is kept for a while, for listings that lag behind.
   * Turning it off forgets what was kept.
   */
  public void keepPast(boolean keep) {
    writer.keepPast(keep);
    if (!keep) {
      writer.run(in -> in.users().forgetPast());
    }
  }

  /** Writes all pools and users to a file that does not exist yet. */
  public void snapshot(Path file) {
    writer.runAlone(in -> in.content().copyTo(file));
  }

  /** Makes all pools and users those of a snapshot. */
  public void restore(Path file) {
    writer.runAlone(in -> in.content().replaceBy(file));
  }

  /** Removes all pools and users. */
  public void reset() {
    writer.run(in -> in.content().clear());
  }

  @Override
  public void close() {
    writer.close();
    // Readers come back when their request ends; nobody starts new ones now.
    int count = Math.max(1, sessions.size() - 1);
    for (int i = 0; i < count; i++) {
      Writer.take(readers);
    }
    sessions.forEach(Session::close);
    if (lock != null) {
      lock.close();
    }
  }

  private static Session connect(String url) {
    try {
      Session session = new Session(DriverManager.getConnection(url));
      session.script("PRAGMA busy_timeout = 10000");
      session.script("PRAGMA temp_store = MEMORY");
      return session;
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }
}
