package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import scimbridge.emulator.pool.Credential;
import scimbridge.emulator.pool.PasswordHash;
import scimbridge.emulator.pool.PasswordPolicy;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * Gives a user a password: a permanent one makes it CONFIRMED, a temporary one
 * FORCE_CHANGE_PASSWORD.
 */
final class AdminSetUserPassword implements Operation {
  private final Store store;

  AdminSetUserPassword(Store store) {
    this.store = store;
  }

  /** What the checks need; they are too slow to hold the writer meanwhile. */
  private record Known(PasswordPolicy policy, Credential credential) {}

  @Override
  public ObjectNode answer(Call call) {
    Known known =
        store.read(
            in -> {
              Pool pool = Lookup.pool(in, call);
              return new Known(
                  pool.passwordPolicy(), in.credentials().of(Lookup.user(in, pool, call)));
            });
    String password = call.text("Password");
    known.policy().check(password);
    if (call.flag("Permanent")) {
      known.policy().refuseFormer(password, known.credential().history());
    }
    String hash = PasswordHash.of(password);
    return store.write(in -> set(in, call, hash));
  }

  private static ObjectNode set(Transaction in, Call call, String hash) {
    Pool pool = Lookup.pool(in, call);
    User user = Lookup.user(in, pool, call);
    Credential credential = in.credentials().of(user);
    if (call.flag("Permanent")) {
      in.credentials().put(user, credential.permanent(hash));
      in.users().update(pool, user, user.withStatus(UserStatus.CONFIRMED, call.nowMillis()));
    } else {
      Duration validity = Duration.ofDays(pool.passwordPolicy().temporaryDays());
      in.credentials()
          .put(user, credential.temporary(hash, call.nowMillis() + validity.toMillis()));
      in.users()
          .update(pool, user, user.withStatus(UserStatus.FORCE_CHANGE_PASSWORD, call.nowMillis()));
    }
    return Json.object();
  }
}
