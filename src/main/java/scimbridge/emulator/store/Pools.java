package scimbridge.emulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.Schema;
import scimbridge.emulator.protocol.Json;

/** The table of user pools. */
public final class Pools {
  private static final String COLUMNS =
      "SELECT key, id, name, created, modified, settings, schema FROM pool ";

  private final Session session;
  private final Map<Long, Parsed> parsed;

  Pools(Session session, Map<Long, Parsed> parsed) {
    this.session = session;
    this.parsed = parsed;
  }

  /** A pool as of a version of its row. */
  record Parsed(long version, Pool pool) {}

  private record Row(long key, long version) {}

  /** The pool of that id, null when there is none. */
  public @Nullable Pool find(String id) {
    Row row =
        session.first(
            r -> new Row(r.getLong(1), r.getLong(2)),
            "SELECT key, version FROM pool WHERE id = ?",
            id);
    if (row == null) {
      return null;
    }
    Parsed known = parsed.get(row.key());
    if (known != null && known.version() == row.version()) {
      return known.pool();
    }
    Pool pool = session.first(this::pool, COLUMNS + "WHERE id = ?", id);
    if (pool != null) {
      parsed.put(row.key(), new Parsed(row.version(), pool));
    }
    return pool;
  }

  /** Pools of a region in the order they were made, those after the given key. */
  public List<Pool> page(String region, long after, int limit) {
    return session.list(
        this::pool,
        COLUMNS + "WHERE key > ? AND id GLOB ? ORDER BY key LIMIT ?",
        after,
        region + "_*",
        limit);
  }

  /** Adds a pool; its key is assigned. */
  public Pool insert(String id, String name, long created, ObjectNode settings, Schema schema) {
    long key =
        session.insert(
            "INSERT INTO pool (id, name, created, modified, settings, schema, version)"
                + " VALUES (?, ?, ?, ?, ?, ?, abs(random()))",
            id,
            name,
            created,
            created,
            Json.text(settings),
            Json.text(schema.toJson()));
    return new Pool(key, id, name, created, created, settings, schema);
  }

  /** Stores a changed schema. */
  public void update(Pool pool) {
    session.update(
        "UPDATE pool SET modified = ?, schema = ?, version = version + 1 WHERE key = ?",
        pool.modified(),
        Json.text(pool.schema().toJson()),
        pool.key());
  }

  /** Removes a pool and everything in it. */
  public void delete(Pool pool) {
    long key = pool.key();
    session.update(
        "DELETE FROM membership WHERE team IN (SELECT id FROM team WHERE pool = ?)", key);
    session.update(
        "DELETE FROM credential WHERE user IN (SELECT id FROM user WHERE pool = ?)", key);
    for (String table : List.of("team", "alias", "term", "link", "client", "user")) {
      session.update("DELETE FROM " + table + " WHERE pool = ?", key);
    }
    session.update("DELETE FROM pool WHERE key = ?", key);
  }

  private Pool pool(ResultSet row) throws SQLException {
    return new Pool(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        Json.parseOwn(row.getString(6)),
        Schema.fromJson(Json.parseOwn("{\"all\":" + row.getString(7) + "}").path("all")));
  }
}
