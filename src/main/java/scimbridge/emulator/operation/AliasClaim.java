package scimbridge.emulator.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import scimbridge.emulator.pool.Aliases;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Transaction;

/** What happens when a user is to get a name that another one has. */
final class AliasClaim {
  private AliasClaim() {}

  /** For a new user: refused, unless the caller forces it. */
  static void onCreate(Transaction in, Pool pool, User user, boolean force, long at) {
    claim(in, pool, user, force, "UsernameExistsException", at);
  }

  /** For a changed user: verified e-mail and phone aliases are always taken over. */
  static void onUpdate(Transaction in, Pool pool, User user, long at) {
    claim(in, pool, user, true, "AliasExistsException", at);
  }

  private static void claim(
      Transaction in, Pool pool, User user, boolean takeOver, String error, long at) {
    for (Map.Entry<String, String> alias : Aliases.of(pool, user).entrySet()) {
      String attribute = alias.getKey();
      User owner = in.users().byAlias(pool, attribute, alias.getValue());
      if (owner == null || owner.id() == user.id()) {
        continue;
      }
      boolean verifiable =
          pool.aliasAttributes().contains(attribute) && !attribute.equals("preferred_username");
      if (!verifiable || !takeOver) {
        throw CognitoError.of(error, "An account with the given " + attribute + " already exists.");
      }
      Map<String, String> rest = new LinkedHashMap<>(owner.attributes());
      rest.put(attribute + "_verified", "false");
      in.users().update(pool, owner, owner.withAttributes(rest, at));
    }
  }
}
