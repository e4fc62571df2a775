package scimbridge.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user pool is, as DescribeUserPool told: fixed when the pool was made, so it is read once
 * and kept.
 *
 * @param kind what a Username is in it
 * @param caseSensitive whether Usernames that differ only in case are different; a pool that is not
 *     answers in lower case
 * @param attributes its schema by attribute name, custom attributes with their {@code custom:}
 *     prefix
 */
public record PoolTraits(
    Kind kind, boolean caseSensitive, Map<String, AttributeTraits> attributes) {
  /** Copies the map. */
  public PoolTraits {
    attributes = Map.copyOf(attributes);
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
