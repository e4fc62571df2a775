package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Users;

/** Answers of one page. */
final class Listings {
  private Listings() {}

  /** A page of groups, from one more than fits. */
  static ObjectNode groups(Call call, Pool pool, PageTokens tokens, List<Group> found, int limit) {
    ObjectNode body = Json.object();
    ArrayNode groups = body.putArray("Groups");
    for (Group group : found.subList(0, Math.min(limit, found.size()))) {
      groups.add(Views.group(pool, group));
    }
    if (found.size() > limit) {
      body.put("NextToken", tokens.issue(call, found.get(limit - 1).name(), 0));
    }
    return body;
  }

  /** A page of users. */
  static ObjectNode users(Call call, PageTokens tokens, String tokenMember, Users.Page page) {
    ObjectNode body = Json.object();
    ArrayNode users = body.putArray("Users");
    for (User user : page.users()) {
      users.add(Views.user(user, "Attributes"));
    }
    Users.Position next = page.next();
    if (next != null) {
      body.put(tokenMember, tokens.issue(call, next.value(), next.user()));
    }
    return body;
  }
}
