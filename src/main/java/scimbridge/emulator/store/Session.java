package scimbridge.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection with its prepared statements. Used by one thread at a time. */
final class Session implements AutoCloseable {
  private static final int MOST_PARSED_POOLS = 64;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<Long, Pools.Parsed> parsedPools = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Pools that this connection has parsed; forgotten all at once when they become many. */
  Map<Long, Pools.Parsed> parsedPools() {
    if (parsedPools.size() > MOST_PARSED_POOLS) {
      parsedPools.clear();
    }
    return parsedPools;
  }

  /** Forgets pools that were read in a transaction that came to nothing. */
  void forgetParsedPools() {
    parsedPools.clear();
  }

  /** Makes a value of a row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  <T> List<T> list(Row<T> mapper, String sql, @Nullable Object... parameters) {
    try (ResultSet rows = bind(sql, parameters).executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(mapper.read(rows));
      }
      return list;
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  /** The first row of a query, null when there is none. */
  <T> @Nullable T first(Row<T> mapper, String sql, @Nullable Object... parameters) {
    try (ResultSet rows = bind(sql, parameters).executeQuery()) {
      return rows.next() ? mapper.read(rows) : null;
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  /** The number that a query answers; 0 when it answers no row. */
  long number(String sql, @Nullable Object... parameters) {
    Long number = first(row -> row.getLong(1), sql, parameters);
    return number == null ? 0 : number;
  }

  /** Changes rows; answers how many. */
  int update(String sql, @Nullable Object... parameters) {
    try {
      return bind(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  /** Inserts a row; answers its key. */
  long insert(String sql, @Nullable Object... parameters) {
    update(sql, parameters);
    return number("SELECT last_insert_rowid()");
  }

  /** Runs a statement without parameters that is not worth keeping. */
  void script(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  /** Runs a transaction statement, kept prepared. */
  void control(String sql) {
    try {
      prepared(sql).execute();
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  /**
   * Closes the prepared statements. Some commands want no statement that could still be running,
   * and a prepared one counts as such.
   */
  void forgetStatements() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      statements.clear();
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (value instanceof String text) {
        statement.setString(i + 1, text);
      } else if (value instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else {
        statement.setObject(i + 1, value);
      }
    }
    return statement;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  @Override
  public void close() {
    forgetStatements();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreFailure(e);
    }
  }
}
