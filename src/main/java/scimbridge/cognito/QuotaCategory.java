package scimbridge.cognito;

import java.util.OptionalInt;
import scimbridge.plan.CognitoCall;

/**
 * Cognito's request-rate quotas, as the page "Quotas in Amazon Cognito" publishes them: requests
 * per second per account and region, all user pools together.
 */
public enum QuotaCategory {
  /** AdminCreateUser; can be raised. */
  USER_CREATION("UserCreation", 50),
  /** AdminGetUser; can be raised. */
  USER_READ("UserRead", 120),
  /** Everything that changes an existing account but its password. */
  USER_UPDATE("UserUpdate", 25),
  /** AdminSetUserPassword. */
  USER_ACCOUNT_RECOVERY("UserAccountRecovery", 30),
  /** ListUsers and ListUsersInGroup. */
  USER_LIST("UserList", 30),
  /** AdminListGroupsForUser; can be raised. */
  USER_RESOURCE_READ("UserResourceRead", 50),
  /** GetGroup, ListGroups. */
  USER_POOL_RESOURCE_READ("UserPoolResourceRead", 20),
  /** CreateGroup, DeleteGroup. */
  USER_POOL_RESOURCE_UPDATE("UserPoolResourceUpdate", 15);

  /** No operation on a pool's resources may be called more often than this, per pool. */
  static final int PER_POOL_OPERATION = 5;

  /** Reads, and likewise writes, of one user. */
  static final int PER_USER = 10;

  private final String published;
  private final int perSecond;

  QuotaCategory(String published, int perSecond) {
    this.published = published;
    this.perSecond = perSecond;
  }

  /** The name that AWS gives the category. */
  public String published() {
    return published;
  }

  /** Requests per second in an account that has raised nothing. */
  int perSecond() {
    return perSecond;
  }

  /** Whether AWS raises it on demand, so that an account can be asked what it has. */
  boolean adjustable() {
    return switch (this) {
      case USER_CREATION, USER_READ, USER_RESOURCE_READ -> true;
      default -> false;
    };
  }

  /** The category that a call counts in. */
  public static QuotaCategory of(CognitoCall call) {
    return switch (call) {
      case CognitoCall.AdminCreateUser create -> USER_CREATION;
      case CognitoCall.AdminGetUser get -> USER_READ;
      case CognitoCall.AdminUpdateUserAttributes update -> USER_UPDATE;
      case CognitoCall.AdminEnableUser enable -> USER_UPDATE;
      case CognitoCall.AdminDisableUser disable -> USER_UPDATE;
      case CognitoCall.AdminUserGlobalSignOut signOut -> USER_UPDATE;
      case CognitoCall.AdminDeleteUser delete -> USER_UPDATE;
      case CognitoCall.AdminAddUserToGroup add -> USER_UPDATE;
      case CognitoCall.AdminRemoveUserFromGroup remove -> USER_UPDATE;
      case CognitoCall.AdminLinkProviderForUser link -> USER_UPDATE;
      case CognitoCall.AdminDisableProviderForUser unlink -> USER_UPDATE;
      case CognitoCall.AdminSetUserPassword set -> USER_ACCOUNT_RECOVERY;
      case CognitoCall.AdminListGroupsForUser list -> USER_RESOURCE_READ;
      case CognitoCall.ListUsers list -> USER_LIST;
      case CognitoCall.ListUsersInGroup list -> USER_LIST;
      case CognitoCall.GetGroup get -> USER_POOL_RESOURCE_READ;
      case CognitoCall.ListGroups list -> USER_POOL_RESOURCE_READ;
      case CognitoCall.CreateGroup create -> USER_POOL_RESOURCE_UPDATE;
      case CognitoCall.DeleteGroup delete -> USER_POOL_RESOURCE_UPDATE;
    };
  }

  /** The cap that each operation of this category has in each pool by itself, if there is one. */
  OptionalInt perPoolAndOperation() {
    return switch (this) {
      case USER_POOL_RESOURCE_READ, USER_POOL_RESOURCE_UPDATE -> OptionalInt.of(PER_POOL_OPERATION);
      default -> OptionalInt.empty();
    };
  }

  /**
   * The most requests that one call can become: an account has at most 100 groups, which are two
   * pages.
   */
  public static int requests(CognitoCall call) {
    return call instanceof CognitoCall.AdminListGroupsForUser ? 2 : 1;
  }
}
