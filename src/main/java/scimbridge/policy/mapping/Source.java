package scimbridge.policy.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where in a SCIM user a value comes from.
 *
 * @param path the SCIM path, for people
 * @param read finds the value; never an empty text
 */
record Source(String path, Function<JsonNode, Optional<String>> read) {
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** A simple attribute, or a part of a complex one: {@code name.givenName}. */
  static Source core(String path) {
    String[] names = path.split("\\.");
    return new Source(path, user -> value(user, names));
  }

  /** An attribute of the enterprise extension (RFC 7643 §4.3). */
  static Source enterprise(String path) {
    String[] names = path.split("\\.");
    return new Source(ENTERPRISE + ":" + path, user -> value(user.path(ENTERPRISE), names));
  }

  private static Optional<String> value(JsonNode from, String[] names) {
    JsonNode value = from;
    for (String name : names) {
      value = value.path(name);
    }
    String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }
}
