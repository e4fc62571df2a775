package scimbridge.emulator.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Credential;
import scimbridge.emulator.pool.User;

/** The table of hashed passwords. */
public final class Credentials {
  private final Session session;

  Credentials(Session session) {
    this.session = session;
  }

  /** The credential of a user, an empty one when it has none. */
  public Credential of(User user) {
    Credential known =
        session.first(
            row -> {
              long expires = row.getLong(2);
              boolean permanent = row.wasNull();
              String history = row.getString(3);
              return new Credential(
                  row.getString(1),
                  permanent ? null : expires,
                  history.isEmpty() ? List.of() : List.of(history.split("\n", -1)),
                  row.getLong(4));
            },
            "SELECT password, expires, history, signed_out FROM credential WHERE user = ?",
            user.id());
    return known == null ? Credential.NONE : known;
  }

  /** Stores the credential of a user. */
  public void put(User user, Credential credential) {
    @Nullable Long expires = credential.expires();
    session.update(
        "INSERT INTO credential (user, password, expires, history, signed_out)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (user) DO UPDATE SET"
            + " password = excluded.password, expires = excluded.expires,"
            + " history = excluded.history, signed_out = excluded.signed_out",
        user.id(),
        credential.password(),
        expires,
        String.join("\n", credential.history()),
        credential.signedOut());
  }
}
