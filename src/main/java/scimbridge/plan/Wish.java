package scimbridge.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Password;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Obstacle;

/** What an account should be, as policy and mapping say. */
public sealed interface Wish {

  /**
   * No account.
   *
   * @param undone whether it was made for a change that was refused: taking it back is no deletion
   *     that an app could be forbidden
   */
  record Gone(boolean undone) implements Wish {
    /** No account any more. */
    public Gone() {
      this(false);
    }
  }

  /** No access: if there is an account, it is disabled, and else as it is. */
  record Barred() implements Wish {}

  /** Whatever it is. */
  record Left() implements Wish {}

  /**
   * An account with all of this.
   *
   * @param username what AdminCreateUser is given: in e-mail pools the address
   * @param attributes what a new account gets; of these, an existing one gets the governed ones
   * @param governed the attributes that may be written to an existing account; one that is absent
   *     from {@code attributes} is removed there
   * @param enabled whether it may sign in
   * @param groups the Cognito groups it should be in
   * @param retiring names of groups that are on their way out: never joined, never left
   * @param password a password that the current request brought, or null
   * @param aliases the attributes whose values are sign-in names of the account beside its Username
   * @param identity who it is at the external identity provider that its pool links accounts to, or
   *     null if nothing is to be linked
   * @param obstacles why it cannot be created, if it has to be
   */
  record Account(
      String username,
      SortedMap<String, String> attributes,
      SortedSet<String> governed,
      boolean enabled,
      SortedSet<String> groups,
      SortedSet<String> retiring,
      @Nullable Password password,
      SortedSet<String> aliases,
      @Nullable FederatedIdentity identity,
      List<Obstacle> obstacles)
      implements Wish {
    /** Copies the collections. */
    public Account {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
      governed = Collections.unmodifiableSortedSet(new TreeSet<>(governed));
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
      retiring = Collections.unmodifiableSortedSet(new TreeSet<>(retiring));
      aliases = Collections.unmodifiableSortedSet(new TreeSet<>(aliases));
      obstacles = List.copyOf(obstacles);
    }

    /** An account in a pool without aliases and without federation. */
    public Account(
        String username,
        SortedMap<String, String> attributes,
        SortedSet<String> governed,
        boolean enabled,
        SortedSet<String> groups,
        SortedSet<String> retiring,
        @Nullable Password password) {
      this(
          username,
          attributes,
          governed,
          enabled,
          groups,
          retiring,
          password,
          new TreeSet<>(),
          null,
          List.of());
    }

    /** The same, its password set or dropped. */
    public Account withoutPassword() {
      return withPassword(null);
    }

    /** The same with a password that the current request brought. */
    public Account withPassword(@Nullable Password brought) {
      return new Account(
          username,
          attributes,
          governed,
          enabled,
          groups,
          retiring,
          brought,
          aliases,
          identity,
          obstacles);
    }

    /** The same, enabled or not. */
    public Account withEnabled(boolean isEnabled) {
      return new Account(
          username,
          attributes,
          governed,
          isEnabled,
          groups,
          retiring,
          password,
          aliases,
          identity,
          obstacles);
    }

    /** The same with other attributes that may be written. */
    public Account governing(SortedSet<String> others) {
      return new Account(
          username,
          attributes,
          others,
          enabled,
          groups,
          retiring,
          password,
          aliases,
          identity,
          obstacles);
    }

    /** Nothing but that it leaves the groups that it is not to be in; it has no access. */
    public Account leavingOnly() {
      SortedSet<String> kept = new TreeSet<>(groups);
      kept.addAll(retiring);
      return new Account(
          username,
          attributes,
          new TreeSet<>(),
          false,
          new TreeSet<>(),
          kept,
          null,
          new TreeSet<>(),
          null,
          obstacles);
    }

    @Override
    public String toString() {
      return "Account["
          + username
          + ", "
          + attributes.keySet()
          + ", enabled="
          + enabled
          + ", "
          + groups
          + "]";
    }
  }
}
