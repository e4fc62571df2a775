package scimbridge.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.policy.FederatedIdentity;

/**
 * One call of the Cognito user pools API, as a value. Record names are the API's operation names.
 *
 * <p>{@code toString} shows no attribute values, since plans are logged; {@link #describe()} is the
 * sentence for people.
 */
public sealed interface CognitoCall {
  /** The pool it goes to. */
  PoolId pool();

  /** What it does, in one sentence without personal data other than the Username. */
  String describe();

  /** The API's name of the operation. */
  default String operation() {
    return getClass().getSimpleName();
  }

  /** Whether it reads only. */
  default boolean reads() {
    return false;
  }

  /** Whether it takes access away; the sign-out that follows a disabling only hastens it. */
  default boolean takesAccess() {
    return false;
  }

  /** A call about one account. */
  sealed interface OnAccount extends CognitoCall {
    /** The Username by which Cognito finds the account. */
    String username();

    /**
     * Whether the call makes the account a monthly active user, which AWS bills. AWS names
     * creation, changes of attributes, groups and password, revocation and AdminGetUser; of
     * disabling and deleting its pages differ, so both are counted.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html">Quotas</a>
     */
    default boolean makesActive() {
      return true;
    }
  }

  /** A call about one group of the pool. */
  sealed interface OnGroup extends CognitoCall {
    /** The Cognito GroupName. */
    String groupName();
  }

  /** How a new account's owner is told of it. */
  enum Invitation {
    /** Not by Cognito (MessageAction SUPPRESS). */
    NONE,
    /** By e-mail, with a temporary password. */
    EMAIL,
    /** By text message, with a temporary password. */
    SMS
  }

