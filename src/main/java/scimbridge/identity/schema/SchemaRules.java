package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;

/**
 * What RFC 7643 §7 demands of a schema document. The SDK's own reading lets most of it pass or
 * fails without saying where.
 */
final class SchemaRules {
  private static final String SCHEMA_URN = "urn:ietf:params:scim:schemas:core:2.0:Schema";

  /** RFC 7643 §2.1, and {@code $ref}, the one name it allows a dollar sign. */
  private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*|\\$ref");

  private static final Pattern URN =
      Pattern.compile(
          "urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[A-Za-z0-9:._-]+", Pattern.CASE_INSENSITIVE);

  private static final Set<String> SCHEMA_KEYS =
      Set.of("schemas", "id", "name", "description", "attributes", "meta");
  private static final Set<String> TYPES =
      Set.of(
          "string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex");
  private static final Map<String, Set<String>> KEYWORDS =
      Map.of(
          "type", TYPES,
          "mutability", Set.of("readOnly", "readWrite", "immutable", "writeOnly"),
          "returned", Set.of("always", "never", "default", "request"),
          "uniqueness", Set.of("none", "server", "global"));
  private static final Set<String> FLAGS = Set.of("multiValued", "required", "caseExact");
  private static final Set<String> LISTS = Set.of("canonicalValues", "referenceTypes");

  private SchemaRules() {}

  /** A document that contradicts the RFC; the message completes "the document …". */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String reason) {
      super(reason);
    }
  }

  static void check(ObjectNode schema) {
    for (Map.Entry<String, JsonNode> property : schema.properties()) {
      require(SCHEMA_KEYS.contains(property.getKey()), "has an unknown key " + property.getKey());
    }
    JsonNode schemas = schema.get("schemas");
    require(
        schemas == null
            || (schemas.isArray()
                && schemas.size() == 1
                && SCHEMA_URN.equals(schemas.get(0).textValue())),
        "has schemas other than [\"" + SCHEMA_URN + "\"]");
    require(URN.matcher(text(schema, "id", "")).matches(), "has an id that is not a URN");
    text(schema, "name", "");
    JsonNode attributes = schema.get("attributes");
    require(
        attributes != null && attributes.isArray() && !attributes.isEmpty(), "has no attributes");
    checkAll(attributes, "", false);
  }

  private static void checkAll(@Nullable JsonNode attributes, String parent, boolean nested) {
    if (attributes == null || !attributes.isArray() || attributes.isEmpty()) {
      throw new Broken(at(parent) + "has no subAttributes, which a complex attribute needs");
    }
    Set<String> names = new HashSet<>();
    for (JsonNode attribute : attributes) {
      require(attribute.isObject(), at(parent) + "has an attribute that is not a JSON object");
      String name = text((ObjectNode) attribute, "name", at(parent) + "has an attribute that ");
      String path = parent.isEmpty() ? name : parent + "." + name;
      require(ATTRIBUTE_NAME.matcher(name).matches(), at(path) + "is not a legal attribute name");
      require(names.add(Fold.fold(name)), at(path) + "is defined twice");
      checkOne((ObjectNode) attribute, path, nested);
    }
  }

  private static void checkOne(ObjectNode attribute, String path, boolean nested) {
    for (Map.Entry<String, JsonNode> property : attribute.properties()) {
      checkCharacteristic(property.getKey(), property.getValue(), at(path));
    }
    for (String key : List.of("type", "mutability", "returned", "multiValued", "required")) {
      require(attribute.has(key), at(path) + "has no " + key);
    }
    String type = attribute.path("type").asText();
    boolean complex = type.equals("complex");
    require(!(complex && nested), at(path) + "is complex inside a complex attribute");
    require(
        complex || !attribute.has("subAttributes"),
        at(path) + "has subAttributes and is not complex");
    boolean reference = type.equals("reference");
    require(
        reference == !attribute.path("referenceTypes").isEmpty(),
        at(path)
            + (reference ? "has no referenceTypes" : "has referenceTypes and is no reference"));
    require(
        !attribute.path("mutability").asText().equals("writeOnly")
            || attribute.path("returned").asText().equals("never"),
        at(path) + "is writeOnly and yet returned");
    if (complex) {
      checkAll(attribute.get("subAttributes"), path, true);
    }
  }

  private static void checkCharacteristic(String key, JsonNode value, String at) {
    Set<String> keywords = KEYWORDS.get(key);
    if (keywords != null) {
      require(
          value.isTextual() && keywords.contains(value.textValue()),
          at + "has the unknown " + key + " " + value);
    } else if (FLAGS.contains(key)) {
      require(value.isBoolean(), at + "has a " + key + " that is not true or false");
    } else if (LISTS.contains(key)) {
      require(value.isArray(), at + "has " + key + " that are not a list");
      for (JsonNode element : value) {
        require(element.isTextual(), at + "has " + key + " that are not strings");
      }
    } else if (key.equals("description")) {
      require(value.isTextual(), at + "has a description that is not a string");
    } else {
      require(key.equals("name") || key.equals("subAttributes"), at + "has an unknown key " + key);
    }
  }

  private static String text(ObjectNode node, String key, String at) {
    String value = node.path(key).textValue();
    if (value == null || value.isBlank()) {
      throw new Broken(at + "has no " + key);
    }
    return value;
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : "attribute " + path + " ";
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Broken(otherwise);
    }
  }
}
