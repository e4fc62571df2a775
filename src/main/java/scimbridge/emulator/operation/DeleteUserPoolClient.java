package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Removes an app client. */
final class DeleteUserPoolClient implements Operation {
  private final Store store;

  DeleteUserPoolClient(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(
        in -> {
          in.clients().delete(Lookup.client(in, Lookup.pool(in, call), call));
          return Json.object();
        });
  }
}
