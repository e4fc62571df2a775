package scimbridge.emulator.operation;

import java.security.SecureRandom;
import java.util.Map;
import scimbridge.emulator.store.Store;

/** All operations by name. */
public final class Operations {
  private Operations() {}

  /** The operations over a store. */
  public static Map<String, Operation> over(Store store) {
    PageTokens tokens =
        new PageTokens(store.write(in -> in.secrets().orCreate("paging", Operations::key)));
    return Map.ofEntries(
        Map.entry("AddCustomAttributes", new AddCustomAttributes(store)),
        Map.entry("AdminAddUserToGroup", new AdminAddUserToGroup(store)),
        Map.entry("AdminCreateUser", new AdminCreateUser(store)),
        Map.entry("AdminDeleteUser", new AdminDeleteUser(store)),
        Map.entry("AdminDeleteUserAttributes", new AdminDeleteUserAttributes(store)),
        Map.entry("AdminDisableUser", new AdminDisableUser(store)),
        Map.entry("AdminEnableUser", new AdminEnableUser(store)),
        Map.entry("AdminGetUser", new AdminGetUser(store)),
        Map.entry("AdminListGroupsForUser", new AdminListGroupsForUser(store, tokens)),
        Map.entry("AdminRemoveUserFromGroup", new AdminRemoveUserFromGroup(store)),
        Map.entry("AdminSetUserPassword", new AdminSetUserPassword(store)),
        Map.entry("AdminUpdateUserAttributes", new AdminUpdateUserAttributes(store)),
        Map.entry("AdminUserGlobalSignOut", new AdminUserGlobalSignOut(store)),
        Map.entry("CreateGroup", new CreateGroup(store)),
        Map.entry("CreateUserPool", new CreateUserPool(store)),
        Map.entry("DeleteGroup", new DeleteGroup(store)),
        Map.entry("DeleteUserPool", new DeleteUserPool(store)),
        Map.entry("DescribeUserPool", new DescribeUserPool(store)),
        Map.entry("GetGroup", new GetGroup(store)),
        Map.entry("ListGroups", new ListGroups(store, tokens)),
        Map.entry("ListUserPools", new ListUserPools(store, tokens)),
        Map.entry("ListUsers", new ListUsers(store, tokens)),
        Map.entry("ListUsersInGroup", new ListUsersInGroup(store, tokens)),
        Map.entry("UpdateGroup", new UpdateGroup(store)));
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
