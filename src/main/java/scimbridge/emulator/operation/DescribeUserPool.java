package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Reads one pool. */
final class DescribeUserPool implements Operation {
  private final Store store;

  DescribeUserPool(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.read(
        in -> {
          Pool pool = Lookup.pool(in, call);
          ObjectNode body = Json.object();
          body.set("UserPool", Views.pool(pool, in.users().count(pool)));
          return body;
        });
  }
}
