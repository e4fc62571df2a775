package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Removes a pool with everything in it, unless it is protected. */
final class DeleteUserPool implements Operation {
  private final Store store;

  DeleteUserPool(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(
        in -> {
          Pool pool = Lookup.pool(in, call);
          if (pool.deletionProtected()) {
            throw CognitoError.invalidParameter(
                "The user pool cannot be deleted because deletion protection is activated."
                    + " Deletion protection must be inactivated first.");
          }
          in.pools().delete(pool);
          return Json.object();
        });
  }
}
