package scimbridge.emulator.operation;

import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Transaction;

/** Finds what a call names, or refuses the call. */
final class Lookup {
  private Lookup() {}

  /** The pool of {@code UserPoolId}; pools of other regions do not exist. */
  static Pool pool(Transaction in, Call call) {
    String id = call.text("UserPoolId");
    Pool pool = in.pools().find(id);
    if (pool == null || !pool.region().equals(call.region())) {
      throw CognitoError.resourceNotFound("User pool " + id + " does not exist.");
    }
    return pool;
  }

  /** The user of {@code Username}: a username, an active alias, or the sub of a local user. */
  static User user(Transaction in, Pool pool, Call call) {
    User user = findUser(in, pool, call.text("Username"));
    if (user == null) {
      throw CognitoError.userNotFound();
    }
    return user;
  }

  /** As {@link #user}, null when there is none. */
  static @Nullable User findUser(Transaction in, Pool pool, String name) {
    String folded = pool.fold(name);
    User user = in.users().byUsername(pool, folded);
    if (user != null) {
      return user;
    }
    for (String attribute : pool.usernameAttributes()) {
      user = in.users().byAlias(pool, attribute, folded);
      if (user != null) {
        return user;
      }
    }
    for (String attribute : pool.aliasAttributes()) {
      user = in.users().byAlias(pool, attribute, folded);
      if (user != null) {
        return user;
      }
    }
    user = in.users().bySub(pool, name);
    return user == null || user.status() == UserStatus.EXTERNAL_PROVIDER ? null : user;
  }

  /** The app client of {@code ClientId}. */
  static AppClient client(Transaction in, Pool pool, Call call) {
    AppClient client = in.clients().find(pool, call.text("ClientId"));
    if (client == null) {
      throw CognitoError.resourceNotFound(
          "User pool client " + call.text("ClientId") + " does not exist.");
    }
    return client;
  }

  /** The group of {@code GroupName}. */
  static Group group(Transaction in, Pool pool, Call call) {
    Group group = in.groups().find(pool, call.text("GroupName"));
    if (group == null) {
      throw CognitoError.resourceNotFound("Group not found.");
    }
    return group;
  }
}
