package scimbridge.provisioning;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scimbridge.testing.PostgresServer;

/**
 * The store as its database shows it to anybody, past the bridge's own code: whether anything is
 * left to do, and whether anything is there that belongs to nobody.
 */
final class StoreContents implements AutoCloseable {
  private static final String STANDING =
      """
      SELECT
        (SELECT count(*) FROM proposals WHERE NOT (%1$s)),
        (SELECT count(*) FROM accounts WHERE state = 'PENDING'
            OR delete_at <= :now AND state = 'IN_STEP' AND known <> 'ABSENT')
          + (SELECT count(*) FROM pool_groups WHERE state = 'PENDING'),
        (SELECT count(*) FROM reviews WHERE done = 0),
        (SELECT count(*) FROM accounts WHERE %2$s)
          + (SELECT count(*) FROM pool_groups WHERE %2$s)
          + (SELECT count(*) FROM proposals WHERE %2$s)
      """
          .formatted(Standing.BURIED, Standing.HELD);

  /** When each thing that is to be done may be, as three instants of which the last one counts. */
  private static final String DUE =
      """
      SELECT next_attempt, CASE WHEN %1$s THEN lease_until ELSE 0 END, coalesce((SELECT
          max(CASE WHEN %1$s THEN lease_until ELSE 0 END) FROM proposals p
          WHERE p.app = a.app AND p.resource = a.user_id), 0)
        FROM accounts a WHERE state = 'PENDING' AND next_attempt IS NOT NULL
      UNION ALL SELECT next_attempt, CASE WHEN %1$s THEN lease_until ELSE 0 END, coalesce((SELECT
          max(CASE WHEN %1$s THEN lease_until ELSE 0 END) FROM proposals p
          WHERE p.app = g.app AND p.resource = g.group_id), 0)
        FROM pool_groups g WHERE state = 'PENDING' AND next_attempt IS NOT NULL
      UNION ALL SELECT 0, lease_until, 0 FROM proposals WHERE %1$s
      """
          .formatted(Standing.BURIED);

  /** Rows that must not be when all is done, each with what it is. */
  private static final List<String> NOBODYS =
      List.of(
          "SELECT 'proposal on ' || resource FROM proposals",
          "SELECT 'lease of account ' || username FROM accounts WHERE lease_until <> 0",
          "SELECT 'lease of pool group ' || group_name FROM pool_groups WHERE lease_until <> 0",
          "SELECT 'name ' || space || ' ' || value FROM names n WHERE NOT EXISTS (SELECT 1 FROM"
              + " resources r WHERE r.app = n.app AND r.id = n.resource) AND NOT EXISTS (SELECT 1"
              + " FROM accounts a WHERE a.app = n.app AND a.user_id = n.resource)",
          "SELECT 'account ' || username || ' ' || state || ' ' || known FROM accounts a WHERE NOT"
              + " EXISTS (SELECT 1 FROM resources r WHERE r.app = a.app AND r.id = a.user_id)"
              + " AND a.leaving IS NULL",
          "SELECT 'account ' || username || ' is ' || known || ' and ' || state FROM accounts"
              + " WHERE state = 'IN_STEP' AND known NOT IN ('OURS', 'LISTED')",
          // Not by uncertain_until: a late call may come also where all is as it should be.
          "SELECT 'account still asked for ' || username FROM accounts WHERE state = 'IN_STEP' AND"
              + " creating_since IS NOT NULL",
          "SELECT 'pool group ' || group_name || ' ' || phase FROM pool_groups g WHERE origin ="
              + " 'PUSHED' AND NOT EXISTS (SELECT 1 FROM resources r WHERE r.app = g.app AND r.id ="
              + " g.group_id)",
          "SELECT 'pool group ' || group_name || ' is ' || phase || ' and ' || state FROM"
              + " pool_groups WHERE phase <> 'PRESENT' OR state <> 'IN_STEP'",
          "SELECT 'pool groups of ' || group_id FROM pool_groups GROUP BY app, pool, group_id"
              + " HAVING count(*) > 1",
          "SELECT 'member ' || member_id FROM members m WHERE NOT EXISTS (SELECT 1 FROM resources r"
              + " WHERE r.app = m.app AND r.id = m.member_id) OR NOT EXISTS (SELECT 1 FROM"
              + " resources r WHERE r.app = m.app AND r.id = m.group_id)",
          "SELECT 'counted ' || total || ' of ' || type FROM (SELECT app, type, sum(total) AS total"
              + " FROM resource_counts GROUP BY app, type) c WHERE total <> (SELECT count(*) FROM"
              + " resources r WHERE r.app = c.app AND r.type = c.type)");

  /** What SQLite has to find fault with. */
  private static final List<String> BROKEN_SQLITE =
      List.of(
          "PRAGMA foreign_key_check",
          "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'");

  private final Connection connection;
  private final List<String> broken;

  private StoreContents(Connection connection, List<String> broken) {
    this.connection = connection;
    this.broken = broken;
  }

  static StoreContents ofSqlite(Path file) {
    try {
      return new StoreContents(DriverManager.getConnection("jdbc:sqlite:" + file), BROKEN_SQLITE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** PostgreSQL itself has nothing to say: it has no command that checks a whole database. */
  static StoreContents ofPostgres(PostgresServer.Database database) {
    try {
      return new StoreContents(
          DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password()),
          List.of());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What is left to do.
   *
   * @param proposals those that somebody is at, or may take
   * @param leased what the bridge that runs is at
   * @param due when the first of what waits may go on; empty if that is not a matter of time
   */
  record Standing(int proposals, int pending, int reviews, int leased, Optional<Instant> due) {
    /** Somebody is at it, or was when it was last looked at. */
    private static final String HELD = "lease_owner = :owner AND lease_until > 1";

    /** A bridge that is gone was at it, and others may not know yet that it is gone. */
    private static final String BURIED = "lease_owner <> :owner AND lease_until > :now";

    boolean quiet() {
      return proposals == 0 && pending == 0 && reviews == 0 && leased == 0 && due.isEmpty();
    }
  }

  /** Where a bridge stands whose leases have this owner. */
  Standing standing(Instant now, String owner) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(bound(STANDING, now, owner))) {
      row.next();
      return new Standing(
          row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), due(now, owner));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Instant> due(Instant now, String owner) throws SQLException {
    List<Instant> due = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(bound(DUE, now, owner))) {
      while (rows.next()) {
        due.add(
            Instant.ofEpochMilli(
                Math.max(rows.getLong(1), Math.max(rows.getLong(2), rows.getLong(3)))));
      }
    }
    return due.stream().min(Instant::compareTo);
  }

  private static String bound(String query, Instant now, String owner) {
    return query
        .replace(":now", Long.toString(now.toEpochMilli()))
        .replace(":owner", "'" + owner + "'");
  }

  /** What belongs to nobody; also names and leases that are only forgotten. */
  List<String> nobodys() {
    List<String> found = new ArrayList<>();
    for (String query : NOBODYS) {
      found.addAll(list(query));
    }
    for (String query : broken) {
      found.addAll(list(query));
    }
    return found;
  }

  /** The first column of a query. */
  List<String> list(String query) {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
    return rows;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
