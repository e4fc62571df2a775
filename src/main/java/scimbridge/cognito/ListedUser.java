package scimbridge.cognito;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account as a listing shows it.
 *
 * @param username Cognito's Username
 * @param sub Cognito's {@code sub}; null only if the answer did not say
 * @param attributes all attributes that have a value, {@code sub} among them
 * @param enabled whether it may sign in
 * @param status UserStatus as Cognito names it
 * @param createdAt UserCreateDate
 * @param lastModified UserLastModifiedDate
 */
public record ListedUser(
    String username,
    @Nullable String sub,
    SortedMap<String, String> attributes,
    boolean enabled,
    String status,
    Instant createdAt,
    Instant lastModified) {
  /** Copies the map. */
  public ListedUser {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  @Override
  public String toString() {
    return "ListedUser[" + username + ", " + status + ", enabled=" + enabled + "]";
  }
}
