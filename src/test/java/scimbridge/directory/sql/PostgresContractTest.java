package scimbridge.directory.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import scimbridge.directory.AccountWorkContract;
import scimbridge.directory.AccountsContract;
import scimbridge.directory.AuditContract;
import scimbridge.directory.CustomAttributesContract;
import scimbridge.directory.Directory;
import scimbridge.directory.DirectoryContract;
import scimbridge.directory.GuardsContract;
import scimbridge.directory.MembersContract;
import scimbridge.directory.NamesContract;
import scimbridge.directory.PolicyGroupsContract;
import scimbridge.directory.PoolGroupsContract;
import scimbridge.directory.PoolsContract;
import scimbridge.directory.ProposalsContract;
import scimbridge.directory.ReconciliationsContract;
import scimbridge.directory.ResourcesContract;
import scimbridge.directory.ReviewsContract;
import scimbridge.directory.TokensContract;
import scimbridge.directory.TransactionsContract;
import scimbridge.directory.UnreadableRowsContract;
import scimbridge.testing.PostgresServer;

/** PostgreSQL keeps every contract of the directory; each test finds a database without rows. */
class PostgresContractTest {
  private static PostgresServer.Database database;
  private static Directory directory;

  @BeforeAll
  static void open() {
    database = PostgresServer.newDatabase();
    directory = connect();
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    execute(
        "DELETE FROM resources; DELETE FROM transfers;DELETE FROM resource_counts; DELETE FROM secrets;"
            + "DELETE FROM members; DELETE FROM names; DELETE FROM proposals;"
            + "DELETE FROM accounts; DELETE FROM pool_groups; DELETE FROM pools;"
            + "DELETE FROM removals; DELETE FROM guard_words;"
            + "DELETE FROM tokens; DELETE FROM audit; DELETE FROM custom_attributes");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Directory connect() {
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8);
  }

  abstract class OnPostgres implements DirectoryContract {
    @Override
    public Directory directory() {
      return directory;
    }

    @Override
    public void tamper(String sql) {
      try {
        execute(sql);
      } catch (SQLException broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  @Nested
  class Resources extends OnPostgres implements ResourcesContract {}

  @Nested
  class Members extends OnPostgres implements MembersContract {}

  @Nested
  class Names extends OnPostgres implements NamesContract {}

  @Nested
  class Proposals extends OnPostgres implements ProposalsContract {}

  @Nested
  class Accounts extends OnPostgres implements AccountsContract {}

  @Nested
  class AccountWork extends OnPostgres implements AccountWorkContract {}

  @Nested
  class PoolGroups extends OnPostgres implements PoolGroupsContract {}

  @Nested
  class UnreadableRows extends OnPostgres implements UnreadableRowsContract {}

  @Nested
  class PolicyGroups extends OnPostgres implements PolicyGroupsContract {}

  @Nested
  class Reviews extends OnPostgres implements ReviewsContract {}

  @Nested
  class Reconciliations extends OnPostgres implements ReconciliationsContract {}

  @Nested
  class Guards extends OnPostgres implements GuardsContract {}

  @Nested
  class Pools extends OnPostgres implements PoolsContract {}

  @Nested
  class CustomAttributes extends OnPostgres implements CustomAttributesContract {}

  @Nested
  class Tokens extends OnPostgres implements TokensContract {}

  @Nested
  class Audit extends OnPostgres implements AuditContract {}

  @Nested
  class Transactions extends OnPostgres implements TransactionsContract {
    @Override
    public Directory reopened() {
      return connect();
    }
  }
}
