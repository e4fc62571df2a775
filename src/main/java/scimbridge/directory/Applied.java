package scimbridge.directory;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was last applied to an account or seen of it.
 *
 * @param attributes the governed attributes
 * @param enabled whether it may sign in
 * @param groups the {@link PoolGroup#id() ids} of our pool groups it is in
 * @param ready whether the first sign-in was prepared
 * @param status UserStatus as last seen; null while there is none, and since its deletion was asked
 *     for without knowing the outcome
 * @param seenAt when Cognito last told or took something, or null
 */
public record Applied(
    SortedMap<String, String> attributes,
    boolean enabled,
    SortedSet<String> groups,
    boolean ready,
    @Nullable String status,
    @Nullable Instant seenAt) {
  /** Nothing ever. */
  public static final Applied NOTHING =
      new Applied(new TreeMap<>(), false, new TreeSet<>(), false, null, null);

  /** Copies the collections. */
  public Applied {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
  }

  Applied withAttributes(SortedMap<String, String> others) {
    return new Applied(others, enabled, groups, ready, status, seenAt);
  }

  Applied withEnabled(boolean now) {
    return new Applied(attributes, now, groups, ready, status, seenAt);
  }

  Applied withGroups(SortedSet<String> others) {
    return new Applied(attributes, enabled, others, ready, status, seenAt);
  }

  Applied unprepared() {
    return new Applied(attributes, enabled, groups, false, status, seenAt);
  }

  Applied withoutStatus() {
    return new Applied(attributes, enabled, groups, ready, null, seenAt);
  }

  Applied seenAt(@Nullable Instant then) {
    return new Applied(attributes, enabled, groups, ready, status, then);
  }
}
