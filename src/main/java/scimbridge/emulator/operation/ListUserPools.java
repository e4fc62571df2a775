package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Lists the pools of the caller's region. */
final class ListUserPools implements Operation {
  private final Store store;
  private final PageTokens tokens;

  ListUserPools(Store store, PageTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public ObjectNode answer(Call call) {
    long after = tokens.read(call, call.optionalText("NextToken")).id();
    int limit = call.number("MaxResults", 60);
    List<Pool> found = store.read(in -> in.pools().page(call.region(), after, limit + 1));
    ObjectNode body = Json.object();
    ArrayNode pools = body.putArray("UserPools");
    for (Pool pool : found.subList(0, Math.min(limit, found.size()))) {
      ObjectNode item = pools.addObject();
      item.put("Id", pool.id());
      item.put("Name", pool.name());
      item.set("LambdaConfig", pool.settings().path("LambdaConfig").deepCopy());
      item.set("LastModifiedDate", Json.timestamp(pool.modified()));
      item.set("CreationDate", Json.timestamp(pool.created()));
    }
    if (found.size() > limit) {
      body.put("NextToken", tokens.issue(call, "", found.get(limit - 1).key()));
    }
    return body;
  }
}
