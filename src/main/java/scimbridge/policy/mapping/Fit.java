package scimbridge.policy.mapping;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.schema.Values;
import scimbridge.policy.Contacts;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;

/**
 * Whether Cognito would take a value. One value that it refuses makes it refuse all others of the
 * same call, so a value is looked at before it is sent.
 */
final class Fit {
  /** AWS API model, AttributeValueType; the quota of custom attributes is in bytes. */
  private static final int MAX_LENGTH = 2048;

  private Fit() {}

  /** The value in the one spelling that Cognito takes, where that loses nothing. */
  static String spelled(String attribute, String value, AttributeTraits held) {
    if (attribute.equals("phone_number")) {
      return Contacts.e164(value).orElse(value);
    }
    // RFC 7643 §2.3.5 allows a dateTime without an offset, and Cognito's type does not.
    return held.type().equals("DateTime") && !isDateTime(value)
        ? Values.instant(value).map(Instant::toString).orElse(value)
        : value;
  }

  /** Why the value does not fit, in words that do not hold the value; empty if it fits. */
  static Optional<String> problem(String attribute, String value, AttributeTraits held) {
    String problem = ofFormat(attribute, value);
    if (problem == null) {
      problem =
          switch (held.type()) {
            case "Number" -> ofNumber(value, held);
            case "Boolean" ->
                value.equals("true") || value.equals("false") ? null : "not true or false";
            case "DateTime" -> isDateTime(value) ? null : "not a date and time in ISO 8601";
            default -> ofText(value, held);
          };
    }
    return Optional.ofNullable(problem != null ? problem : ofSize(attribute, value));
  }

  private static @Nullable String ofFormat(String attribute, String value) {
    return switch (attribute) {
      case "email" -> Contacts.isAddress(value) ? null : "not an e-mail address";
      case "phone_number" ->
          Contacts.e164(value).filter(value::equals).isPresent()
              ? null
              : "no number with a country code (E.164, like +4930123456)";
      default -> null;
    };
  }

  private static @Nullable String ofText(String value, AttributeTraits held) {
    int length = value.codePointCount(0, value.length());
    Integer least = held.minLength();
    Integer most = held.maxLength();
    if (least != null && length < least) {
      return "shorter than the " + least + " characters that the pool demands";
    }
    // UTF-16 units, the strictest way in which AWS may count.
    if (most != null && value.length() > most) {
      return "longer than the " + most + " characters that the pool allows";
    }
    return null;
  }

  private static @Nullable String ofNumber(String value, AttributeTraits held) {
    Optional<BigDecimal> number = number(value);
    if (number.isEmpty()) {
      return "not a number";
    }
    if (number(held.minValue()).filter(least -> number.get().compareTo(least) < 0).isPresent()) {
      return "less than the " + held.minValue() + " that the pool demands";
    }
    if (number(held.maxValue()).filter(most -> number.get().compareTo(most) > 0).isPresent()) {
      return "greater than the " + held.maxValue() + " that the pool allows";
    }
    return null;
  }

  private static Optional<BigDecimal> number(@Nullable String text) {
    return text != null && PoolTraits.NUMBER.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static boolean isDateTime(String value) {
    try {
      return OffsetDateTime.parse(value) != null;
    } catch (DateTimeException other) {
      return false;
    }
  }

  private static @Nullable String ofSize(String attribute, String value) {
    if (attribute.startsWith("custom:")) {
      return value.getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH
          ? null
          : "longer than the " + MAX_LENGTH + " bytes that Cognito allows";
    }
    return value.length() <= MAX_LENGTH
        ? null
        : "longer than the " + MAX_LENGTH + " characters that Cognito allows";
  }
}
