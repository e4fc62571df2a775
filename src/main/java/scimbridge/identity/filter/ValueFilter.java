package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.filters.Filter;
import java.util.Optional;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;

/**
 * The filter inside the brackets of a PATCH path, {@code emails[type eq "work"]} (RFC 7644 §3.5.2).
 */
public final class ValueFilter {
  private final Condition condition;

  private ValueFilter(Condition condition) {
    this.condition = condition;
  }

  /**
   * Parses what stands between the brackets. Faults are of kind {@code INVALID_FILTER}.
   *
   * @param attribute the attribute before the brackets
   */
  public static ValueFilter parse(
      String filter, ResourceType type, AttributePath attribute, Schemas schemas) {
    Filter parsed = FilterParser.parse(filter, ScimFilter.DEFAULT_MAX_LENGTH);
    Scope.Target target =
        new Scope.Target(attribute, schemas.definition(type, attribute)).withElements();
    return new ValueFilter(FilterCompiler.compile(parsed, new Scope.Elements(target)));
  }

  /** Whether the filter selects this element of the attribute. */
  public boolean matches(JsonNode element) {
    return condition.holds(path -> element);
  }

  /**
   * The element that the filter describes, if it says nothing but what sub-attributes are equal to:
   * {@code type eq "work" and primary eq true} is {@code {"type":"work","primary":true}}. It is
   * what {@code add} has to create when no element matches.
   */
  public Optional<ObjectNode> described() {
    ObjectNode element = JsonNodeFactory.instance.objectNode();
    return describe(condition, element) ? Optional.of(element) : Optional.empty();
  }

  private static boolean describe(Condition part, ObjectNode element) {
    if (part instanceof Condition.All all) {
      return all.parts().stream().allMatch(inner -> describe(inner, element));
    }
    if (!(part instanceof Condition.Test test) || test.operator() != Operator.EQ) {
      return false;
    }
    String subName = test.path().subName();
    return subName != null && element.replace(subName, test.operand().literal()) == null;
  }
}
