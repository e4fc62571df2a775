package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Bars a user from signing in and voids its tokens. Attributes and groups stay. */
final class AdminDisableUser extends UserChange {
  AdminDisableUser(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.users().update(pool, user, user.withEnabled(false, call.nowMillis()));
    in.credentials().put(user, in.credentials().of(user).signedOut(call.nowMillis()));
  }
}
