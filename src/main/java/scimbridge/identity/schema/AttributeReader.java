package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/**
 * Reads attributes as the schema wants them. Schemas nest at most once (RFC 7643 §2.3.8), so depth
 * needs no other bound: what is deeper has the wrong type.
 */
final class AttributeReader {
  private final UnknownAttributes unknown;

  AttributeReader(UnknownAttributes unknown) {
    this.unknown = unknown;
  }

  /** The value of an attribute; null if it is unassigned (RFC 7643 §2.5). */
  @Nullable JsonNode read(AttributeSet.Entry attribute, JsonNode node, String path) {
    if (!attribute.definition().isMultiValued()) {
      return readOne(attribute, onlyElement(node, path), path);
    }
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    if (!node.isArray()) {
      addTo(values, readOne(attribute, node, path));
    } else {
      for (int i = 0; i < node.size(); i++) {
        addTo(values, readOne(attribute, node.get(i), path + "[" + i + "]"));
      }
    }
    return values.isEmpty() ? null : MultiValue.of(attribute, values, path);
  }

  private static void addTo(ArrayNode values, @Nullable JsonNode value) {
    if (value != null) {
      values.add(value);
    }
  }

  /** Entra ID wraps single values in a list of one. */
  private static JsonNode onlyElement(JsonNode node, String path) {
    if (!node.isArray()) {
      return node;
    }
    if (node.size() > 1) {
      throw Values.wrong(path, "a single value");
    }
    return node.isEmpty() ? JsonNodeFactory.instance.nullNode() : node.get(0);
  }

  private @Nullable JsonNode readOne(AttributeSet.Entry attribute, JsonNode node, String path) {
    if (node.isNull() || node.isMissingNode()) {
      return null;
    }
    AttributeDefinition definition = attribute.definition();
    if (definition.getType() != AttributeDefinition.Type.COMPLEX) {
      JsonNode value = Values.read(definition, node, path);
      return attribute.binding() ? CanonicalValues.check(definition, value, path) : value;
    }
    ObjectNode object;
    if (node instanceof ObjectNode given) {
      object = given;
    } else if (node.isTextual() && attribute.subAttributes().find("value").isPresent()) {
      // A bare string is the value: Entra ID sends managers and members so.
      object = JsonNodeFactory.instance.objectNode().set("value", node);
    } else {
      throw Values.wrong(path, "a JSON object");
    }
    ObjectNode read = readObject(attribute.subAttributes(), object, path + ".");
    // Entra ID clears the manager by a value that is the empty string.
    boolean cleared =
        !definition.isMultiValued()
            && read.path("value").isTextual()
            && read.path("value").textValue().isBlank();
    return read.isEmpty() || cleared ? null : read;
  }

  /** Reads what may be written; what is read-only is ignored (RFC 7644 §3.3). */
  ObjectNode readObject(AttributeSet attributes, ObjectNode object, String prefix) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      Optional<AttributeSet.Entry> attribute = attributes.find(property.getKey());
      if (attribute.isEmpty()) {
        unknown.add(prefix + property.getKey());
      } else if (attribute.get().definition().getMutability() != Mutability.READ_ONLY) {
        readInto(result, attribute.get(), property.getValue(), prefix);
      }
    }
    return result;
  }

  /** Reads one attribute into the result, which must not have it yet. */
  void readInto(ObjectNode result, AttributeSet.Entry attribute, JsonNode node, String prefix) {
    String path = prefix + attribute.name();
    JsonNode value = read(attribute, node, path);
    if (value == null) {
      return;
    }
    JsonNode earlier = result.replace(attribute.name(), value);
    if (earlier != null && !earlier.equals(value)) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, path + " is given twice, in different letter case");
    }
  }
}
