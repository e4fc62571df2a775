package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import scimbridge.directory.Lease;
import scimbridge.directory.sql.UnreadableRows.RowKey;
import scimbridge.fault.Fault;

/**
 * Reads the rows of a table of leased things, also when there are some among them that this version
 * cannot read: such a row must not keep the others from being read.
 */
final class LeasedRows<T> {
  private final UnreadableRows unreadable;
  private final Table<T> table;

  LeasedRows(UnreadableRows unreadable, Table<T> table) {
    this.unreadable = unreadable;
    this.table = table;
  }

  /** How a table is read. */
  interface Table<T> {
    String name();

    /** The columns of its key. */
    List<String> key();

    /** A whole row, but with this lease. */
    T whole(ResultSet row, Lease lease) throws SQLException;

    /** What stands for a row that cannot be read, as far as its key goes. */
    T unreadable(ResultSet row) throws SQLException;

    /** The same after somebody who worked on it went away without a word. */
    T unsure(T thing, Instant until);

    /** What is said to who wants to do something to one. */
    Fault fault(T unreadable);
  }

  /**
   * The one row that is asked for.
   *
   * @throws Fault UNREADABLE if it cannot be read
   */
  Optional<T> one(Query query) {
    return query.map(strict()).findOne();
  }

  /** Rows to be worked on: that one of them cannot be read fails whatever is to be done. */
  List<T> strict(Query query) {
    return query.map(strict()).list();
  }

  private RowMapper<T> strict() {
    return (row, context) -> {
      Optional<T> read = readable(row, LeaseColumns.lease(row));
      return read.isPresent() ? read.get() : fail(row);
    };
  }

  private T fail(ResultSet row) throws SQLException {
    throw table.fault(table.unreadable(row));
  }

  /** Only those that can be read. */
  List<T> readable(Query query) {
    return present(query.map((row, context) -> readable(row, LeaseColumns.lease(row))).list());
  }

  /** All of them; one that cannot be read as what stands for it. */
  List<T> all(Query query) {
    return present(query.map((row, context) -> any(row)).list());
  }

  private Optional<T> any(ResultSet row) throws SQLException {
    Optional<T> read = readable(row, LeaseColumns.lease(row));
    if (read.isPresent()) {
      return read;
    }
    try {
      return Optional.of(table.unreadable(row));
    } catch (IllegalArgumentException namesNothing) {
      // Not even its key is one: nobody asks for it by that.
      return Optional.empty();
    }
  }

  /** A row with this lease, if it can be read. */
  Optional<T> readable(ResultSet row, Lease lease) throws SQLException {
    try {
      return Optional.of(table.whole(row, lease));
    } catch (RuntimeException why) {
      unreadable.met(key(row), why);
      return Optional.empty();
    }
  }

  RowKey key(ResultSet row) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (String column : table.key()) {
      columns.add(Columns.text(row, column));
    }
    return new RowKey(table.name(), columns);
  }

  Table<T> table() {
    return table;
  }

  private static <T> List<T> present(List<Optional<T>> rows) {
    return rows.stream().flatMap(Optional::stream).toList();
  }
}
