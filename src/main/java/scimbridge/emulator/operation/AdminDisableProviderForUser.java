package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Credential;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Links.Identity;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Unlinks an identity from its user; for a local user, takes its password away. */
final class AdminDisableProviderForUser implements Operation {
  private final Store store;

  AdminDisableProviderForUser(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(in -> disable(in, call));
  }

  private static ObjectNode disable(Transaction in, Call call) {
    Pool pool = Lookup.pool(in, call);
    Identity identity = Identities.read(call, "User");
    if (identity.provider().equals(Identities.LOCAL)) {
      if (!identity.attribute().equals(Identities.SUBJECT)) {
        throw CognitoError.invalidParameter(
            "ProviderAttributeName must be Cognito_Subject for a local user.");
      }
      User user = Identities.user(in, pool, identity);
      if (user == null) {
        throw CognitoError.userNotFound();
      }
      in.credentials().put(user, Credential.NONE.signedOut(call.nowMillis()));
      return Json.object();
    }
    Long owner = in.links().owner(pool, identity);
    User user = owner == null ? null : in.users().byId(owner);
    if (user == null) {
      throw CognitoError.userNotFound();
    }
    in.links().remove(pool, identity);
    Identities.show(in, pool, user, call.nowMillis());
    return Json.object();
  }
}
