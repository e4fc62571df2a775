package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Reads one app client, its secret included. */
final class DescribeUserPoolClient implements Operation {
  private final Store store;

  DescribeUserPoolClient(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.read(
        in -> {
          Pool pool = Lookup.pool(in, call);
          ObjectNode body = Json.object();
          body.set("UserPoolClient", Views.client(pool, Lookup.client(in, pool, call)));
          return body;
        });
  }
}
