package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Changes what a group has besides its name; members that are not sent stay as they are. */
final class UpdateGroup implements Operation {
  private final Store store;

  UpdateGroup(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(in -> update(in, call));
  }

  private static ObjectNode update(Transaction in, Call call) {
    Pool pool = Lookup.pool(in, call);
    Group group = Lookup.group(in, pool, call);
    Group changed =
        new Group(
            group.id(),
            group.name(),
            call.has("Description") ? call.optionalText("Description") : group.description(),
            call.has("RoleArn") ? call.optionalText("RoleArn") : group.roleArn(),
            call.has("Precedence") ? CreateGroup.precedence(call) : group.precedence(),
            group.created(),
            call.nowMillis());
    in.groups().update(changed);
    ObjectNode body = Json.object();
    body.set("Group", Views.group(pool, changed));
    return body;
  }
}
