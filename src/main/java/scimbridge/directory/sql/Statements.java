package scimbridge.directory.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** The statements of one transaction, refused once it has ended. */
final class Statements {
  /** How many values an IN list has at the most, and how many rows a batch. */
  private static final int CHUNK = 500;

  private final Handle handle;
  private final Dialect dialect;
  private final UnreadableRows unreadable;
  private volatile boolean ended;

  /**
   * Those of a transaction.
   *
   * @param unreadable is told of rows that cannot be read
   */
  Statements(Handle handle, Dialect dialect, UnreadableRows unreadable) {
    this.handle = handle;
    this.dialect = dialect;
    this.unreadable = unreadable;
  }

  Dialect dialect() {
    return dialect;
  }

  UnreadableRows unreadable() {
    return unreadable;
  }

  Query query(String sql) {
    return open().createQuery(sql);
  }

  Update update(String sql) {
    return open().createUpdate(sql);
  }

  PreparedBatch batch(String sql) {
    return open().prepareBatch(sql);
  }

  /** Ends it: the connection goes to somebody else. */
  void end() {
    ended = true;
  }

  /** Cuts values into pieces that one statement can take. */
  static <T> List<List<T>> chunks(Collection<T> values) {
    List<T> all = List.copyOf(values);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(from + CHUNK, all.size())));
    }
    return chunks;
  }

  /** The texts of some values, for an IN list. */
  static List<String> texts(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private Handle open() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
    return handle;
  }
}
