package scimbridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The user pool of the trial: what the AWS console would make, with a place for the enterprise
 * extension.
 */
final class SamplePool {
  private static final List<String> CUSTOM_ATTRIBUTES =
      List.of("employeeNumber", "department", "costCenter", "organization", "division");

  private SamplePool() {}

  /** The CreateUserPool request. */
  static ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("PoolName", "demo");
    // The console's default; the API's own would tell Usernames apart by case.
    request.putObject("UsernameConfiguration").put("CaseSensitive", false);
    ArrayNode schema = request.putArray("Schema");
    for (String name : CUSTOM_ATTRIBUTES) {
      ObjectNode attribute = schema.addObject();
      attribute.put("Name", name);
      attribute.put("AttributeDataType", "String");
      attribute.put("Mutable", true);
    }
    return request;
  }
}
