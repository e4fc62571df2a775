package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.store.Store;

/** Reads one user, always as of now. */
final class AdminGetUser implements Operation {
  private final Store store;

  AdminGetUser(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return Views.user(
        store.read(in -> Lookup.user(in, Lookup.pool(in, call), call)), "UserAttributes");
  }
}
