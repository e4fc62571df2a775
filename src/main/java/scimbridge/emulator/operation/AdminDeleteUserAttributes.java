package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Unsets attributes of a user. */
final class AdminDeleteUserAttributes extends UserChange {
  AdminDeleteUserAttributes(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    in.users()
        .update(
            pool,
            user,
            user.withAttributes(
                Attributes.delete(pool, user, Inputs.texts(call, "UserAttributeNames")),
                call.nowMillis()));
  }
}
