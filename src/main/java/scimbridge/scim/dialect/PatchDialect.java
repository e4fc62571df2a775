package scimbridge.scim.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Normalizer;
import scimbridge.identity.schema.Schemas;
import scimbridge.identity.schema.ValueNormalizer;
import scimbridge.scim.patch.MemberPatch;
import scimbridge.scim.patch.PatchOperation;
import scimbridge.scim.patch.PatchOperation.Op;

/**
 * Reads one PATCH message (RFC 7644 §3.5.2) in any dialect.
 *
 * <p>Every operation ends as one or more operations with a path that the schemas know, or is
 * refused, or names an attribute that no schema has. The last are dropped where the app is lenient,
 * as they are in a POST; but a PATCH of which nothing is left is refused, for its client would
 * believe that a user was deactivated who was not.
 */
public final class PatchDialect {
  static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final int MAX_PATH = 4096;
  private static final ValueNormalizer.Value NOTHING = new ValueNormalizer.Value(null, List.of());
  private static final Pattern BEHIND_PASSWORD = Pattern.compile("(?is)(password)[^a-z].*");

  private final ResourceType type;
  private final Schemas schemas;
  private final ValueNormalizer values;
  private final boolean strict;
  private final String id;
  private final int maxOperations;

  private final List<PatchOperation> document = new ArrayList<>();
  private final List<MemberPatch.Operation> members = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private int understood;

  private PatchDialect(
      ResourceType type, Schemas schemas, boolean strict, String id, int maxOperations) {
    this.type = type;
    this.schemas = schemas;
    this.values = new ValueNormalizer(schemas);
    this.strict = strict;
    this.id = id;
    this.maxOperations = maxOperations;
  }

  /**
   * Translates a message.
   *
   * @param strict whether the app gets the strict reading
   * @param id the id in the URL: a message that names another one is refused
   * @param maxOperations bound on operations after path-less ones are taken apart
   */
  public static TranslatedPatch translate(
      ObjectNode message,
      ResourceType type,
      Schemas schemas,
      boolean strict,
      String id,
      int maxOperations) {
    PatchDialect dialect = new PatchDialect(type, schemas, strict, id, maxOperations);
    dialect.read(message);
    return new TranslatedPatch(dialect.document, dialect.members, dialect.unknown);
  }

  private void read(ObjectNode message) {
    if (!Tolerance.PATCH_WITHOUT_SCHEMAS.appliesTo(strict) && !Message.isOf(message, PATCH_OP)) {
      throw syntax("schemas must be [\"" + PATCH_OP + "\"].");
    }
    JsonNode operations =
        Message.member(message, "Operations")
            .filter(list -> list.isArray() && !list.isEmpty())
            .orElseThrow(() -> syntax("Operations must be a list of at least one operation."));
    for (JsonNode operation : operations) {
      if (!(operation instanceof ObjectNode object)) {
        throw syntax("Every element of Operations must be an object.");
      }
      read(op(object), path(object), Message.member(object, "value").orElse(null));
    }
    if (understood == 0) {
      throw Fault.of(
          Fault.Kind.INVALID_PATH,
          "Nothing in this PATCH names an attribute that the schemas know: "
              + String.join(", ", unknown)
              + ".");
    }
  }

  private static Op op(ObjectNode operation) {
    String word =
        Message.member(operation, "op")
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .orElseThrow(() -> syntax("Every operation needs an op."));
    return switch (Fold.fold(word)) {
      case "add" -> Op.ADD;
      case "replace" -> Op.REPLACE;
      case "remove" -> Op.REMOVE;
      default -> throw syntax("An op is add, replace or remove.");
    };
  }

  private static String path(ObjectNode operation) {
    JsonNode path = Message.member(operation, "path").orElse(JsonNodeFactory.instance.nullNode());
    if (path.isNull()) {
      return "";
    }
    if (!path.isTextual() || path.textValue().length() > MAX_PATH) {
      throw Fault.of(
          Fault.Kind.INVALID_PATH, "A path is a string of at most " + MAX_PATH + " characters.");
    }
    return path.textValue().strip();
  }

