package scimbridge.emulator.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user of a pool.
 *
 * @param id the store's key
 * @param sub the generated subject
 * @param created milliseconds since the epoch
 * @param modified milliseconds since the epoch
 * @param attributes values by name, in the order they were first set; without {@code sub}
 */
public record User(
    long id,
    String username,
    String sub,
    UserStatus status,
    boolean enabled,
    long created,
    long modified,
    Map<String, String> attributes) {

  /** Keeps a copy of the attributes. */
  public User {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The value of an attribute, null when unset. */
  public @Nullable String attribute(String name) {
    return attributes.get(name);
  }

  /** The same user with other attributes. */
  public User withAttributes(Map<String, String> changed, long at) {
    return new User(id, username, sub, status, enabled, created, at, changed);
  }

  /** The same user in another state. */
  public User withStatus(UserStatus changed, long at) {
    return new User(id, username, sub, changed, enabled, created, at, attributes);
  }

  /** The same user, enabled or not. */
  public User withEnabled(boolean changed, long at) {
    return new User(id, username, sub, status, changed, created, at, attributes);
  }
}
