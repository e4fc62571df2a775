package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** What the operations that change one existing user have in common. */
abstract class UserChange implements Operation {
  private final Store store;

  UserChange(Store store) {
    this.store = store;
  }

  /** Changes the user, in the transaction that found it. */
  abstract void change(Transaction in, Pool pool, User user, Call call);

  @Override
  public final ObjectNode answer(Call call) {
    return store.write(
        in -> {
          Pool pool = Lookup.pool(in, call);
          change(in, pool, Lookup.user(in, pool, call), call);
          return Json.object();
        });
  }
}
