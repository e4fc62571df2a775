package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/** The attributes that users of a pool can have: the standard ones, and custom ones up to 50. */
public final class Schema {
  private static final int CUSTOM_LIMIT = 50;

  /** Attributes that every pool has and that no pool can configure. */
  private static final List<String> BUILT_IN =
      List.of("sub", "email_verified", "phone_number_verified", "identities");

  private static final Map<String, AttributeDefinition> STANDARD = standardAttributes();

  private final Map<String, AttributeDefinition> definitions;

  private Schema(Map<String, AttributeDefinition> definitions) {
    this.definitions = Collections.unmodifiableMap(definitions);
  }

  /** The schema of a new pool, from the {@code Schema} of CreateUserPool. */
  public static Schema create(@Nullable JsonNode wanted) {
    Map<String, AttributeDefinition> definitions = new LinkedHashMap<>(STANDARD);
    if (wanted != null) {
      for (JsonNode attribute : wanted) {
        String name = attribute.path("Name").asText();
        AttributeDefinition standard = STANDARD.get(name);
        if (standard != null && !BUILT_IN.contains(name)) {
          definitions.put(name, restricted(standard, attribute));
        } else {
          addCustom(definitions, attribute);
        }
      }
    }
    return new Schema(definitions);
  }

  /** The schema with custom attributes added. */
  public Schema with(JsonNode customAttributes) {
    Map<String, AttributeDefinition> changed = new LinkedHashMap<>(definitions);
    for (JsonNode attribute : customAttributes) {
      addCustom(changed, attribute);
    }
    return new Schema(changed);
  }

  /** An attribute by its full name, null when the pool has none such. */
  public @Nullable AttributeDefinition find(String name) {
    return definitions.get(name);
  }

  /** All attributes. */
  public Collection<AttributeDefinition> all() {
    return definitions.values();
  }

  /** As DescribeUserPool shows it, and as it is stored. */
  public ArrayNode toJson() {
    ArrayNode array = Json.object().arrayNode();
    for (AttributeDefinition definition : definitions.values()) {
      array.add(definition.toJson());
    }
    return array;
  }

  /** The reverse of {@link #toJson}. */
  public static Schema fromJson(JsonNode array) {
    Map<String, AttributeDefinition> definitions = new LinkedHashMap<>();
    for (JsonNode attribute : array) {
      AttributeDefinition definition = AttributeDefinition.fromJson(attribute);
      definitions.put(definition.name(), definition);
    }
    return new Schema(definitions);
  }

  private static void addCustom(Map<String, AttributeDefinition> definitions, JsonNode attribute) {
    String bare = attribute.path("Name").asText();
    if (bare.isEmpty()) {
      throw CognitoError.invalidParameter("Name is required for a custom attribute.");
    }
    if (attribute.path("Required").asBoolean()) {
      throw CognitoError.invalidParameter(
          "Required custom attributes are not supported currently.");
    }
    boolean developerOnly = attribute.path("DeveloperOnlyAttribute").asBoolean();
    String name = (developerOnly ? "dev:custom:" : "custom:") + bare;
    if (definitions.containsKey(name)) {
      throw CognitoError.invalidParameter(
          name + ": Existing attribute already has name " + name + ".");
    }
    if (definitions.size() - STANDARD.size() >= CUSTOM_LIMIT) {
      throw CognitoError.invalidParameter("Maximum number of custom attributes (50) exceeded.");
    }
    AttributeDefinition.Type type =
        AttributeDefinition.Type.of(attribute.path("AttributeDataType").asText("String"));
    List<@Nullable Long> limits = limits(name, type, attribute);
    definitions.put(
        name,
        new AttributeDefinition(
            name,
            type,
            attribute.path("Mutable").asBoolean(true),
            false,
            developerOnly,
            limits.get(0),
            limits.get(1)));
  }

  private static AttributeDefinition restricted(AttributeDefinition standard, JsonNode attribute) {
    String type = attribute.path("AttributeDataType").asText("");
    if (!type.isEmpty() && AttributeDefinition.Type.of(type) != standard.type()) {
      throw CognitoError.invalidParameter(
          "You can not change AttributeDataType or set developerOnlyAttribute for standard schema"
              + " attribute "
              + standard.name());
    }
    List<@Nullable Long> limits = limits(standard.name(), standard.type(), attribute);
    Long min = limits.get(0);
    Long max = limits.get(1);
    return new AttributeDefinition(
        standard.name(),
        standard.type(),
        attribute.path("Mutable").asBoolean(true),
        attribute.path("Required").asBoolean(false),
        false,
        min == null ? standard.min() : min,
        max == null ? standard.max() : max);
  }

  private static List<@Nullable Long> limits(
      String name, AttributeDefinition.Type type, JsonNode attribute) {
    List<@Nullable Long> limits = new ArrayList<>();
    boolean text = type == AttributeDefinition.Type.STRING;
    JsonNode given =
        attribute.path(text ? "StringAttributeConstraints" : "NumberAttributeConstraints");
    for (String side : List.of("Min", "Max")) {
      String member = side + (text ? "Length" : "Value");
      try {
        limits.add(AttributeDefinition.limit(given, member));
      } catch (NumberFormatException e) {
        throw CognitoError.invalidParameter(name + ": " + member + " is not a number.");
      }
    }
    Long min = limits.get(0);
    Long max = limits.get(1);
    if ((min != null && max != null && min > max)
        || (text && ((min != null && min < 0) || (max != null && max > 2048)))) {
      throw CognitoError.invalidParameter(
          "Invalid " + (text ? "string" : "number") + " attribute constraints for " + name + ".");
    }
    return limits;
  }

  private static Map<String, AttributeDefinition> standardAttributes() {
    Map<String, AttributeDefinition> all = new LinkedHashMap<>();
    put(all, AttributeDefinition.text("sub", false, 1, 2048).with(false, true));
    for (String name : List.of("name", "given_name", "family_name", "middle_name", "nickname")) {
      put(all, AttributeDefinition.text(name, true, 0, 2048));
    }
    for (String name : List.of("preferred_username", "profile", "picture", "website", "email")) {
      put(all, AttributeDefinition.text(name, true, 0, 2048));
    }
    put(all, AttributeDefinition.of(AttributeDefinition.Type.BOOLEAN, "email_verified"));
    put(all, AttributeDefinition.text("gender", true, 0, 2048));
    put(all, AttributeDefinition.text("birthdate", true, 10, 10));
    for (String name : List.of("zoneinfo", "locale", "phone_number")) {
      put(all, AttributeDefinition.text(name, true, 0, 2048));
    }
    put(all, AttributeDefinition.of(AttributeDefinition.Type.BOOLEAN, "phone_number_verified"));
    put(all, AttributeDefinition.text("address", true, 0, 2048));
    put(
        all,
        new AttributeDefinition(
            "updated_at", AttributeDefinition.Type.NUMBER, true, false, false, 0L, null));
    put(
        all,
        new AttributeDefinition(
            "identities", AttributeDefinition.Type.STRING, true, false, false, null, null));
    return Collections.unmodifiableMap(all);
  }

  private static void put(Map<String, AttributeDefinition> all, AttributeDefinition definition) {
    all.put(definition.name(), definition);
  }
}
