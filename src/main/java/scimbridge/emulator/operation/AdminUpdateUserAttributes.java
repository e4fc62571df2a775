package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * Sets attributes of a user; a blank value unsets one. An alias that another user owns is taken
 * from it without a word.
 */
final class AdminUpdateUserAttributes extends UserChange {
  AdminUpdateUserAttributes(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    User changed =
        user.withAttributes(
            Attributes.update(pool, user, Inputs.attributes(call, "UserAttributes")),
            call.nowMillis());
    AliasClaim.onUpdate(in, pool, changed, call.nowMillis());
    in.users().update(pool, user, changed);
  }
}
