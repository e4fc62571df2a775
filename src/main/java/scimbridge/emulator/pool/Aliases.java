package scimbridge.emulator.pool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which other names a user can be called by. In a pool with username attributes every e-mail or
 * phone number is one, verified or not; in a pool with alias attributes e-mail and phone number are
 * names once they are verified.
 */
public final class Aliases {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{1,15}");

  private Aliases() {}

  /** The active aliases of a user: attribute name to the value as the pool compares it. */
  public static Map<String, String> of(Pool pool, User user) {
    Map<String, String> aliases = new LinkedHashMap<>();
    for (String name : List.of("email", "phone_number")) {
      boolean verified = "true".equals(user.attribute(name + "_verified"));
      if (pool.usernameAttributes().contains(name)
          || (pool.aliasAttributes().contains(name) && verified)) {
        put(pool, user, name, aliases);
      }
    }
    if (pool.aliasAttributes().contains("preferred_username")) {
      put(pool, user, "preferred_username", aliases);
    }
    return aliases;
  }

  /** Whether a text has the form of an e-mail address. */
  public static boolean isEmail(String text) {
    return EMAIL.matcher(text).matches();
  }

  /** Whether a text is a phone number as Cognito wants it: E.164 with its plus sign. */
  public static boolean isPhone(String text) {
    return PHONE.matcher(text).matches();
  }

  private static void put(Pool pool, User user, String name, Map<String, String> aliases) {
    String value = user.attribute(name);
    if (value != null && !value.isEmpty()) {
      aliases.put(name, pool.fold(value));
    }
  }
}
