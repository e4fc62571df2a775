package scimbridge.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one e-mail address, the one telephone number and the one postal address that stand for a user
 * where Cognito has room for one.
 *
 * <p>All methods read a user's document and change nothing.
 */
public final class Contacts {
  /** What Cognito takes for an address: no spaces, one {@code @}, a dot in the domain. */
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s@\\p{C}]+@[^\\s@.\\p{C}]+(\\.[^\\s@.\\p{C}]+)+");

  /** RFC 5321 §4.5.3.1.3, without the angle brackets. */
  private static final int MAX_ADDRESS_LENGTH = 254;

  /** E.164: a plus sign and at most 15 digits; shorter than 7 is no subscriber's number. */
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private static final Pattern PHONE_SEPARATORS = Pattern.compile("[\\s\\u00a0().-]");

  private Contacts() {}

  /** The {@code value} of the primary e-mail; else of the one for work; else of the first. */
  public static Optional<String> email(JsonNode user) {
    return best(user.path("emails"), "value", "work");
  }

  /** The {@code formatted} form of the primary postal address; else of work; else the first. */
  public static Optional<String> postalAddress(JsonNode user) {
    return best(user.path("addresses"), "formatted", "work");
  }

  /** The {@code value} of the primary picture of type photo; else of the first one. */
  public static Optional<String> photo(JsonNode user) {
    List<JsonNode> photos = new ArrayList<>();
    user.path("photos").forEach(photo -> photos.add(photo));
    photos.removeIf(photo -> photo.has("type") && !hasType(photo, "photo"));
    return first(photos, "value", photo -> photo.path("primary").asBoolean())
        .or(() -> first(photos, "value", photo -> true));
  }

  /**
   * The number to reach a person by: of those that can be written in E.164, the mobile one, else
   * the primary one, else the first; already normalised. When none can, the first as it stands.
   */
  public static Optional<String> phone(JsonNode user) {
    List<JsonNode> numbers = new ArrayList<>();
    user.path("phoneNumbers").forEach(number -> numbers.add(number));
    List<JsonNode> usable =
        numbers.stream()
            .filter(number -> text(number.path("value")).flatMap(Contacts::e164).isPresent())
            .toList();
    return first(usable, "value", number -> hasType(number, "mobile"))
        .or(() -> first(usable, "value", number -> number.path("primary").asBoolean()))
        .or(() -> first(usable, "value", number -> true))
        .flatMap(Contacts::e164)
        .or(() -> first(numbers, "value", number -> true));
  }

  /** Tells whether Cognito would take the text for an e-mail address. */
  public static boolean isAddress(@Nullable String text) {
    return text != null && text.length() <= MAX_ADDRESS_LENGTH && ADDRESS.matcher(text).matches();
  }

  /**
   * A telephone number as E.164, the only form Cognito holds. {@code tel:}, spaces, dashes, dots
   * and parentheses are dropped, {@code (0)} after a country code too, and {@code 00} in front
   * becomes {@code +}. A number without its country code cannot be completed by guessing.
   */
  public static Optional<String> e164(String number) {
    String text = number.strip();
    if (text.regionMatches(true, 0, "tel:", 0, 4)) {
      text = text.substring(4);
    }
    text = text.strip();
    if (text.startsWith("+") || text.startsWith("00")) {
      text = text.replace("(0)", "");
    }
    text = PHONE_SEPARATORS.matcher(text).replaceAll("");
    if (text.startsWith("00")) {
      text = "+" + text.substring(2);
    }
    return E164.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> best(JsonNode values, String part, String type) {
    List<JsonNode> all = new ArrayList<>();
    values.forEach(value -> all.add(value));
    return first(all, part, value -> value.path("primary").asBoolean())
        .or(() -> first(all, part, value -> hasType(value, type)))
        .or(() -> first(all, part, value -> true));
  }

  private static Optional<String> first(
      List<JsonNode> values, String part, Predicate<JsonNode> wanted) {
    return values.stream()
        .filter(wanted)
        .flatMap(value -> text(value.path(part)).stream())
        .findFirst();
  }

  private static boolean hasType(JsonNode value, String type) {
    return value.path("type").asText().equalsIgnoreCase(type);
  }

  private static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
