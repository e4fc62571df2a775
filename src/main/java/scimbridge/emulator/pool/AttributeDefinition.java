package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.Json;

/**
 * One attribute of a pool's schema.
 *
 * @param name with its prefix, such as {@code custom:scim_id}
 * @param min least length of a text or least value of a number; null for no limit
 * @param max greatest length or value; null for no limit
 */
public record AttributeDefinition(
    String name,
    Type type,
    boolean mutable,
    boolean required,
    boolean developerOnly,
    @Nullable Long min,
    @Nullable Long max) {

  /** Data types of attributes. */
  public enum Type {
    /** Text; min and max are lengths. */
    STRING("String"),
    /** A whole number; min and max are values. */
    NUMBER("Number"),
    /** A point in time. */
    DATE_TIME("DateTime"),
    /** true or false. */
    BOOLEAN("Boolean");

    private final String wireName;

    Type(String wireName) {
      this.wireName = wireName;
    }

    static Type of(@Nullable String wireName) {
      for (Type type : values()) {
        if (type.wireName.equals(wireName)) {
          return type;
        }
      }
      return STRING;
    }
  }

  static AttributeDefinition text(String name, boolean mutable, long min, long max) {
    return new AttributeDefinition(name, Type.STRING, mutable, false, false, min, max);
  }

  static AttributeDefinition of(Type type, String name) {
    return new AttributeDefinition(name, type, true, false, false, null, null);
  }

  AttributeDefinition with(boolean nowMutable, boolean nowRequired) {
    return new AttributeDefinition(name, type, nowMutable, nowRequired, developerOnly, min, max);
  }

  /** As DescribeUserPool shows it. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("Name", name);
    json.put("AttributeDataType", type.wireName);
    json.put("DeveloperOnlyAttribute", developerOnly);
    json.put("Mutable", mutable);
    json.put("Required", required);
    if (type == Type.STRING || type == Type.NUMBER) {
      boolean text = type == Type.STRING;
      ObjectNode limits = Json.object();
      if (min != null) {
        limits.put(text ? "MinLength" : "MinValue", min.toString());
      }
      if (max != null) {
        limits.put(text ? "MaxLength" : "MaxValue", max.toString());
      }
      // Only a text attribute without any limit shows an empty object.
      if (text || !limits.isEmpty()) {
        json.set(text ? "StringAttributeConstraints" : "NumberAttributeConstraints", limits);
      }
    }
    return json;
  }

  static AttributeDefinition fromJson(JsonNode json) {
    Type type = Type.of(json.path("AttributeDataType").asText());
    boolean text = type == Type.STRING;
    JsonNode limits = json.path(text ? "StringAttributeConstraints" : "NumberAttributeConstraints");
    return new AttributeDefinition(
        json.path("Name").asText(),
        type,
        json.path("Mutable").asBoolean(),
        json.path("Required").asBoolean(),
        json.path("DeveloperOnlyAttribute").asBoolean(),
        limit(limits, text ? "MinLength" : "MinValue"),
        limit(limits, text ? "MaxLength" : "MaxValue"));
  }

  static @Nullable Long limit(JsonNode limits, String name) {
    return limits.hasNonNull(name) ? Long.valueOf(limits.get(name).asText()) : null;
  }
}
