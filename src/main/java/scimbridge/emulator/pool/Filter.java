package scimbridge.emulator.pool;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.CognitoError;

/**
 * The filter of ListUsers: one searchable attribute, equal to a value or starting with it.
 *
 * @param value as it is compared: in lower case unless the attribute is searched by exact letters
 */
public record Filter(String attribute, boolean prefix, String value) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "\\s*(?:\"([^\"\\s]+)\"|([^\"\\s=^]+))\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*",
          Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
  private static final Set<String> EXACT = Set.of("username", "sub", "status");

  /** Attributes whose values are kept for searching, besides username and sub. */
  public static final Set<String> INDEXED =
      Set.of("email", "phone_number", "name", "given_name", "family_name", "preferred_username");

  private static final String STATUS = "cognito:user_status";

  /**
   * Parses a filter.
   *
   * @param text null or blank for no filter
   * @return null when everything matches
   * @throws CognitoError when it is no filter, or the attribute is not searchable
   */
  public static @Nullable Filter parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw CognitoError.invalidParameter("Error while parsing filter");
    }
    String attribute = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    if (!INDEXED.contains(attribute) && !EXACT.contains(attribute) && !attribute.equals(STATUS)) {
      throw CognitoError.invalidParameter("Invalid search attribute: " + attribute);
    }
    String value = ESCAPE.matcher(matcher.group(4)).replaceAll("$1");
    return new Filter(
        attribute, matcher.group(3).equals("^="), EXACT.contains(attribute) ? value : fold(value));
  }

  /** The value by which a user is found, null when it is not. */
  public @Nullable String matched(User user) {
    String found =
        switch (attribute) {
          case "username" -> user.username();
          case "sub" -> user.sub();
          default -> SearchTerms.of(user).get(attribute);
        };
    if (found == null) {
      return null;
    }
    return (prefix ? found.startsWith(value) : found.equals(value)) ? found : null;
  }

  /** How values of attributes that are searched in any case are kept. */
  public static String fold(String value) {
    return value.toLowerCase(Locale.ROOT);
  }
}
