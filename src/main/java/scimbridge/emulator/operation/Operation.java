package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;

/** One operation of the service. */
public interface Operation {

  /**
   * Does it.
   *
   * @return the body; operations that answer without a body return an empty object, which is not
   *     sent
   * @throws CognitoError when it is refused; then nothing was changed
   */
  ObjectNode answer(Call call);
}
