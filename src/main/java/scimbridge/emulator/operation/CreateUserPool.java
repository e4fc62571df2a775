package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.PoolSettings;
import scimbridge.emulator.pool.Schema;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Makes a user pool in the caller's region. */
final class CreateUserPool implements Operation {
  private static final int ID_LENGTH = 9;

  private final Store store;

  CreateUserPool(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    Schema schema = Schema.create(call.input().get("Schema"));
    ObjectNode settings = PoolSettings.of(call.input(), schema);
    Pool pool =
        store.write(
            in ->
                in.pools()
                    .insert(
                        call.region() + "_" + RandomText.of(RandomText.MIXED, ID_LENGTH),
                        call.text("PoolName"),
                        call.nowMillis(),
                        settings,
                        schema));
    ObjectNode body = Json.object();
    body.set("UserPool", Views.pool(pool, 0));
    return body;
  }
}
