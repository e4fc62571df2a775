package scimbridge.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.FederatedIdentity;

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
   * @param attributes the mapped attributes that have a value; under {@link
   *     FederatedIdentity#IDENTITIES} the identity it is linked to
   * @param enabled whether it may sign in
   * @param groups the Cognito groups it is in, as far as they are ours
   * @param ready whether its creation has come to its end, with whatever prepares the first sign-in
   * @param ours whether the bridge made it or was told to adopt it
   * @param federated whether it was made by signing in at an external identity provider
   *     (EXTERNAL_PROVIDER): each sign-in there writes its attributes again
   */
  record Present(
      String username,
      @Nullable String sub,
      SortedMap<String, String> attributes,
      boolean enabled,
      SortedSet<String> groups,
      boolean ready,
      boolean ours,
      boolean federated)
      implements Sight {
    /** Copies the collections. */
    public Present {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    /** An account that was not made by signing in at an external identity provider. */
    public Present(
        String username,
        @Nullable String sub,
        SortedMap<String, String> attributes,
        boolean enabled,
        SortedSet<String> groups,
        boolean ready,
        boolean ours) {
      this(username, sub, attributes, enabled, groups, ready, ours, false);
    }

    /** The identity it is linked to, or null. */
    @Nullable FederatedIdentity identity() {
      return FederatedIdentity.parse(attributes.get(FederatedIdentity.IDENTITIES));
    }

    /** The same with other attributes. */
    public Present withAttributes(SortedMap<String, String> others) {
      return new Present(username, sub, others, enabled, groups, ready, ours, federated);
    }

    /** The same in other groups. */
    public Present withGroups(SortedSet<String> others) {
      return new Present(username, sub, attributes, enabled, others, ready, ours, federated);
    }

    /** The same, allowed to sign in or not. */
    public Present withEnabled(boolean other) {
      return new Present(username, sub, attributes, other, groups, ready, ours, federated);
    }

    /** The same with its creation at an end. */
    public Present withReady() {
      return new Present(username, sub, attributes, enabled, groups, true, ours, federated);
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
