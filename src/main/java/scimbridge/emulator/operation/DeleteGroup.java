package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Removes a group, with members or without. */
final class DeleteGroup implements Operation {
  private final Store store;

  DeleteGroup(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(
        in -> {
          in.groups().delete(Lookup.group(in, Lookup.pool(in, call), call));
          return Json.object();
        });
  }
}
