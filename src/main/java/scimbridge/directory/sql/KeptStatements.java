package scimbridge.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * The statements that a connection to a SQLite file has compiled, kept for the next transaction:
 * compiling one takes longer than running it. SQLite compiles again by itself what an altered
 * schema has made invalid. The driver of PostgreSQL does the like for itself.
 */
class KeptStatements extends DefaultStatementBuilder {
  /** More than any request needs; lists and filters of many lengths make more texts than that. */
  static final int MOST = 100;

  /** By text, the one that was used longest ago first; what is in use is not among them. */
  private final SequencedMap<String, PreparedStatement> kept = new LinkedHashMap<>();

  private final IdentityHashMap<Statement, String> inUse = new IdentityHashMap<>();

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    PreparedStatement known = kept.remove(sql);
    PreparedStatement statement = known == null ? super.create(connection, sql, context) : known;
    inUse.put(statement, sql);
    return statement;
  }

  /** The text that is given here is not what was compiled, but what that was made of. */
  @Override
  public void close(Connection connection, String template, Statement statement)
      throws SQLException {
    String sql = inUse.remove(statement);
    if (sql == null || kept.containsKey(sql) || !rewound(statement)) {
      statement.close();
      return;
    }
    PreparedStatement reusable = (PreparedStatement) statement;
    // Not the values, which the next ones replace: SQLite compiles again what had them cleared.
    reusable.clearBatch();
    kept.put(sql, reusable);
    if (kept.size() > MOST) {
      kept.pollFirstEntry().getValue().close();
    }
  }

  /** Whether it can run again: it did not fail, which SQLite tells when it is rewound. */
  private static boolean rewound(Statement statement) throws SQLException {
    SafeStmtPtr compiled = ((CoreStatement) statement).pointer;
    return !compiled.isClosed() && compiled.safeRunInt(DB::reset) == Codes.SQLITE_OK;
  }
}
