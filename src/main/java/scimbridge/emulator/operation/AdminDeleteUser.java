package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Removes a user for good; its username is free again at once. */
final class AdminDeleteUser extends UserChange {
  AdminDeleteUser(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.users().delete(pool, user, call.nowMillis());
  }
}
