package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scimbridge.directory.Transaction;
import scimbridge.testing.PostgresServer;

/**
 * PostgreSQL reads no table from end to end, and no more rows than it shows: every statement is
 * explained with the values it is run with, reads with what they really read.
 */
@Timeout(300)
class PostgresQueryPlanTest {
  private static final int USERS = 20_000;

  /** What a page of ten may read: the index entries and rows of its results and a few more. */
  private static final double MOST_ROWS = 100;

  private static final Pattern ACTUAL = Pattern.compile("actual .*?rows=([0-9.]+) loops=([0-9]+)");
  private static final Pattern REMOVED = Pattern.compile("Rows Removed by .*?: ([0-9.]+)");

  @Test
  void everyStatementGoesThroughAnIndexAndReadsWhatItShows() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 2).close();
    Jdbi jdbi = Jdbi.create(database.jdbcUrl(), database.user(), database.password());
    try (Handle handle = SqlDirectory.configure(jdbi).open()) {
      handle.begin();
      ManyResources.fill(handle, USERS);
      handle.execute("ANALYZE");
      List<String> explained = new ArrayList<>();
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              explained.add(explain(handle, context));
            }
          });
      Transaction tx =
          new SqlTransaction(new Statements(handle, Dialect.POSTGRES, new UnreadableRows()));
      Map<String, Consumer<Transaction>> operations = ManyResources.reads(USERS);
      operations.putAll(ManyResources.writes(USERS));
      List<String> faults = new ArrayList<>();
      operations.forEach(
          (name, operation) -> {
            explained.clear();
            operation.accept(tx);
            assertThat(explained).as(name).isNotEmpty();
            for (String plan : explained) {
              if (plan.matches("(?s).*Seq Scan on (resources|terms|members|accounts)\\b.*")
                  || mostRows(plan) > MOST_ROWS) {
                faults.add(name + "\n" + plan);
              }
            }
          });
      handle.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
      handle.rollback();
      assertThat(faults).isEmpty();
      assertThat(mostRows("Sort (actual time=0.1..0.2 rows=7.00 loops=20)")).isEqualTo(140);
    }
  }

  private static String explain(Handle handle, StatementContext context) {
    String sql = context.getParsedSql().getSql();
    // What writes is not run twice.
    String how = sql.startsWith("SELECT") ? "EXPLAIN (ANALYZE) " : "EXPLAIN ";
    try (PreparedStatement statement = handle.getConnection().prepareStatement(how + sql)) {
      List<String> names = context.getParsedSql().getParameters().getParameterNames();
      for (int i = 0; i < names.size(); i++) {
        context
            .getBinding()
            .findForName(names.get(i), context)
            .orElseThrow()
            .apply(i + 1, statement, context);
      }
      StringBuilder plan = new StringBuilder(sql).append('\n');
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  /** The rows of the step of a plan that has most, those included that it read and left out. */
  private static double mostRows(String plan) {
    double most = 0;
    for (Matcher actual = ACTUAL.matcher(plan); actual.find(); ) {
      most =
          Math.max(most, Double.parseDouble(actual.group(1)) * Integer.parseInt(actual.group(2)));
    }
    for (Matcher removed = REMOVED.matcher(plan); removed.find(); ) {
      most = Math.max(most, Double.parseDouble(removed.group(1)));
    }
    return most;
  }
}
