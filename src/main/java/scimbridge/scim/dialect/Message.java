package scimbridge.scim.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/** The members of a protocol message, whose names count in any letter case (RFC 7643 §2.1). */
public final class Message {
  private Message() {}

  /** The member of this name; two that differ in case only are a fault, for either may be meant. */
  public static Optional<JsonNode> member(ObjectNode message, String name) {
    JsonNode found = message.get(name);
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      if (!member.getKey().equals(name) && Fold.same(member.getKey(), name)) {
        if (found != null) {
          throw Fault.of(
              Fault.Kind.INVALID_SYNTAX, name + " is given twice, in different letter case.");
        }
        found = member.getValue();
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether {@code schemas} says that it is a message of this kind. */
  static boolean isOf(ObjectNode message, String urn) {
    for (JsonNode given : member(message, "schemas").orElse(message)) {
      if (given.isTextual() && Fold.same(given.textValue(), urn)) {
        return true;
      }
    }
    return false;
  }
}
