package scimbridge.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The governed attributes in which an account differs from the wish. */
final class AttributeChanges {
  private AttributeChanges() {}

  /**
   * What one AdminUpdateUserAttributes has to carry. An address goes with its verified flag even
   * when the flag stays as it was: changing one without the other makes Cognito take the address
   * for unverified. A flag is never removed; Cognito forgets it with its address.
   */
  static SortedMap<String, String> between(Wish.Account wish, Sight.Present seen) {
    SortedMap<String, String> changes = new TreeMap<>();
    for (String name : wish.governed()) {
      String wished = wish.attributes().get(name);
      String found = seen.attributes().get(name);
      if (wished == null ? found != null && !isFlag(name) : !wished.equals(found)) {
        changes.put(name, wished == null ? "" : wished);
      }
    }
    for (String name : List.copyOf(changes.keySet())) {
      String flag = flagOf(name);
      String value = flag == null ? null : wish.attributes().get(flag);
      if (flag != null && value != null && wish.governed().contains(flag)) {
        changes.put(flag, value);
      }
    }
    return changes;
  }

  /**
   * The alias value that an update with these changes would claim for the account, or null: it
   * claims one by setting it, and by setting its flag.
   */
  static @Nullable String claimed(
      String alias, Wish.Account wish, SortedMap<String, String> changes) {
    String flag = flagOf(alias);
    String value = wish.attributes().get(alias);
    boolean touched = changes.containsKey(alias) || (flag != null && changes.containsKey(flag));
    boolean active = flag == null || "true".equals(wish.attributes().get(flag));
    return touched && active ? value : null;
  }

  /** The flag that belongs to an attribute, or null if none does. */
  static @Nullable String flagOf(String attribute) {
    return switch (attribute) {
      case "email" -> "email_verified";
      case "phone_number" -> "phone_number_verified";
      default -> null;
    };
  }

  /** The attribute that a flag belongs to; any other is its own. */
  static String flagged(String attribute) {
    return switch (attribute) {
      case "email_verified" -> "email";
      case "phone_number_verified" -> "phone_number";
      default -> attribute;
    };
  }

  /** Tells whether the attribute is such a flag. */
  private static boolean isFlag(String attribute) {
    return !flagged(attribute).equals(attribute);
  }
}
