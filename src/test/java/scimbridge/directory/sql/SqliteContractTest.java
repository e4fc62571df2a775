package scimbridge.directory.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
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

/** SQLite keeps every contract of the directory; each test has a file of its own. */
class SqliteContractTest {
  @TempDir Path folder;
  private Directory directory;

  @BeforeEach
  void open() {
    directory = SqlDirectory.sqlite(folder.resolve("store.db"));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  abstract class OnSqlite implements DirectoryContract {
    @Override
    public Directory directory() {
      return directory;
    }

    @Override
    public void tamper(String sql) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  @Nested
  class Resources extends OnSqlite implements ResourcesContract {}

  @Nested
  class Members extends OnSqlite implements MembersContract {}

  @Nested
  class Names extends OnSqlite implements NamesContract {}

  @Nested
  class Proposals extends OnSqlite implements ProposalsContract {}

  @Nested
  class Accounts extends OnSqlite implements AccountsContract {}

  @Nested
  class AccountWork extends OnSqlite implements AccountWorkContract {}

  @Nested
  class PoolGroups extends OnSqlite implements PoolGroupsContract {}

  @Nested
  class UnreadableRows extends OnSqlite implements UnreadableRowsContract {}

  @Nested
  class PolicyGroups extends OnSqlite implements PolicyGroupsContract {}

  @Nested
  class Reviews extends OnSqlite implements ReviewsContract {}

  @Nested
  class Reconciliations extends OnSqlite implements ReconciliationsContract {}

  @Nested
  class Guards extends OnSqlite implements GuardsContract {}

  @Nested
  class Pools extends OnSqlite implements PoolsContract {}

  @Nested
  class CustomAttributes extends OnSqlite implements CustomAttributesContract {}

  @Nested
  class Tokens extends OnSqlite implements TokensContract {}

  @Nested
  class Audit extends OnSqlite implements AuditContract {}

  @Nested
  class Transactions extends OnSqlite implements TransactionsContract {
    @Override
    public Directory reopened() {
      directory.close();
      return SqlDirectory.sqlite(folder.resolve("store.db"));
    }
  }
}
