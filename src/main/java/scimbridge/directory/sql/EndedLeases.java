package scimbridge.directory.sql;

import java.time.Instant;
import java.util.List;
import scimbridge.directory.CutOff;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;

/**
 * Reads whose lease ran out without being given back, of accounts and of pool groups alike. Only
 * the columns that say who it is: a row that cannot be read otherwise must not stand in the way.
 */
final class EndedLeases {
  private EndedLeases() {}

  /**
   * What of a table was cut off; not what belongs to an open proposal, which has a record of its
   * own, nor what was ended by a word, which is at 1, nor what nobody works on because it cannot be
   * read.
   *
   * @param resource the table's column with the id of the resource that a proposal would be on
   * @param name its column with the name in the pool
   * @param condition which rows nobody can have made a call for
   */
  static List<CutOff> of(
      Statements statements,
      String table,
      String resource,
      String name,
      String condition,
      Instant now) {
    return statements
        .query(
            "SELECT app, pool, "
                + resource
                + ", "
                + name
                + ", creating_since, lease_until FROM "
                + table
                + " WHERE lease_until > 0 AND lease_until <> 1 AND lease_until <= :now AND NOT EXISTS (SELECT 1 FROM"
                + " proposals p WHERE p.app = "
                + table
                + ".app AND p.resource = "
                + table
                + "."
                + resource
                + ")"
                + DueWork.MAYBE_READABLE
                + condition
                + " ORDER BY lease_until, app, "
                + name)
        .bind("now", now.toEpochMilli())
        .map(
            (row, context) ->
                new CutOff(
                    new AppId(Columns.text(row, "app")),
                    new PoolId(Columns.text(row, "pool")),
                    Columns.id(row, resource),
                    Columns.text(row, name),
                    Columns.instantOrNull(row, "creating_since"),
                    Columns.instant(row, "lease_until")))
        .list();
  }
}
