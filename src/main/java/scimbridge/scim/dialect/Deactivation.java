package scimbridge.scim.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;
import scimbridge.identity.schema.Schemas;

/**
 * Whether a message asks for {@code active: false}, however it is said and whatever else is wrong
 * with it. A deactivation that is refused because of its company leaves somebody with access who
 * must not have it.
 */
public final class Deactivation {
  private static final String ACTIVE = "active";
  private static final String OPERATIONS = "operations";

  private Deactivation() {}

  /** Looks at the body of a PUT or a PATCH. */
  public static boolean isAsked(JsonNode message) {
    JsonNode operations = get(message, OPERATIONS);
    if (operations == null || !operations.isArray()) {
      return isFalse(get(message, ACTIVE));
    }
    boolean asked = false;
    for (JsonNode operation : operations) {
      // The last word counts: who is shut out and let in again by one message is in.
      JsonNode said = active(operation);
      if (said != null) {
        asked = isFalse(said);
      }
    }
    return asked;
  }

  private static @Nullable JsonNode active(JsonNode operation) {
    JsonNode op = get(operation, "op");
    if (op == null || Fold.same(op.asText(), "remove")) {
      return null;
    }
    JsonNode path = get(operation, "path");
    JsonNode value = get(operation, "value");
    if (path == null || path.isNull()) {
      return value == null ? null : get(value, ACTIVE);
    }
    String name = path.asText();
    boolean about = Fold.same(name, ACTIVE) || Fold.same(name, Schemas.USER + ":" + ACTIVE);
    return about ? value : null;
  }

  private static boolean isFalse(@Nullable JsonNode value) {
    if (value == null) {
      return false;
    }
    JsonNode single = value.isArray() && value.size() == 1 ? value.get(0) : value;
    return single.isBoolean()
        ? !single.booleanValue()
        : single.isTextual() && Fold.same(single.textValue(), "false");
  }

  private static @Nullable JsonNode get(JsonNode object, String name) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (Fold.same(field.getKey(), name)) {
        return field.getValue();
      }
    }
    return null;
  }
}
