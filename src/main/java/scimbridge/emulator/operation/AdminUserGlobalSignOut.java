package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Voids the tokens of a user. */
final class AdminUserGlobalSignOut extends UserChange {
  AdminUserGlobalSignOut(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.credentials().put(user, in.credentials().of(user).signedOut(call.nowMillis()));
  }
}
