package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import scimbridge.identity.schema.AttributePath;

/**
 * A filter after its names were resolved and its literals got the type of their attribute, so that
 * both are done once and not for every resource.
 */
sealed interface Condition {

  /** Where the attributes come from: a resource, or one element of a list. */
  interface Source {
    /** The whole value of the attribute, its sub-attribute ignored; missing if unassigned. */
    JsonNode attribute(AttributePath path);
  }

  boolean holds(Source source);

  /** All hold. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(Source source) {
      return parts.stream().allMatch(part -> part.holds(source));
    }
  }

  /** At least one holds. */
  record Any(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(Source source) {
      return parts.stream().anyMatch(part -> part.holds(source));
    }
  }

  /** Never holds: the attribute belongs to another type of resource (RFC 7644 §3.4.2.1). */
  record Never() implements Condition {
    @Override
    public boolean holds(Source source) {
      return false;
    }
  }

  /** Does not hold. */
  record Not(Condition inverted) implements Condition {
    @Override
    public boolean holds(Source source) {
      return !inverted.holds(source);
    }
  }

  /** One element of the attribute fulfils all of the inner condition: {@code emails[…]}. */
  record Element(AttributePath attribute, Condition inner) implements Condition {
    @Override
    public boolean holds(Source source) {
      JsonNode value = source.attribute(attribute);
      if (!value.isArray()) {
        return !value.isMissingNode() && inner.holds(path -> value);
      }
      for (JsonNode element : value) {
        if (inner.holds(path -> element)) {
          return true;
        }
      }
      return false;
    }
  }

  /** One value of the attribute passes the test. */
  record Test(AttributePath path, Operator operator, Operand operand) implements Condition {
    @Override
    public boolean holds(Source source) {
      return Leaves.any(source, path, leaf -> operand.test(operator, leaf));
    }
  }

  /** The attribute has a value that is not empty (RFC 7644 §3.4.2.2, {@code pr}). */
  record Present(AttributePath path) implements Condition {
    @Override
    public boolean holds(Source source) {
      return Leaves.any(source, path, Present::isAssigned);
    }

    private static boolean isAssigned(JsonNode leaf) {
      return leaf.isContainerNode()
          ? !leaf.isEmpty()
          : !leaf.isMissingNode() && !leaf.isNull() && !leaf.asText().isEmpty();
    }
  }
}
