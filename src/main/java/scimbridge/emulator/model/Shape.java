package scimbridge.emulator.model;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The type of a value in a request, with its limits. */
public sealed interface Shape {

  /** The model's name of it. */
  String name();

  /** Whether error texts must not repeat the value. */
  default boolean secret() {
    return false;
  }

  /** Inclusive limits; an open side is {@link Long#MIN_VALUE} or {@link Long#MAX_VALUE}. */
  record Range(long min, long max) {
    boolean hasMin() {
      return min != Long.MIN_VALUE;
    }

    boolean hasMax() {
      return max != Long.MAX_VALUE;
    }
  }

  /** An object with known members. */
  record Structure(String name, boolean secret, Map<String, Member> members) implements Shape {}

  /** A member of a structure. */
  record Member(String shape, boolean required) {}

  /** An array. */
  record Listing(String name, boolean secret, Range size, String member) implements Shape {}

  /** An object with free keys. */
  record Mapping(String name, boolean secret, Range size, String key, String value)
      implements Shape {}

  /** Text; the length counts UTF-16 units. */
  record Text(String name, boolean secret, Range length, @Nullable Pattern pattern)
      implements Shape {}

  /** One of some words. */
  record Choice(String name, List<String> values) implements Shape {}

  /** A whole number. */
  record Whole(String name, Range range) implements Shape {}

  /** True or false. */
  record Flag(String name) implements Shape {}
}
