package scimbridge.directory.sql;

import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * How many resources there are, kept up to date with each of them: counting a million on every list
 * would take longer than the list.
 *
 * <p>In several rows, chosen by the id, because PostgreSQL lets only one of two transactions that
 * change the same row go through.
 */
final class SqlResourceCounts {
  private static final int SHARDS = 16;

  private final Statements statements;

  SqlResourceCounts(Statements statements) {
    this.statements = statements;
  }

  /** Counts a resource that comes (1) or goes (-1). */
  void add(AppId app, ResourceType type, ResourceId id, int difference) {
    statements
        .update(
            "INSERT INTO resource_counts (app, type, shard, total)"
                + " VALUES (:app, :type, :shard, :difference)"
                + " ON CONFLICT (app, type, shard)"
                + " DO UPDATE SET total = resource_counts.total + excluded.total")
        .bind("app", app.value())
        .bind("type", type.name())
        .bind("shard", Math.floorMod(id.value().hashCode(), SHARDS))
        .bind("difference", difference)
        .execute();
  }

  /** How many there are. */
  long of(AppId app, ResourceType type) {
    return statements
        .query(
            "SELECT CAST(coalesce(sum(total), 0) AS BIGINT) FROM resource_counts"
                + " WHERE app = :app AND type = :type")
        .bind("app", app.value())
        .bind("type", type.name())
        .mapTo(Long.class)
        .one();
  }
}
