package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Lets a user sign in again; tokens from before stay void. */
final class AdminEnableUser extends UserChange {
  AdminEnableUser(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.users().update(pool, user, user.withEnabled(true, call.nowMillis()));
  }
}
