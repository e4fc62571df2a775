package scimbridge.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known of an account: what we last applied, or what a read just showed. */
public sealed interface Sight {

  /** There is none. */
  record Absent() implements Sight {}

  /**
   * It is not known: a call's outcome was lost, or somebody may have changed the account.
   *
   * @param username the Username to look it up by
   */
  record Unclear(String username) implements Sight {}

  /**
   * It was seen, its groups were not.
   *
   * @param account all but its groups
   */
  record WithoutGroups(Present account) implements Sight {}

  /**
   * It is there.
   *
   * @param username Cognito's Username, by which every later call names it
   * @param sub Cognito's {@code sub}, if known
   * @param attributes the governed attributes that have a value
   * @param enabled whether it may sign in
   * @param groups the Cognito groups it is in, as far as they are ours
   * @param ready whether its first sign-in is prepared (see {@code firstSignIn})
   * @param ours whether the bridge made it or was told to adopt it
   */
  record Present(
      String username,
      @Nullable String sub,
      SortedMap<String, String> attributes,
      boolean enabled,
      SortedSet<String> groups,
      boolean ready,
      boolean ours)
      implements Sight {
    /** Copies the collections. */
    public Present {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    @Override
    public String toString() {
      return "Present["
          + username
          + ", "
          + attributes.keySet()
          + ", enabled="
          + enabled
          + ", "
          + groups
          + ", ready="
          + ready
          + ", ours="
          + ours
          + "]";
    }
  }
}
