package scimbridge.emulator.pool;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.CognitoError;

/** How attributes of a user come about and change. */
public final class Attributes {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final List<String> VERIFIABLE = List.of("email", "phone_number");
  private static final List<String> FOLDED = List.of("email", "preferred_username");

  private Attributes() {}

  /**
   * The attributes of a new user.
   *
   * @throws CognitoError when a value does not fit the schema
   */
  public static Map<String, String> create(Pool pool, Map<String, String> given) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String complaint =
          entry.getKey().equals("sub") || entry.getKey().equals("identities")
              ? "Attribute cannot be set."
              : complaint(pool, entry.getKey(), entry.getValue());
      if (complaint != null) {
        throw CognitoError.invalidParameter(
            "Attributes did not conform to the schema: " + entry.getKey() + ": " + complaint);
      }
      if (!entry.getValue().isEmpty()) {
        attributes.put(entry.getKey(), shown(pool, entry.getKey(), entry.getValue()));
      }
    }
    if (pool.aliasAttributes().contains("preferred_username")
        && attributes.containsKey("preferred_username")) {
      throw CognitoError.invalidParameter(
          "Preferred username cannot be provided for unconfirmed account, since user pool is"
              + " configured for preferred username alias.");
    }
    checkVerifiedHaveValues(attributes);
    return attributes;
  }

  /**
   * The attributes of a user after an update. A blank value removes one. A new e-mail or phone
   * number that is not said to be verified is unverified; where the pool wants it verified first,
   * the old value stays.
   *
   * @throws CognitoError when a value does not fit the schema, or an attribute cannot change
   */
  public static Map<String, String> update(Pool pool, User user, Map<String, String> given) {
    Map<String, String> attributes = new LinkedHashMap<>(user.attributes());
    for (Map.Entry<String, String> entry : given.entrySet()) {
      checkChangeable(pool, entry.getKey());
      String complaint = complaint(pool, entry.getKey(), entry.getValue());
      if (complaint != null) {
        throw CognitoError.invalidParameter("user." + entry.getKey() + ": " + complaint);
      }
    }
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().isEmpty()) {
        remove(pool, attributes, name);
        continue;
      }
      if (VERIFIABLE.contains(name) && !"true".equals(given.get(name + "_verified"))) {
        if (pool.verifiesBeforeUpdate(name)) {
          continue;
        }
        attributes.put(name + "_verified", "false");
      }
      attributes.put(name, shown(pool, name, entry.getValue()));
    }
    checkVerifiedHaveValues(attributes);
    return attributes;
  }

  /**
   * The attributes of a user after some were deleted. One that is not set is no error.
   *
   * @throws CognitoError when an attribute is unknown, immutable or required
   */
  public static Map<String, String> delete(Pool pool, User user, List<String> names) {
    Map<String, String> attributes = new LinkedHashMap<>(user.attributes());
    for (String name : names) {
      checkChangeable(pool, name);
    }
    for (String name : names) {
      remove(pool, attributes, name);
    }
    return attributes;
  }

  /** Required attributes that a user does not have; it is asked for them at its first sign-in. */
  public static List<String> missing(Pool pool, User user) {
    return pool.schema().all().stream()
        .filter(definition -> definition.required() && !definition.name().equals("sub"))
        .map(AttributeDefinition::name)
        .filter(name -> user.attribute(name) == null)
        .toList();
  }

  private static void remove(Pool pool, Map<String, String> attributes, String name) {
    AttributeDefinition definition = pool.schema().find(name);
    if (definition != null && definition.required()) {
      throw CognitoError.invalidParameter(
          "user." + name + ": Required attribute cannot be deleted.");
    }
    // A pool whose users sign in with one of these has no other name for them.
    if (pool.usernameAttributes().contains(name)
        && pool.usernameAttributes().stream()
            .noneMatch(other -> !other.equals(name) && attributes.containsKey(other))) {
      throw CognitoError.invalidParameter("user." + name + ": Attribute cannot be deleted.");
    }
    attributes.remove(name);
    if (VERIFIABLE.contains(name)) {
      attributes.remove(name + "_verified");
    }
  }

  private static void checkChangeable(Pool pool, String name) {
    AttributeDefinition definition = pool.schema().find(name);
    if (definition == null) {
      throw CognitoError.invalidParameter(
          "user." + name + ": Attribute does not exist in the schema.");
    }
    if (!definition.mutable() || name.equals("identities")) {
      throw CognitoError.invalidParameter("user." + name + ": Attribute cannot be updated.");
    }
  }

  private static void checkVerifiedHaveValues(Map<String, String> attributes) {
    if (attributes.containsKey("email_verified") && !attributes.containsKey("email")) {
      throw CognitoError.invalidParameter("Email is required to verify/un-verify an email");
    }
    if (attributes.containsKey("phone_number_verified")
        && !attributes.containsKey("phone_number")) {
      throw CognitoError.invalidParameter(
          "Phone Number is required to verify/un-verify a phone number");
    }
  }

  private static String shown(Pool pool, String name, String value) {
    return FOLDED.contains(name) ? pool.fold(value) : value;
  }

  /** What is wrong with a value, null when nothing is; a blank value is no value. */
  private static @Nullable String complaint(Pool pool, String name, String value) {
    AttributeDefinition definition = pool.schema().find(name);
    if (definition == null) {
      return "Attribute does not exist in the schema.";
    }
    if (value.isEmpty()) {
      return null;
    }
    if (name.equals("email") && !Aliases.isEmail(value)) {
      throw CognitoError.invalidParameter("Invalid email address format.");
    }
    if (name.equals("phone_number") && !Aliases.isPhone(value)) {
      throw CognitoError.invalidParameter("Invalid phone number format.");
    }
    return switch (definition.type()) {
      case STRING -> outside(definition, value.length(), "String length");
      case NUMBER ->
          WHOLE_NUMBER.matcher(value).matches()
              ? outside(definition, Long.parseLong(value), "Number value")
              : "Value is not a number.";
      case BOOLEAN ->
          value.equals("true") || value.equals("false") ? null : "Value is not a boolean.";
      case DATE_TIME -> isPointInTime(value) ? null : "Value is not a date time.";
    };
  }

  private static @Nullable String outside(AttributeDefinition definition, long size, String what) {
    Long min = definition.min();
    Long max = definition.max();
    if (min != null && size < min) {
      return what + " must be at least " + min + ".";
    }
    if (max != null && size > max) {
      return what + " must be at most " + max + ".";
    }
    return null;
  }

  private static boolean isPointInTime(String value) {
    if (WHOLE_NUMBER.matcher(value).matches()) {
      return true;
    }
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
