package scimbridge.plan;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.CognitoCall.GetGroup;
import scimbridge.plan.CognitoCall.ListGroups;
import scimbridge.plan.CognitoCall.ListUsers;
import scimbridge.plan.CognitoCall.ListUsersInGroup;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;

/**
 * The API operations that plans for an app in a pool can hold, those that look at the pool, list it
 * and add attributes to it, and no other: what the bridge's credentials have to be allowed there.
 */
public final class IamActions {
  private final SortedSet<String> actions = new TreeSet<>();

  private IamActions() {}

  /**
   * The operations, by the names that AWS gives them, without {@code cognito-idp:}.
   *
   * <p>Disabling, signing out, leaving groups and looking an account up are always among them:
   * removal of access is never switched off. So is deleting an account while creating is on, since
   * one that was made for a request that is then refused is taken back.
   *
   * @param addAttributes whether the bridge may add attributes to the pool's schema
   * @param listing whether accounts and groups are listed, as {@code import} and {@code reconcile}
   *     do
   */
  public static SortedSet<String> of(App app, Pool pool, boolean addAttributes, boolean listing) {
    IamActions all = new IamActions();
    all.add(true, "DescribeUserPool");
    all.add(addAttributes, "AddCustomAttributes");
    all.add(listing, ListUsers.class);
    all.add(listing, ListGroups.class);
    all.add(listing, ListUsersInGroup.class);
    all.accounts(app.operations(), pool);
    if (usesGroups(app, pool)) {
      all.groups(app.operations());
    }
    return Collections.unmodifiableSortedSet(all.actions);
  }

  private static boolean usesGroups(App app, Pool pool) {
    return app.groups().which() != GroupRules.Which.NONE
        || app.policies().stream()
            .anyMatch(policy -> policy.pools().contains(pool.id()) && !policy.grants().isEmpty());
  }

  private void accounts(Operations operations, Pool pool) {
    boolean writes = operations.create() || operations.update();
    boolean linked = pool.federation() != null;
    boolean confirms = operations.create() && pool.firstSignIn() == FirstSignIn.CONFIRMED;
    boolean passwords =
        operations.passwordSync() != PasswordSync.OFF && pool.firstSignIn().takesPasswords();
    add(true, AdminGetUser.class);
    add(true, AdminListGroupsForUser.class);
    add(true, AdminDisableUser.class);
    add(pool.signOut(), AdminUserGlobalSignOut.class);
    add(operations.create(), AdminCreateUser.class);
    add(writes, AdminUpdateUserAttributes.class);
    add(operations.update(), AdminEnableUser.class);
    add(operations.create() || operations.delete(), AdminDeleteUser.class);
    add(confirms || passwords, AdminSetUserPassword.class);
    add(linked && writes, AdminLinkProviderForUser.class);
    add(linked, AdminDisableProviderForUser.class);
  }

  private void groups(Operations operations) {
    add(operations.create() || operations.update(), AdminAddUserToGroup.class);
    add(true, AdminRemoveUserFromGroup.class);
    add(operations.create() || operations.delete(), GetGroup.class);
    add(operations.create(), CreateGroup.class);
    add(operations.create() || operations.delete(), DeleteGroup.class);
  }

  private void add(boolean needed, Class<? extends CognitoCall> call) {
    add(needed, call.getSimpleName());
  }

  private void add(boolean needed, String action) {
    if (needed) {
      actions.add(action);
    }
  }
}
