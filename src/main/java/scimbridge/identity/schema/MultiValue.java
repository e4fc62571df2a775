package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/** The rules of RFC 7643 §2.4 for lists of values. */
final class MultiValue {
  private MultiValue() {}

  /**
   * The list with every (type, value) once, the first of them staying. A value that is repeated to
   * mark it as primary stays primary.
   */
  static ArrayNode of(AttributeSet.Entry attribute, ArrayNode values, String path) {
    Map<Object, JsonNode> distinct = new LinkedHashMap<>();
    for (JsonNode value : values) {
      JsonNode first = distinct.putIfAbsent(identity(attribute, value), value);
      if (first instanceof ObjectNode kept && isPrimary(value)) {
        kept.put("primary", true);
      }
    }
    long primaries = distinct.values().stream().filter(MultiValue::isPrimary).count();
    if (primaries > 1) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE, path + " has " + primaries + " primary values, one is allowed");
    }
    return JsonNodeFactory.instance.arrayNode().addAll(distinct.values());
  }

  private static boolean isPrimary(JsonNode value) {
    return value.path("primary").booleanValue();
  }

  private static Object identity(AttributeSet.Entry attribute, JsonNode element) {
    JsonNode value = element.get("value");
    return value == null
        ? element
        : List.of(
            comparable(attribute.subAttributes(), "type", element.path("type")),
            comparable(attribute.subAttributes(), "value", value));
  }

  private static Object comparable(AttributeSet subAttributes, String name, JsonNode value) {
    boolean fold =
        value.isTextual()
            && subAttributes.find(name).filter(sub -> !sub.definition().isCaseExact()).isPresent();
    return fold ? Fold.fold(value.textValue()) : value;
  }
}
