package scimbridge.identity;

import java.util.Optional;
import java.util.UUID;

/**
 * The SCIM {@code id} of a user or group: a random UUID of ours, never reused (RFC 7643 §3.1).
 *
 * @param value the UUID in its canonical lower-case form
 */
public record ResourceId(String value) implements Comparable<ResourceId> {
  private static final int LENGTH = 36;

  /** Checks the form. */
  public ResourceId {
    if (value.length() != LENGTH || !UUID.fromString(value).toString().equals(value)) {
      throw new IllegalArgumentException("not a resource id");
    }
  }

  /** A new id that nobody has. */
  public static ResourceId random() {
    return new ResourceId(UUID.randomUUID().toString());
  }

  /** Reads an id that a client sent; empty if no resource can have it. */
  public static Optional<ResourceId> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ResourceId(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(ResourceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
