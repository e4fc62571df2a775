package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.Collection;
import java.util.stream.Collectors;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/** The only values that an attribute may have, where an administrator lists them. */
final class CanonicalValues {
  /** How many of them a message lists. */
  private static final int SHOWN = 20;

  private CanonicalValues() {}

  /** The value in the spelling of the list; every value where there is no list. */
  static JsonNode check(AttributeDefinition definition, JsonNode value, String path) {
    Collection<String> allowed = definition.getCanonicalValues();
    if (allowed == null || allowed.isEmpty() || !value.isTextual()) {
      return value;
    }
    for (String canonical : allowed) {
      if (definition.isCaseExact()
          ? canonical.equals(value.textValue())
          : Fold.same(canonical, value.textValue())) {
        return TextNode.valueOf(canonical);
      }
    }
    String list = allowed.stream().limit(SHOWN).collect(Collectors.joining(", "));
    int more = allowed.size() - SHOWN;
    throw Fault.of(
        Fault.Kind.INVALID_VALUE,
        path + " must be one of " + list + (more > 0 ? " or " + more + " others" : ""));
  }
}
