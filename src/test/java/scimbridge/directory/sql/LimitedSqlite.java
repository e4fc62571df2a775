package scimbridge.directory.sql;

import java.nio.file.Path;
import scimbridge.directory.Directory;

/** A SQLite store that has only so much room, as on a disk that is full. */
public final class LimitedSqlite {
  private static final long NO_LIMIT = 4_294_967_294L;

  private final SqliteStore store;
  private final Directory directory;

  private LimitedSqlite(SqliteStore store) {
    this.store = store;
    this.directory = SqlDirectory.open(store);
  }

  /** Opens it as {@link SqlDirectory#sqlite} does, with all the room there is. */
  public static LimitedSqlite open(Path file) {
    return new LimitedSqlite(SqliteStore.open(file, SqliteStore.QUEUE));
  }

  /** The store as everybody else sees it. */
  public Directory directory() {
    return directory;
  }

  /** Leaves room for so many pages of 4 KiB more than there are. */
  public void leaveRoomFor(int pages) {
    store.<Boolean>write(
        handle -> {
          long used = handle.createQuery("PRAGMA page_count").mapTo(Long.class).one();
          return handle
                  .createQuery("PRAGMA max_page_count = " + (used + pages))
                  .mapTo(Long.class)
                  .one()
              > 0;
        });
  }

  /** Makes room. */
  public void makeRoom() {
    store.<Boolean>write(
        handle ->
            handle.createQuery("PRAGMA max_page_count = " + NO_LIMIT).mapTo(Long.class).one() > 0);
  }
}
