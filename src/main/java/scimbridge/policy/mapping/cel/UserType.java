package scimbridge.policy.mapping.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;

/**
 * A user as expressions see it: the attributes of the core schema, and those of each extension
 * under the extension's short name. The schemas give the types, so a name that is misspelled is
 * found when the expression is compiled.
 */
final class UserType {
  /** The app's own attributes, which no schema knows when a configuration is read. */
  private static final String CUSTOM = "custom";

  /** Derived, or the server's own, or never kept. */
  private static final Set<String> NOT_KEPT = Set.of("groups", "meta", "schemas", "password");

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** {@code urn:…:enterprise:2.0:User} is called {@code enterprise}. */
  private static final Pattern SHORT_NAME = Pattern.compile(".*:([^:]+):[0-9][^:]*:[^:]+");

  /** How a field becomes a value of CEL. */
  private interface Conversion {
    Object of(JsonNode node);
  }

  private record Field(CelType type, Conversion conversion) {}

  private final Map<String, Field> attributes;
  private final Map<String, String> extensions = new LinkedHashMap<>();
  private final Map<String, Map<String, Field>> extensionFields = new LinkedHashMap<>();
  private final Map<String, StructType> structs = new HashMap<>();
  private final StructType type;

  UserType(Schemas schemas) {
    this.attributes = fields("User", schemas.core(ResourceType.USER).getAttributes());
    NOT_KEPT.forEach(attributes::remove);
    Field text = new Field(SimpleType.STRING, JsonNode::asText);
    attributes.put("id", text);
    attributes.put("externalId", text);
    Map<String, CelType> all = new HashMap<>();
    attributes.forEach((name, field) -> all.put(name, field.type()));
    for (SchemaResource extension : schemas.extensions(ResourceType.USER)) {
      shortName(extension, all.keySet())
          .ifPresent(
              name -> {
                Map<String, Field> fields = fields("User." + name, extension.getAttributes());
                extensions.put(name, String.valueOf(extension.getId()));
                extensionFields.put(name, fields);
                all.put(name, struct("User." + name, types(fields)));
              });
    }
    all.put(CUSTOM, MapType.create(SimpleType.STRING, SimpleType.DYN));
    this.type = struct("User", all);
  }

  /** The type of the variable {@code user}. */
  StructType type() {
    return type;
  }

  /** Every type that a user is made of, by name. */
  ImmutableMap<String, StructType> structs() {
    return ImmutableMap.copyOf(structs);
  }

  /** The value of the variable; what the user has no value for is absent. */
  Map<String, Object> value(User user) {
    JsonNode document = user.attributes().view();
    Map<String, Object> value = object(document, attributes);
    value.put("id", user.id().value());
    extensions.forEach(
        (name, urn) -> {
          if (document.has(urn)) {
            value.put(
                name, object(document.path(urn), extensionFields.getOrDefault(name, Map.of())));
          }
        });
    value.put(CUSTOM, untyped(document.path(CustomAttribute.urn(user.app()))));
    return value;
  }

  /** An extension is left out if its name cannot be said or is taken; its paths still work. */
  private static Optional<String> shortName(SchemaResource extension, Set<String> taken) {
    String urn = String.valueOf(extension.getId());
    var matcher = SHORT_NAME.matcher(urn);
    return urn.equals(Schemas.PROVISIONING_USER) || !matcher.matches()
        ? Optional.empty()
        : Optional.of(matcher.group(1))
            .filter(name -> IDENTIFIER.matcher(name).matches())
            .filter(name -> !taken.contains(name) && !name.equals(CUSTOM));
  }

  private Map<String, Field> fields(String owner, Collection<AttributeDefinition> definitions) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (AttributeDefinition definition : definitions) {
      String name = definition.getName();
      if (IDENTIFIER.matcher(name).matches()) {
        Field one = field(owner + "." + name, definition);
        fields.put(name, definition.isMultiValued() ? listOf(one) : one);
      }
    }
    return fields;
  }

  private Field field(String path, AttributeDefinition definition) {
    return switch (definition.getType()) {
      case BOOLEAN -> new Field(SimpleType.BOOL, JsonNode::booleanValue);
      case INTEGER -> new Field(SimpleType.INT, UserType::integer);
      case DECIMAL -> new Field(SimpleType.DOUBLE, JsonNode::doubleValue);
      // A date stays text: timestamp(…) makes it one, and what is only passed on is not respelled.
      case STRING, DATETIME, BINARY, REFERENCE -> new Field(SimpleType.STRING, JsonNode::asText);
      case COMPLEX -> {
        Map<String, Field> parts =
            fields(path, Objects.requireNonNull(definition.getSubAttributes()));
        yield new Field(struct(path, types(parts)), node -> object(node, parts));
      }
    };
  }

  private static Field listOf(Field one) {
    return new Field(
        ListType.create(one.type()),
        node -> {
          List<Object> values = new ArrayList<>(node.size());
          node.forEach(element -> values.add(one.conversion().of(element)));
          return values;
        });
  }

  private StructType struct(String name, Map<String, CelType> types) {
    ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(types);
    StructType struct =
        StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    structs.put(name, struct);
    return struct;
  }

  private static Map<String, CelType> types(Map<String, Field> fields) {
    Map<String, CelType> types = new HashMap<>();
    fields.forEach((name, field) -> types.put(name, field.type()));
    return types;
  }

  private static Map<String, Object> object(JsonNode node, Map<String, Field> fields) {
    Map<String, Object> object = new HashMap<>();
    fields.forEach(
        (name, field) -> {
          JsonNode value = node.get(name);
          if (value != null && !value.isNull()) {
            object.put(name, field.conversion().of(value));
          }
        });
    return object;
  }

  /** What the app's own attributes hold, each by its JSON type. */
  private static Map<String, Object> untyped(JsonNode extension) {
    Map<String, Object> values = new HashMap<>();
    extension
        .properties()
        .forEach(entry -> values.put(entry.getKey(), untypedValue(entry.getValue())));
    return values;
  }

  private static Object untypedValue(JsonNode value) {
    if (value.isArray()) {
      List<Object> values = new ArrayList<>(value.size());
      value.forEach(element -> values.add(untypedValue(element)));
      return values;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return value.isNumber()
        ? value.isIntegralNumber() ? integer(value) : (Object) value.doubleValue()
        : value.asText();
  }

  /** CEL's integers have 64 bits. */
  private static Long integer(JsonNode node) {
    return node.bigIntegerValue().longValueExact();
  }
}
