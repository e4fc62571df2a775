package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Lists the app clients of a pool. */
final class ListUserPoolClients implements Operation {
  private static final int PAGE = 60;

  private final Store store;
  private final PageTokens tokens;

  ListUserPoolClients(Store store, PageTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public ObjectNode answer(Call call) {
    long after = tokens.read(call, call.optionalText("NextToken")).id();
    int limit = call.number("MaxResults", PAGE);
    return store.read(
        in -> {
          Pool pool = Lookup.pool(in, call);
          List<AppClient> found = in.clients().page(pool, after, limit + 1);
          ObjectNode body = Json.object();
          ArrayNode clients = body.putArray("UserPoolClients");
          for (AppClient client : found.subList(0, Math.min(limit, found.size()))) {
            ObjectNode item = clients.addObject();
            item.put("ClientId", client.id());
            item.put("UserPoolId", pool.id());
            item.put("ClientName", client.name());
          }
          if (found.size() > limit) {
            body.put("NextToken", tokens.issue(call, "", found.get(limit - 1).key()));
          }
          return body;
        });
  }
}
