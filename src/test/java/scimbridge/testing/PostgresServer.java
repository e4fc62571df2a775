package scimbridge.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL server per test JVM, from embedded binaries, on a random port of the loopback
 * interface. It stops with the JVM. PostgreSQL refuses to run as root; there the binaries are
 * started in a user namespace of their own ({@code unshare -U}). A machine on which it cannot run
 * fails the tests that need it.
 */
public final class PostgresServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresServer() {}

  /**
   * How to reach a database.
   *
   * @param jdbcUrl without user and password
   */
  public record Database(String jdbcUrl, String user, String password) {}

  /** A new, empty database, starting the server if this is the first. */
  public static Database newDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot create a database", failure);
    }
    return new Database(
        "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/" + name,
        "postgres",
        "postgres");
  }

  /** The folder of the server's programs, for a test that needs a server of its own. */
  static Path programs() {
    try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'BINDIR'")) {
      row.next();
      return Path.of(row.getString(1));
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot ask for the server's programs", failure);
    }
  }

  /** The server is started when the first test asks for it. */
  private static final class Running {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPort(UnusedPort.find())
            .setPGStartupWait(Duration.ofMinutes(2))
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .start();
      } catch (IOException failure) {
        throw new IllegalStateException(
            "the embedded PostgreSQL does not start; as root it needs unshare(1) and user"
                + " namespaces",
            failure);
      }
    }
  }
}
