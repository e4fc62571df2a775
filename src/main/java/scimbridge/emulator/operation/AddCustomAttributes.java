package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Adds custom attributes to a pool's schema; none can be changed or removed afterwards. */
final class AddCustomAttributes implements Operation {
  private final Store store;

  AddCustomAttributes(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(
        in -> {
          Pool pool = Lookup.pool(in, call);
          in.pools()
              .update(
                  pool.withSchema(
                      pool.schema().with(call.input().path("CustomAttributes")), call.nowMillis()));
          return Json.object();
        });
  }
}
