package scimbridge.emulator.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;

/** The table of identities of other providers that sign in as a user of the pool. */
public final class Links {
  private final Session session;

  Links(Session session) {
    this.session = session;
  }

  /** An identity at a provider. */
  public record Identity(String provider, String attribute, String value) {}

  /** The key of the user that an identity is linked to, null when there is none. */
  public @Nullable Long owner(Pool pool, Identity identity) {
    return session.first(
        row -> row.getLong(1),
        "SELECT user FROM link WHERE pool = ? AND provider = ? AND attribute = ? AND value = ?",
        pool.key(),
        identity.provider(),
        identity.attribute(),
        identity.value());
  }

  /** The identities of a user. */
  public List<Identity> of(User user) {
    return session.list(
        row -> new Identity(row.getString(1), row.getString(2), row.getString(3)),
        "SELECT provider, attribute, value FROM link WHERE user = ?"
            + " ORDER BY provider, attribute, value",
        user.id());
  }

  /** Links an identity that is not linked. */
  public void add(Pool pool, Identity identity, User user) {
    session.update(
        "INSERT INTO link (pool, provider, attribute, value, user) VALUES (?, ?, ?, ?, ?)",
        pool.key(),
        identity.provider(),
        identity.attribute(),
        identity.value(),
        user.id());
  }

  /** Removes the link of an identity. */
  public void remove(Pool pool, Identity identity) {
    session.update(
        "DELETE FROM link WHERE pool = ? AND provider = ? AND attribute = ? AND value = ?",
        pool.key(),
        identity.provider(),
        identity.attribute(),
        identity.value());
  }
}
