package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Users;

/** Lists the members of a group. */
final class ListUsersInGroup implements Operation {
  private final Store store;
  private final PageTokens tokens;

  ListUsersInGroup(Store store, PageTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public ObjectNode answer(Call call) {
    PageTokens.Position after = tokens.read(call, call.optionalText("NextToken"));
    Users.Page page =
        store.read(
            in -> {
              Group group = Lookup.group(in, Lookup.pool(in, call), call);
              return in.users()
                  .members(
                      group.id(),
                      new Users.Position(after.value(), after.id()),
                      Inputs.limit(call));
            });
    return Listings.users(call, tokens, "NextToken", page);
  }
}
