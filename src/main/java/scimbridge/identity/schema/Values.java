package scimbridge.identity.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/**
 * Single values of the simple types (RFC 7643 §2.3).
 *
 * <p>Only what the type demands is checked. That a country is a country or a telephone number one
 * is not: clients send anything there, Microsoft's validator random text. Nor are URIs.
 */
public final class Values {
  /** The longest string, in UTF-16 units. */
  public static final int MAX_STRING = 64 * 1024;

  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private Values() {}

  /** The value as the schema wants it, or a fault that names the path. */
  static JsonNode read(AttributeDefinition definition, JsonNode node, String path) {
    return switch (definition.getType()) {
      case BOOLEAN ->
          bool(node)
              .<JsonNode>map(BooleanNode::valueOf)
              .orElseThrow(() -> wrong(path, "a boolean"));
      case INTEGER -> demand(node.isIntegralNumber(), node, path, "an integer");
      case DECIMAL ->
          demand(node.isNumber() && Double.isFinite(node.doubleValue()), node, path, "a number");
      case DATETIME ->
          demand(
              node.isTextual() && instant(node.textValue()).isPresent(),
              node,
              path,
              "a date with a time, as 2026-01-31T10:00:00Z");
      case BINARY -> binary(string(node, path), path);
      case STRING, REFERENCE -> string(node, path);
      case COMPLEX -> throw wrong(path, "a JSON object");
    };
  }

  /** A boolean, or the word for one in any case, as Entra ID sends it. */
  public static Optional<Boolean> bool(JsonNode node) {
    if (node.isBoolean()) {
      return Optional.of(node.booleanValue());
    }
    if (node.isTextual() && Fold.same(node.textValue(), "true")) {
      return Optional.of(true);
    }
    return node.isTextual() && Fold.same(node.textValue(), "false")
        ? Optional.of(false)
        : Optional.empty();
  }

  /** The instant that an {@code xsd:dateTime} names; without an offset it is taken as UTC. */
  public static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException withoutOffset) {
      try {
        return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException notADate) {
        return Optional.empty();
      }
    }
  }

  /**
   * Whether a text can be stored and compared: no U+0000, which PostgreSQL cannot hold, and no half
   * of a surrogate pair, which is no character.
   */
  public static boolean storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  static JsonNode string(JsonNode node, String path) {
    demand(node.isTextual(), node, path, "a string");
    if (node.textValue().length() > MAX_STRING) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE, path + " is longer than " + MAX_STRING + " characters");
    }
    if (!storable(node.textValue())) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE, path + " contains U+0000 or half of a surrogate pair");
    }
    return node;
  }

  /** Base64 of either alphabet (RFC 4648 §4, §5), padded or not; certificates come in lines. */
  private static JsonNode binary(JsonNode node, String path) {
    String plain =
        WHITE_SPACE.matcher(node.textValue()).replaceAll("").replace('-', '+').replace('_', '/');
    try {
      Base64.getDecoder().decode(plain);
      return node;
    } catch (IllegalArgumentException notBase64) {
      throw wrong(path, "base64 text");
    }
  }

  static Fault wrong(String path, String expected) {
    return Fault.of(Fault.Kind.INVALID_VALUE, path + " must be " + expected);
  }

  private static JsonNode demand(boolean fits, JsonNode node, String path, String expected) {
    if (!fits) {
      throw wrong(path, expected);
    }
    return node;
  }
}
