package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Reads one group. */
final class GetGroup implements Operation {
  private final Store store;

  GetGroup(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.read(
        in -> {
          Pool pool = Lookup.pool(in, call);
          ObjectNode body = Json.object();
          body.set("Group", Views.group(pool, Lookup.group(in, pool, call)));
          return body;
        });
  }
}
