package scimbridge.policy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Fold;

/**
 * What a user pool is, as DescribeUserPool told: fixed when the pool was made, so it is read once
 * and kept.
 *
 * @param kind what a Username is in it
 * @param caseSensitive whether Usernames that differ only in case are different; a pool that is not
 *     answers in lower case
 * @param attributes its schema by attribute name, custom attributes with their {@code custom:}
 *     prefix
 * @param aliases the attributes by whose value an account signs in too; empty unless ALIAS
 * @param oneTimePasswords the attributes to which the pool sends one-time passwords to sign in with
 *     instead of a password; unlike the rest, this can be changed in the pool
 */
public record PoolTraits(
    Kind kind,
    boolean caseSensitive,
    Map<String, AttributeTraits> attributes,
    Set<String> aliases,
    Set<String> oneTimePasswords) {
  /** A number as Cognito takes it: plain digits, no exponent. */
  public static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,300}(\\.[0-9]{1,300})?");

  private static final Set<String> SIGN_IN_NAMES = Set.of("email", "preferred_username");

  /** Copies the map. */
  public PoolTraits {
    attributes = Map.copyOf(attributes);
    aliases = Set.copyOf(aliases);
    oneTimePasswords = Set.copyOf(oneTimePasswords);
  }

  /** A pool without aliases and with passwords only. */
  public PoolTraits(Kind kind, boolean caseSensitive, Map<String, AttributeTraits> attributes) {
    this(kind, caseSensitive, attributes, Set.of(), Set.of());
  }

  /**
   * Tells whether the pool holds what was written, though it may answer in another spelling.
   *
   * <p>A pool that is not case-sensitive answers sign-in names in lower case; numbers and booleans
   * compare by value. Everything else compares exactly: a change of letter case in a name is a
   * change.
   *
   * @param attribute Cognito attribute name
   * @param ours the value as it was written
   * @param theirs the value as it was read
   */
  public boolean sameValue(String attribute, String ours, String theirs) {
    if (ours.equals(theirs)) {
      return true;
    }
    if (SIGN_IN_NAMES.contains(attribute)) {
      return !caseSensitive && Fold.same(ours, theirs);
    }
    AttributeTraits held = attributes.get(attribute);
    return switch (held == null ? "String" : held.type()) {
      case "Boolean" -> ours.equalsIgnoreCase(theirs);
      case "Number" ->
          NUMBER.matcher(ours).matches()
              && NUMBER.matcher(theirs).matches()
              && new BigDecimal(ours).compareTo(new BigDecimal(theirs)) == 0;
      default -> false;
    };
  }

  /** What a Username is. */
  public enum Kind {
    /** Whatever the caller passes. */
    PLAIN,
    /** The caller passes an e-mail address; Cognito makes Username a UUID equal to {@code sub}. */
    EMAIL,
    /** The caller passes a phone number; Cognito makes Username a UUID equal to {@code sub}. */
    PHONE,
    /** Whatever the caller passes, and verified e-mail, phone or preferred_username sign in too. */
    ALIAS
  }

  /**
   * One attribute of the pool's schema.
   *
   * @param type String, Number, DateTime or Boolean, as Cognito names it
   * @param mutable whether it can be changed after creation
   * @param required whether the pool wants it from everybody
   * @param minLength characters a string needs, if bounded
   * @param maxLength characters a string may have, if bounded
   * @param minValue least number, if bounded
   * @param maxValue greatest number, if bounded
   */
  public record AttributeTraits(
      String type,
      boolean mutable,
      boolean required,
      @Nullable Integer minLength,
      @Nullable Integer maxLength,
      @Nullable String minValue,
      @Nullable String maxValue) {}
}
