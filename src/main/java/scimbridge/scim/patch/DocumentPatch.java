package scimbridge.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.ImmutableAttributes;
import scimbridge.identity.schema.Normalized;
import scimbridge.identity.schema.Normalizer;
import scimbridge.identity.schema.Schemas;

/**
 * Applies operations to the document of one resource, all or none: it works on a copy, and the
 * result is checked by the same normaliser as a PUT.
 */
public final class DocumentPatch {
  private static final AttributePath ACTIVE = AttributePath.of("active");

  private final ResourceType type;
  private final Schemas schemas;
  private final Normalizer normalizer;
  private final ImmutableAttributes immutable;
  private final boolean lenient;

  /**
   * A patch for one resource type.
   *
   * @param lenient whether a {@code replace} whose value filter matches nothing creates the
   *     element, as Entra ID expects, and such a {@code remove} is nothing; else they are the
   *     {@code noTarget} of RFC 7644 §3.5.2
   */
  public DocumentPatch(ResourceType type, Schemas schemas, boolean lenient) {
    this.type = type;
    this.schemas = schemas;
    this.normalizer = new Normalizer(schemas);
    this.immutable = new ImmutableAttributes(schemas);
    this.lenient = lenient;
  }

  /**
   * Applies the operations in order.
   *
   * @return attributes equal to the current ones if nothing changed, and the password if one was
   *     set
   */
  public Normalized apply(Attributes current, List<PatchOperation> operations) {
    ObjectNode document = current.toNode();
    for (PatchOperation operation : operations) {
      apply(document, operation);
    }
    // What the client brings was looked at before; what no schema knows here was stored when one
    // did.
    Normalized patched = normalizer.normalize(type, document, Normalizer.Mode.LENIENT);
    immutable.check(type, current, patched.attributes());
    return patched;
  }

  private void apply(ObjectNode document, PatchOperation operation) {
    AttributePath path = operation.path();
    AttributeDefinition attribute = schemas.definition(type, path.parent());
    ObjectNode container = container(document, path.extensionUrn());
    checkMutability(operation, attribute);
    if (attribute.isMultiValued()) {
      applyToElements(container, operation);
    } else if (path.subName() != null) {
      applyToPart(container, operation, path.subName());
    } else {
      applyToWhole(container, operation);
    }
  }

  private static ObjectNode container(ObjectNode document, @Nullable String urn) {
    if (urn == null) {
      return document;
    }
    return document.get(urn) instanceof ObjectNode extension ? extension : document.putObject(urn);
  }

  private static void checkMutability(PatchOperation operation, AttributeDefinition attribute) {
    if (operation.op() == PatchOperation.Op.REMOVE
        && operation.path().subName() == null
        && attribute.isRequired()) {
      throw Fault.of(
          Fault.Kind.MUTABILITY, operation.target() + " is required and cannot be removed.");
    }
    if (operation.op() == PatchOperation.Op.REMOVE && operation.path().equals(ACTIVE)) {
      // Unassigned means active: whoever was shut out would be let in by a request that says no
      // such thing.
      throw Fault.of(
          Fault.Kind.MUTABILITY, "active cannot be removed; it has to be set to true or false.");
    }
  }

  /** A single-valued attribute: {@code active}, {@code name}. */
  private static void applyToWhole(ObjectNode container, PatchOperation operation) {
    String name = operation.path().name();
    if (operation.op() == PatchOperation.Op.REMOVE) {
      container.remove(name);
    } else if (operation.value() instanceof ObjectNode parts
        && container.get(name) instanceof ObjectNode existing) {
      // RFC 7644 §3.5.2.1 and §3.5.2.3: only the sub-attributes given change.
      existing.setAll(parts.deepCopy());
    } else {
      container.set(name, operation.value());
    }
  }

  /** A part of a single-valued attribute: {@code name.givenName}. */
  private static void applyToPart(ObjectNode container, PatchOperation operation, String sub) {
    String name = operation.path().name();
    if (operation.op() != PatchOperation.Op.REMOVE) {
      ObjectNode object =
          container.get(name) instanceof ObjectNode existing ? existing : container.putObject(name);
      object.set(sub, operation.value());
    } else if (container.get(name) instanceof ObjectNode existing) {
      existing.remove(sub);
    }
  }

  private void applyToElements(ObjectNode container, PatchOperation operation) {
    String name = operation.path().name();
    String sub = operation.path().subName();
    ValueFilter filter = operation.filter();
    JsonNode value = operation.value();
    JsonNode current =
        container.has(name) ? container.get(name) : JsonNodeFactory.instance.arrayNode();
    Elements elements = new Elements(current, operation, lenient);
    switch (operation.op()) {
      case REMOVE -> {
        if (sub != null) {
          elements.unassign(filter, sub);
        } else if (filter != null) {
          elements.removeMatching(filter);
        } else if (value != null) {
          elements.removeListed(value);
        } else {
          elements.clear();
        }
      }
      case ADD, REPLACE -> {
        if (value == null) {
          throw new IllegalStateException("checked by PatchOperation");
        }
        if (sub != null) {
          elements.assign(filter, sub, value);
        } else if (filter != null) {
          elements.change(filter, onlyElement(operation, value));
        } else if (operation.op() == PatchOperation.Op.ADD) {
          elements.add(value);
        } else {
          elements.replaceAll(value);
        }
      }
    }
    JsonNode result = elements.result();
    if (result == null) {
      container.remove(name);
    } else {
      container.set(name, result);
    }
  }

  private static ObjectNode onlyElement(PatchOperation operation, JsonNode value) {
    if (value.size() == 1 && value.get(0) instanceof ObjectNode element) {
      return element;
    }
    throw Fault.of(Fault.Kind.INVALID_VALUE, operation.target() + " takes one object as value.");
  }
}
