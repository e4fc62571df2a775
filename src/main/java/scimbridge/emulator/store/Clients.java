package scimbridge.emulator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Json;

/** The table of app clients. */
public final class Clients {
  private static final String COLUMNS =
      "SELECT key, id, name, created, modified, settings FROM client ";

  private final Session session;

  Clients(Session session) {
    this.session = session;
  }

  /** The client of that id in the pool, null when there is none. */
  public @Nullable AppClient find(Pool pool, String id) {
    return session.first(Clients::client, COLUMNS + "WHERE pool = ? AND id = ?", pool.key(), id);
  }

  /** Clients of a pool in the order they were made, those after the given key. */
  public List<AppClient> page(Pool pool, long after, int limit) {
    return session.list(
        Clients::client,
        COLUMNS + "WHERE pool = ? AND key > ? ORDER BY key LIMIT ?",
        pool.key(),
        after,
        limit);
  }

  /** Adds a client. */
  public void insert(Pool pool, AppClient client) {
    session.update(
        "INSERT INTO client (id, pool, name, created, modified, settings)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        client.id(),
        pool.key(),
        client.name(),
        client.created(),
        client.modified(),
        Json.text(client.settings()));
  }

  /** Removes a client. */
  public void delete(AppClient client) {
    session.update("DELETE FROM client WHERE id = ?", client.id());
  }

  private static AppClient client(ResultSet row) throws SQLException {
    return new AppClient(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        Json.parseOwn(row.getString(6)));
  }
}