  private void read(Op op, String path, @Nullable JsonNode value) {
    if (path.isEmpty()) {
      if (op == Op.REMOVE) {
        throw Fault.of(Fault.Kind.NO_TARGET, "A remove needs a path.");
      }
      if (!(value instanceof ObjectNode attributes)) {
        throw Fault.of(
            Fault.Kind.INVALID_VALUE, "An operation without a path needs an object as value.");
      }
      takeApart(op, "", attributes);
      return;
    }
    if (op != Op.REMOVE && value == null) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "The operation on " + path + " has no value.");
    }
    Optional<String> extension = schemas.extensionUrn(type, path);
    if (extension.isPresent()) {
      onExtension(op, extension.get(), value);
    } else if (isCore(path) && value instanceof ObjectNode attributes && op != Op.REMOVE) {
      takeApart(op, "", attributes);
    } else {
      onAttribute(op, path, value, false);
    }
  }

  /** The attributes of a path-less operation, or of a URN object inside it. */
  private void takeApart(Op op, String prefix, ObjectNode attributes) {
    if (attributes.isEmpty()) {
      understood++;
    }
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      String key = attribute.getKey();
      JsonNode value = attribute.getValue();
      Optional<String> extension =
          prefix.isEmpty() ? schemas.extensionUrn(type, key) : Optional.empty();
      if (extension.isPresent()) {
        onExtension(value.isNull() ? Op.REMOVE : op, extension.get(), value);
      } else if (prefix.isEmpty() && isCore(key) && value instanceof ObjectNode core) {
        takeApart(op, "", core);
      } else {
        onAttribute(op, prefix + key, value, true);
      }
    }
  }

  private void onExtension(Op op, String urn, @Nullable JsonNode value) {
    if (op == Op.REMOVE) {
      for (SchemaResource extension : schemas.extensions(type)) {
        if (urn.equals(extension.getId())) {
          for (AttributeDefinition attribute : extension.getAttributes()) {
            onAttribute(Op.REMOVE, urn + ":" + attribute.getName(), null, false);
          }
        }
      }
    } else if (value instanceof ObjectNode attributes) {
      takeApart(op, urn + ":", attributes);
    } else {
      throw Fault.of(Fault.Kind.INVALID_VALUE, urn + " must be an object.");
    }
  }

  private void onAttribute(Op op, String text, @Nullable JsonNode value, boolean pathless) {
    Path parsed = parse(text);
    Optional<AttributePath> resolved =
        parsed.size() > 2 ? Optional.empty() : schemas.resolve(type, parsed);
    if (resolved.isEmpty()) {
      drop(text);
      return;
    }
    understood++;
    AttributePath path = resolved.get();
    if (isEcho(op, path, value, pathless)) {
      return;
    }
    checkWritable(path, text);
    Filter filter = parsed.getElement(0).getValueFilter();
    if (parsed.size() == 2 && parsed.getElement(1).getValueFilter() != null) {
      throw Fault.of(Fault.Kind.INVALID_PATH, text + " filters a sub-attribute.");
    }
    JsonNode given = value == null || value.isNull() ? null : value;
    if (type == ResourceType.GROUP && path.name().equals("members")) {
      if (path.subName() != null) {
        throw MemberDialect.immutable();
      }
      members.addAll(MemberDialect.translate(op, filter, part -> filter(path, part), given));
    } else {
      translate(op, text, path, filter == null ? null : filter(path, filter), given);
    }
    if (document.size() + members.size() > maxOperations) {
      throw Fault.of(
          Fault.Kind.TOO_LARGE,
          "A PATCH has at most " + maxOperations + " operations (limits.maxPatchOperations).");
    }
  }

  private void translate(
      Op op,
      String text,
      AttributePath path,
      @Nullable ValueFilter filter,
      @Nullable JsonNode given) {
    AttributeDefinition attribute = schemas.definition(type, path.parent());
    boolean whole = path.subName() == null;
    if (op == Op.REMOVE) {
      JsonNode listed =
          given != null && whole && filter == null && attribute.isMultiValued()
              ? list(path, given)
              : null;
      document.add(new PatchOperation(op, text, path, filter, listed));
      return;
    }
    if (given instanceof ObjectNode parts && whole && !attribute.isMultiValued()) {
      // A part that is null is unassigned; the parts that are not named stay.
      for (Map.Entry<String, JsonNode> part : parts.properties()) {
        if (part.getValue().isNull()) {
          schemas
              .resolve(type, path + "." + part.getKey())
              .ifPresent(sub -> document.add(new PatchOperation(Op.REMOVE, text, sub, null, null)));
        }
      }
      if (!parts.isEmpty() && allNull(parts)) {
        return;
      }
    }
    ValueNormalizer.Value read =
        given == null ? NOTHING : values.normalize(type, path, prepared(path, given), mode());
    unknown.addAll(read.unknown());
    if (read.value() != null) {
      document.add(new PatchOperation(op, text, path, filter, read.value()));
    } else if (!read.unknown().isEmpty()) {
      // Nothing of the value was understood, so it must not be taken for an empty one.
      understood--;
    } else if (op == Op.REPLACE || !whole || !attribute.isMultiValued()) {
      document.add(new PatchOperation(Op.REMOVE, text, path, filter, null));
    }
  }

  private static boolean allNull(ObjectNode parts) {
    return parts.properties().stream().allMatch(part -> part.getValue().isNull());
  }

  private JsonNode list(AttributePath path, JsonNode given) {
    JsonNode listed = values.normalize(type, path, prepared(path, given), mode()).value();
    return listed == null ? JsonNodeFactory.instance.arrayNode() : listed;
  }

  private JsonNode prepared(AttributePath path, JsonNode given) {
    boolean roles = path.equals(AttributePath.of("roles"));
    return roles ? RolesAsJsonText.inValue(given) : given;
  }

  /**
   * Whether a client only repeats what the server assigns.
   *
   * @see Tolerance#READ_ONLY_ECHOES
   */
  private boolean isEcho(Op op, AttributePath path, @Nullable JsonNode value, boolean pathless) {
    if (path.extensionUrn() == null
        && (path.name().equals("id") || path.name().equals("schemas"))) {
      boolean same =
          op != Op.REMOVE
              && value != null
              && (path.name().equals("schemas") || value.asText().equals(id));
      if (!same) {
        throw Fault.of(Fault.Kind.MUTABILITY, path + " is read-only.");
      }
      return true;
    }
    boolean readOnly = isReadOnly(path.parent());
    // Groups are what a client may believe to change; only the empty list says nothing.
    boolean meant =
        path.name().equals("groups") && value != null && !value.isNull() && !value.isEmpty();
    return pathless && readOnly && !meant;
  }

  private void checkWritable(AttributePath path, String text) {
    if (isReadOnly(path.parent()) || isReadOnly(path)) {
      throw Fault.of(Fault.Kind.MUTABILITY, text + " is read-only.");
    }
  }

  private boolean isReadOnly(AttributePath path) {
    return schemas.definition(type, path).getMutability() == Mutability.READ_ONLY;
  }

  private void drop(String text) {
    if (!Tolerance.UNKNOWN_ATTRIBUTES.appliesTo(strict)) {
      throw Fault.of(Fault.Kind.INVALID_PATH, "No schema defines the attribute " + text + ".");
    }
    unknown.add(text);
  }

  private ValueFilter filter(AttributePath path, Filter filter) {
    if (!schemas.definition(type, path.parent()).isMultiValued()) {
      throw Fault.of(
          Fault.Kind.INVALID_PATH, path.parent() + " has only one value, which needs no filter.");
    }
    return ValueFilter.parse(filter.toString(), type, path.parent(), schemas);
  }

  private Normalizer.Mode mode() {
    return Tolerance.UNKNOWN_ATTRIBUTES.appliesTo(strict)
        ? Normalizer.Mode.LENIENT
        : Normalizer.Mode.STRICT;
  }

  private boolean isCore(String urn) {
    return Fold.same(urn, type == ResourceType.USER ? Schemas.USER : Schemas.GROUP);
  }

  private static Path parse(String text) {
    try {
      Path path = Path.fromString(text);
      // The SDK takes a bracket that is never closed for one that is.
      if (path.size() > 0 && (text.indexOf('[') < 0 || text.indexOf(']') > 0)) {
        return path;
      }
    } catch (ScimException | RuntimeException malformed) {
      // The SDK's parser throws whatever it stumbles over.
      throw Fault.of(
          Fault.Kind.INVALID_PATH, "The path " + shown(text) + " is malformed.", malformed);
    }
    throw Fault.of(Fault.Kind.INVALID_PATH, "The path " + shown(text) + " is malformed.");
  }

  /**
   * A path without line breaks and the like, which a log would take for records of their own; and
   * without whatever stands behind the name of a password: it may be one.
   */
  private static String shown(String text) {
    return BEHIND_PASSWORD.matcher(text).replaceFirst("$1[...]").replaceAll("\\p{Cntrl}", "?");
  }

  private static Fault syntax(String detail) {
    return Fault.of(Fault.Kind.INVALID_SYNTAX, detail);
  }
}
