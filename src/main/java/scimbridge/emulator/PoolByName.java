package scimbridge.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import scimbridge.emulator.operation.Operation;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.Json;

/**
 * Finds or makes a pool for whoever has started the emulator, through the operations themselves.
 */
final class PoolByName {
  private final Map<String, Operation> operations;
  private final Clock clock;

  PoolByName(Map<String, Operation> operations, Clock clock) {
    this.operations = operations;
    this.clock = clock;
  }

  String findOrCreate(String region, ObjectNode request) {
    String name = request.path("PoolName").asText();
    ObjectNode page = Json.object().put("MaxResults", 60);
    for (JsonNode pool : answer("ListUserPools", region, page).path("UserPools")) {
      if (pool.path("Name").asText().equals(name)) {
        return pool.path("Id").asText();
      }
    }
    return answer("CreateUserPool", region, request).path("UserPool").path("Id").asText();
  }

  private JsonNode answer(String operation, String region, ObjectNode input) {
    return Objects.requireNonNull(operations.get(operation))
        .answer(new Call(operation, input, "in-process", region, clock.instant()));
  }
}
