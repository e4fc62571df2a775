package scimbridge.scim.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import scimbridge.identity.Fold;

/**
 * Takes roles apart that Entra ID sends as JSON text: {@code
 * {"value":"{\"id\":…,\"value\":\"Admin\",\"displayName\":\"Admin\"}"}} is the role {@code Admin}.
 * Text that is no JSON object with a {@code value} is a role by that name.
 *
 * @see Tolerance#ROLES_AS_JSON_TEXT
 */
public final class RolesAsJsonText {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private RolesAsJsonText() {}

  /** The document of a user, with its roles taken apart. */
  public static ObjectNode inBody(ObjectNode document) {
    ObjectNode result = document;
    for (Map.Entry<String, JsonNode> attribute : document.properties()) {
      if (Fold.same(attribute.getKey(), "roles")) {
        result = document.deepCopy();
        result.set(attribute.getKey(), inValue(attribute.getValue()));
      }
    }
    return result;
  }

  static JsonNode inValue(JsonNode roles) {
    if (roles instanceof ArrayNode list) {
      ArrayNode result = JsonNodeFactory.instance.arrayNode();
      list.forEach(role -> result.add(one(role)));
      return result;
    }
    return one(roles);
  }

  private static JsonNode one(JsonNode role) {
    String text = role.isTextual() ? role.textValue() : role.path("value").asText("");
    if (!text.startsWith("{")) {
      return role;
    }
    try {
      JsonNode told = MAPPER.readTree(text);
      if (!told.path("value").isTextual()) {
        return role;
      }
      ObjectNode result =
          role instanceof ObjectNode object
              ? object.deepCopy()
              : JsonNodeFactory.instance.objectNode();
      result.set("value", told.get("value"));
      if (told.path("displayName").isTextual() && !result.has("display")) {
        result.set("display", told.get("displayName"));
      }
      return result;
    } catch (JsonProcessingException noJson) {
      return role;
    }
  }
}
