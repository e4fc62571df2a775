package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import java.util.HashSet;
import java.util.Set;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;

/**
 * What may be set once and then never changed (RFC 7643 §2.2, {@code immutable}): attributes of the
 * core schema and of extensions, and the sub-attributes of complex ones with a single value. A list
 * of complex values may lose and gain elements, so it is looked at as a whole or not at all.
 */
public final class ImmutableAttributes {
  private final Schemas schemas;

  /** Looks at mutability in these schemas. */
  public ImmutableAttributes(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * A replacement (RFC 7644 §3.5.1) with the values that it must not change; what it leaves out
   * stays.
   *
   * @throws Fault MUTABILITY, with the path, if it has another value
   */
  public Attributes replaced(ResourceType type, Attributes current, Attributes by) {
    return Attributes.of(checked(type, current, by.toNode(), true));
  }

  /**
   * Checks what a PATCH has come to, in which what is left out was removed.
   *
   * @throws Fault MUTABILITY, with the path, if a value is gone or another one
   */
  public void check(ResourceType type, Attributes current, Attributes patched) {
    checked(type, current, patched.toNode(), false);
  }

  private ObjectNode checked(
      ResourceType type, Attributes current, ObjectNode next, boolean omittedStays) {
    ResourceSchemas known = schemas.of(type);
    check(known.attributes(), current.view(), next, "", omittedStays);
    for (ResourceSchemas.Extension extension : known.extensions()) {
      String urn = extension.urn();
      JsonNode before = current.view().path(urn);
      if (before.isObject()) {
        ObjectNode after = next.get(urn) instanceof ObjectNode given ? given : next.objectNode();
        check(extension.attributes(), before, after, urn + ":", omittedStays);
        if (!after.isEmpty()) {
          next.set(urn, after);
        }
      }
    }
    return next;
  }

  private static void check(
      AttributeSet attributes,
      JsonNode before,
      ObjectNode after,
      String prefix,
      boolean omittedStays) {
    for (AttributeSet.Entry attribute : attributes.entries()) {
      String name = attribute.name();
      JsonNode was = before.path(name);
      JsonNode is = after.path(name);
      if (was.isMissingNode()) {
        continue;
      }
      AttributeDefinition definition = attribute.definition();
      if (definition.getMutability() == Mutability.IMMUTABLE) {
        if (!is.isMissingNode() || !omittedStays) {
          demandSame(definition, was, is, prefix + name);
        }
        after.set(name, was.deepCopy());
      } else if (was.isObject() && is instanceof ObjectNode object) {
        check(attribute.subAttributes(), was, object, prefix + name + ".", omittedStays);
      }
    }
  }

  private static void demandSame(
      AttributeDefinition definition, JsonNode was, JsonNode is, String path) {
    boolean same =
        was.equals(is)
            || (was.isArray() && is.isArray() && elements(was).equals(elements(is)))
            || (!definition.isCaseExact()
                && was.isTextual()
                && is.isTextual()
                && Fold.same(was.textValue(), is.textValue()));
    if (!same) {
      throw Fault.of(
          Fault.Kind.MUTABILITY, path + " is immutable: it cannot be changed once it is set.");
    }
  }

  private static Set<JsonNode> elements(JsonNode list) {
    Set<JsonNode> elements = new HashSet<>();
    list.forEach(elements::add);
    return elements;
  }
}
