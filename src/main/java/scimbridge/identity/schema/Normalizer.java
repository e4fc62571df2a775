package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceType;

/**
 * Turns a client's document into the internal model and checks it against the schemas.
 *
 * <p>Names get the schema's spelling; what is read-only is ignored (RFC 7644 §3.3); {@code null},
 * {@code []} and {@code {}} are unassigned (RFC 7643 §2.5); canonical values are suggestions in the
 * schemas of the RFC, and bind in those of the administrator. The result of one pass goes through
 * another unchanged, so a patched document is checked the same way.
 */
public final class Normalizer {

  /** What becomes of attributes that no schema knows. */
  public enum Mode {
    /** They are dropped and reported. */
    LENIENT,
    /** They are a fault of kind {@code INVALID_SYNTAX}. */
    STRICT
  }

  /** Server-assigned on every resource, RFC 7643 §3.1; a client that echoes them means nothing. */
  static final Set<String> ASSIGNED_HERE = Set.of("schemas", "id", "meta");

  private final Schemas schemas;

  /** Normalises by these schemas. */
  public Normalizer(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Normalises a document. Faults are of kind {@code INVALID_VALUE} with the path of the attribute
   * in the detail, {@code INVALID_SYNTAX} for a name given twice.
   */
  public Normalized normalize(ResourceType type, ObjectNode fromClient, Mode mode) {
    ResourceSchemas known = schemas.of(type);
    UnknownAttributes unknown = new UnknownAttributes(mode == Mode.STRICT);
    AttributeReader reader = new AttributeReader(unknown);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    Password password = null;
    List<MemberReference> members = null;
    for (Map.Entry<String, JsonNode> property : fromClient.properties()) {
      String key = property.getKey();
      JsonNode node = property.getValue();
      Optional<AttributeSet.Entry> attribute = known.attributes().find(key);
      if (attribute.isEmpty()) {
        readExtension(known, reader, document, key, node, unknown);
        continue;
      }
      String name = attribute.get().name();
      if (type == ResourceType.USER && name.equals("password")) {
        password = password(reader.read(attribute.get(), node, name));
      } else if (type == ResourceType.GROUP && name.equals("members")) {
        members = members(attribute.get(), node);
      } else if (attribute.get().definition().getMutability() != Mutability.READ_ONLY
          && !ASSIGNED_HERE.contains(name)) {
        reader.readInto(document, attribute.get(), node, "");
      }
    }
    DocumentRules.check(type, known, document);
    return new Normalized(Attributes.of(document), password, members, unknown.names());
  }

  private static void readExtension(
      ResourceSchemas known,
      AttributeReader reader,
      ObjectNode document,
      String key,
      JsonNode node,
      UnknownAttributes unknown) {
    Optional<ResourceSchemas.Extension> extension = known.extension(key);
    if (extension.isEmpty()) {
      unknown.add(key);
      return;
    }
    String urn = extension.get().urn();
    if (node.isNull()) {
      return;
    }
    if (!(node instanceof ObjectNode object)) {
      throw Values.wrong(urn, "a JSON object");
    }
    ObjectNode content = reader.readObject(extension.get().attributes(), object, urn + ":");
    if (content.isEmpty()) {
      return;
    }
    JsonNode earlier = document.replace(urn, content);
    if (earlier != null && !earlier.equals(content)) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, urn + " is given twice");
    }
  }

  private static @Nullable Password password(@Nullable JsonNode read) {
    return read == null || read.textValue().isEmpty() ? null : Password.of(read.textValue());
  }

  private static List<MemberReference> members(AttributeSet.Entry attribute, JsonNode node) {
    List<MemberReference> members = new ArrayList<>();
    // Members carry what clients add to them (display, displayName), which is nobody's concern.
    AttributeReader tolerant = new AttributeReader(new UnknownAttributes(false));
    JsonNode read = tolerant.read(attribute, node, attribute.name());
    if (read != null) {
      for (JsonNode member : read) {
        String value = member.path("value").asText("");
        if (value.isBlank()) {
          throw Values.wrong("members.value", "the id of a user or group");
        }
        members.add(new MemberReference(value, member.path("type").textValue()));
      }
    }
    return members;
  }
}
