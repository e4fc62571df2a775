package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Takes a user out of a group; not being in it is no error. */
final class AdminRemoveUserFromGroup extends UserChange {
  AdminRemoveUserFromGroup(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.groups().remove(Lookup.group(in, pool, call), user);
  }
}
