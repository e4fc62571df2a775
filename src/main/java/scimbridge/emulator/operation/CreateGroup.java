package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Makes a group; a pool has at most 10,000. */
final class CreateGroup implements Operation {
  private static final int MOST_GROUPS = 10_000;

  private final Store store;

  CreateGroup(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(in -> create(in, call));
  }

  private static ObjectNode create(Transaction in, Call call) {
    Pool pool = Lookup.pool(in, call);
    if (in.groups().find(pool, call.text("GroupName")) != null) {
      throw CognitoError.of("GroupExistsException", "A group with the name already exists.");
    }
    if (in.groups().count(pool) >= MOST_GROUPS) {
      throw CognitoError.limitExceeded("Maximum number of groups per user pool exceeded.");
    }
    Group group =
        in.groups()
            .insert(
                pool,
                new Group(
                    0,
                    call.text("GroupName"),
                    call.optionalText("Description"),
                    call.optionalText("RoleArn"),
                    precedence(call),
                    call.nowMillis(),
                    call.nowMillis()));
    ObjectNode body = Json.object();
    body.set("Group", Views.group(pool, group));
    return body;
  }

  static @Nullable Integer precedence(Call call) {
    return call.has("Precedence") ? call.number("Precedence", 0) : null;
  }
}
