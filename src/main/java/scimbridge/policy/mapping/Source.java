package scimbridge.policy.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;
import scimbridge.identity.AppId;
import scimbridge.identity.User;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;

/**
 * Where a value comes from.
 *
 * @param text the SCIM path or the expression, for people
 * @param type what it gives
 * @param read finds the value
 */
public record Source(String text, ValueType type, Function<User, Reading> read) {

  /**
   * A value by its SCIM path.
   *
   * @throws scimbridge.fault.Fault INVALID_VALUE if the path names nothing that can be one value;
   *     the detail completes "the path …"
   */
  public static Source ofPath(String path, Schemas schemas) {
    return ScimPath.parse(path, schemas);
  }

  /** What code finds in a document. */
  static Source of(String path, Function<JsonNode, Optional<String>> find) {
    return new Source(
        path, ValueType.TEXT, user -> Reading.of(find.apply(user.attributes().view())));
  }

  /** A simple attribute, or a part of a complex one: {@code name.givenName}. */
  static Source core(String path) {
    String[] names = path.split("\\.");
    return new Source(
        path, ValueType.TEXT, user -> Reading.of(value(user.attributes().view(), names)));
  }

  /** An attribute of the enterprise extension (RFC 7643 §4.3). */
  static Source enterprise(String path) {
    String[] names = path.split("\\.");
    return new Source(
        Schemas.ENTERPRISE_USER + ":" + path,
        ValueType.TEXT,
        user -> Reading.of(value(user.attributes().view().path(Schemas.ENTERPRISE_USER), names)));
  }

  /** An attribute of an app's own; several values become a JSON array. */
  static Source own(AppId app, CustomAttribute attribute) {
    String urn = CustomAttribute.urn(app);
    return new Source(
        urn + ":" + attribute.name(),
        attribute.multiValued() ? ValueType.TEXT : type(attribute.type()),
        user -> Reading.of(value(user.attributes().view().path(urn), attribute.name())));
  }

  private static ValueType type(CustomAttribute.Type type) {
    return switch (type) {
      case STRING -> ValueType.TEXT;
      case NUMBER -> ValueType.NUMBER;
      case BOOLEAN -> ValueType.BOOLEAN;
      case DATE_TIME -> ValueType.DATE_TIME;
    };
  }

  private static JsonNode value(JsonNode from, String... names) {
    JsonNode value = from;
    for (String name : names) {
      value = value.path(name);
    }
    return value;
  }
}
