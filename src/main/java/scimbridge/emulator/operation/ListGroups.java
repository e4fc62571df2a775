package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;

/** Lists the groups of a pool. */
final class ListGroups implements Operation {
  private final Store store;
  private final PageTokens tokens;

  ListGroups(Store store, PageTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public ObjectNode answer(Call call) {
    String after = tokens.read(call, call.optionalText("NextToken")).value();
    int limit = Inputs.limit(call);
    return store.read(
        in -> {
          Pool pool = Lookup.pool(in, call);
          return Listings.groups(
              call, pool, tokens, in.groups().page(pool, after, limit + 1), limit);
        });
  }
}
