package scimbridge.directory.sql;

import java.nio.file.Path;
import scimbridge.directory.Directory;

/** A SQLite store that tells what it wrote. */
public final class CountedSqlite {
  private final SqliteStore store;
  private final Directory directory;

  private CountedSqlite(SqliteStore store) {
    this.store = store;
    this.directory = SqlDirectory.open(store);
  }

  /** Opens it as {@link SqlDirectory#sqlite} does. */
  public static CountedSqlite open(Path file) {
    return new CountedSqlite(SqliteStore.open(file, SqliteStore.QUEUE));
  }

  /** The store as everybody else sees it. */
  public Directory directory() {
    return directory;
  }

  /** Transactions so far. */
  public long transactions() {
    return store.writer().transactions();
  }

  /** Commits so far, each of one transaction or more. */
  public long commits() {
    return store.writer().commits();
  }
}
