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

/**
 * The store as SQLite shows it to anybody, past the bridge's own code: whether anything is left to
 * do, and whether anything is there that belongs to nobody.
 */
final class StoreContents implements AutoCloseable {
  private static final String STANDING =
      """
      SELECT (SELECT count(*) FROM proposals),
        (SELECT count(*) FROM accounts WHERE state = 'PENDING' OR delete_at <= :now AND %1$s)
          + (SELECT count(*) FROM pool_groups WHERE state = 'PENDING'),
        (SELECT count(*) FROM reviews WHERE done = 0),
        (SELECT count(*) FROM accounts WHERE lease_until > 1)
          + (SELECT count(*) FROM pool_groups WHERE lease_until > 1)
          + (SELECT count(*) FROM proposals WHERE lease_until > 1),
        (SELECT min(next_attempt) FROM (
          SELECT next_attempt FROM accounts WHERE state = 'PENDING'
          UNION ALL SELECT next_attempt FROM pool_groups WHERE state = 'PENDING'))
      """
          .formatted("state = 'IN_STEP' AND known <> 'ABSENT'");

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
              + " resources r WHERE r.app = c.app AND r.type = c.type)",
          "PRAGMA foreign_key_check",
          "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'");

  private final Connection connection;

  private StoreContents(Connection connection) {
    this.connection = connection;
  }

  static StoreContents open(Path file) {
    try {
      return new StoreContents(DriverManager.getConnection("jdbc:sqlite:" + file));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What is left to do.
   *
   * @param due when the first of it may go on; empty if that is not a matter of time
   */
  record Standing(int proposals, int pending, int reviews, int leased, Optional<Instant> due) {
    boolean quiet() {
      return proposals == 0 && pending == 0 && reviews == 0 && leased == 0;
    }
  }

  Standing standing(Instant now) {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(STANDING.replace(":now", Long.toString(now.toEpochMilli())))) {
      long due = row.getLong(5);
      return new Standing(
          row.getInt(1),
          row.getInt(2),
          row.getInt(3),
          row.getInt(4),
          due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What belongs to nobody; also names and leases that are only forgotten. */
  List<String> nobodys() {
    List<String> found = new ArrayList<>();
    for (String query : NOBODYS) {
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