  /**
   * Creates an account without taking an alias from anybody (ForceAliasCreation false).
   *
   * @param temporaryPassword what the user signs in with once and then changes; null for one that
   *     Cognito makes up
   */
  record AdminCreateUser(
      PoolId pool,
      String username,
      SortedMap<String, String> attributes,
      Invitation invitation,
      @Nullable Password temporaryPassword)
      implements OnAccount {
    /** Copies the map. */
    public AdminCreateUser {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** Creates it without telling anybody. */
    public AdminCreateUser(PoolId pool, String username, SortedMap<String, String> attributes) {
      this(pool, username, attributes, Invitation.NONE, null);
    }

    @Override
    public String describe() {
      String told =
          switch (invitation) {
            case NONE -> "";
            case EMAIL -> " and invite its owner by e-mail";
            case SMS -> " and invite its owner by text message";
          };
      String with = temporaryPassword == null ? "" : " with a temporary password";
      return "create account '" + username + "' in pool " + pool + with + told;
    }

    @Override
    public String toString() {
      return "AdminCreateUser[" + pool + ", " + username + ", " + attributes.keySet() + "]";
    }
  }

  /** Sets attributes; an empty value deletes the attribute, so one call does both. */
  record AdminUpdateUserAttributes(
      PoolId pool, String username, SortedMap<String, String> attributes) implements OnAccount {
    /** Copies the map. */
    public AdminUpdateUserAttributes {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    @Override
    public String describe() {
      return "set "
          + String.join(", ", attributes.keySet())
          + " of account '"
          + username
          + "' in pool "
          + pool;
    }

    @Override
    public String toString() {
      return "AdminUpdateUserAttributes["
          + pool
          + ", "
          + username
          + ", "
          + attributes.keySet()
          + "]";
    }
  }

  /** Lets the account sign in again. */
  record AdminEnableUser(PoolId pool, String username) implements OnAccount {
    @Override
    public String describe() {
      return "enable account '" + username + "' in pool " + pool;
    }
  }

  /** Stops sign-in and revokes the account's tokens. */
  record AdminDisableUser(PoolId pool, String username) implements OnAccount {
    @Override
    public boolean takesAccess() {
      return true;
    }

    @Override
    public String describe() {
      return "disable account '" + username + "' in pool " + pool;
    }
  }

  /** Ends all sessions. */
  record AdminUserGlobalSignOut(PoolId pool, String username) implements OnAccount {
    @Override
    public String describe() {
      return "sign account '" + username + "' out everywhere in pool " + pool;
    }
  }

  /**
   * Sets a password.
   *
   * @param password null for a random one that nobody knows
   * @param permanent whether the user may keep it; else Cognito has it changed at the next sign-in
   */
  record AdminSetUserPassword(
      PoolId pool, String username, @Nullable Password password, boolean permanent)
      implements OnAccount {
    /** Sets a permanent password. */
    public AdminSetUserPassword(PoolId pool, String username, @Nullable Password password) {
      this(pool, username, password, true);
    }

    @Override
    public String describe() {
      return password == null
          ? "confirm account '" + username + "' in pool " + pool + " with a random password"
          : "set the "
              + (permanent ? "" : "temporary ")
              + "password of account '"
              + username
              + "' in pool "
              + pool;
    }
  }

  /**
   * Lets an identity of an external provider, which has not signed in yet, sign in as the account.
   */
  record AdminLinkProviderForUser(PoolId pool, String username, FederatedIdentity identity)
      implements OnAccount {
    @Override
    public String describe() {
      return "link account '"
          + username
          + "' in pool "
          + pool
          + " to its identity at provider '"
          + identity.provider()
          + "'";
    }
  }

  /** Ends that. */
  record AdminDisableProviderForUser(PoolId pool, String username, FederatedIdentity identity)
      implements OnAccount {
    @Override
    public boolean takesAccess() {
      return true;
    }

    @Override
    public String describe() {
      return "unlink account '"
          + username
          + "' in pool "
          + pool
          + " from an identity at provider '"
          + identity.provider()
          + "'";
    }
  }

  /** Deletes the account for good. */
  record AdminDeleteUser(PoolId pool, String username) implements OnAccount {
    @Override
    public boolean takesAccess() {
      return true;
    }

    @Override
    public String describe() {
      return "delete account '" + username + "' from pool " + pool;
    }
  }

  /** Gives the account a group. */
  record AdminAddUserToGroup(PoolId pool, String username, String groupName) implements OnAccount {
    @Override
    public String describe() {
      return "add account '" + username + "' to group '" + groupName + "' in pool " + pool;
    }
  }

  /** Takes a group from the account. */
  record AdminRemoveUserFromGroup(PoolId pool, String username, String groupName)
      implements OnAccount {
    @Override
    public boolean takesAccess() {
      return true;
    }

    @Override
    public String describe() {
      return "remove account '" + username + "' from group '" + groupName + "' in pool " + pool;
    }
  }

  /** Creates a group. */
  record CreateGroup(PoolId pool, String groupName) implements OnGroup {
    @Override
    public String describe() {
      return "create group '" + groupName + "' in pool " + pool;
    }
  }

  /** Deletes a group and with it every membership. */
  record DeleteGroup(PoolId pool, String groupName) implements OnGroup {
    @Override
    public boolean takesAccess() {
      return true;
    }

    @Override
    public String describe() {
      return "delete group '" + groupName + "' from pool " + pool;
    }
  }

  /**
   * Reads one account; it makes the user a monthly active user, so only uncertainty asks for it.
   */
  record AdminGetUser(PoolId pool, String username) implements OnAccount {
    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "look at account '" + username + "' in pool " + pool;
    }
  }

  /** Reads the groups of one account. */
  record AdminListGroupsForUser(PoolId pool, String username) implements OnAccount {
    @Override
    public boolean makesActive() {
      return false;
    }

    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "look at the groups of account '" + username + "' in pool " + pool;
    }
  }

  /**
   * Reads a page of the pool's accounts with their attributes, which bills nobody. It is eventually
   * consistent: what was changed a moment ago may be missing.
   *
   * @param paginationToken where the page before ended, or null for the first; valid for an hour
   */
  record ListUsers(PoolId pool, @Nullable String paginationToken) implements CognitoCall {
    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "list accounts of pool " + pool;
    }

    @Override
    public String toString() {
      return "ListUsers[" + pool + "]";
    }
  }

  /**
   * Reads a page of the pool's groups.
   *
   * @param nextToken where the page before ended, or null for the first; valid for an hour
   */
  record ListGroups(PoolId pool, @Nullable String nextToken) implements CognitoCall {
    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "list groups of pool " + pool;
    }

    @Override
    public String toString() {
      return "ListGroups[" + pool + "]";
    }
  }

  /**
   * Reads a page of the accounts in one group.
   *
   * @param nextToken where the page before ended, or null for the first; valid for an hour
   */
  record ListUsersInGroup(PoolId pool, String groupName, @Nullable String nextToken)
      implements OnGroup {
    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "list accounts in group '" + groupName + "' of pool " + pool;
    }

    @Override
    public String toString() {
      return "ListUsersInGroup[" + pool + ", " + groupName + "]";
    }
  }

  /** Reads one group. */
  record GetGroup(PoolId pool, String groupName) implements OnGroup {
    @Override
    public boolean reads() {
      return true;
    }

    @Override
    public String describe() {
      return "look at group '" + groupName + "' in pool " + pool;
    }
  }
}
