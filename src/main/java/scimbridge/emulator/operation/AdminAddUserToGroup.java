package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Puts a user into a group; being in it already is no error. */
final class AdminAddUserToGroup extends UserChange {
  private static final int MOST_GROUPS = 100;

  AdminAddUserToGroup(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    Group group = Lookup.group(in, pool, call);
    if (in.groups().isMember(group, user)) {
      return;
    }
    if (in.groups().countOfUser(user) >= MOST_GROUPS) {
      throw CognitoError.limitExceeded("Maximum number of groups per user exceeded.");
    }
    in.groups().add(group, user);
  }
}
