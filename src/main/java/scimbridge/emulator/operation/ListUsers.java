package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import scimbridge.emulator.pool.Filter;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Users;

/** Lists the users of a pool, all or those that match a filter. */
final class ListUsers implements Operation {
  private final Store store;
  private final PageTokens tokens;
  private final ListingBehavior behavior;

  ListUsers(Store store, PageTokens tokens, ListingBehavior behavior) {
    this.store = store;
    this.tokens = tokens;
    this.behavior = behavior;
  }

  @Override
  public ObjectNode answer(Call call) {
    Filter filter = Filter.parse(call.optionalText("Filter"));
    PageTokens.Position token = tokens.read(call, call.optionalText("PaginationToken"));
    Users.Position after = new Users.Position(token.value(), token.id());
    int limit = behavior.pageSize(Inputs.limit(call));
    long lag = behavior.lag().toMillis();
    Users.Page page =
        store.read(
            in -> {
              Pool pool = Lookup.pool(in, call);
              return lag == 0
                  ? in.users().page(pool, filter, after, limit)
                  : in.users().pageAsOf(pool, filter, after, limit, call.nowMillis() - lag);
            });
    ObjectNode body = Listings.users(call, tokens, "PaginationToken", page);
    if (call.has("AttributesToGet")) {
      keepOnly(Inputs.texts(call, "AttributesToGet"), body.path("Users"));
    }
    return body;
  }

  /** Refuses the whole page when one user lacks one of the attributes, as AWS does. */
  private static void keepOnly(List<String> names, JsonNode users) {
    if (names.contains("sub")) {
      throw CognitoError.invalidParameter("Input fails to satisfy the constraints.");
    }
    Set<String> wanted = Set.copyOf(names);
    for (JsonNode user : users) {
      ArrayNode kept = ((ObjectNode) user).arrayNode();
      for (JsonNode attribute : user.path("Attributes")) {
        if (wanted.contains(attribute.path("Name").asText())) {
          kept.add(attribute);
        }
      }
      if (kept.size() < wanted.size()) {
        throw CognitoError.invalidParameter("One or more requested attributes do not exist.");
      }
      ((ObjectNode) user).set("Attributes", kept);
    }
  }
}
