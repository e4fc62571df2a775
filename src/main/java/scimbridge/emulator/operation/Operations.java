package scimbridge.emulator.operation;

import java.security.SecureRandom;
import java.util.Map;
import scimbridge.emulator.protocol.Sealer;
import scimbridge.emulator.quota.Quotas;
import scimbridge.emulator.store.Store;

/** All operations by name. */
public final class Operations {
  private Operations() {}

  /** The operations over a store. */
  public static Map<String, Operation> over(Store store, Quotas quotas, ListingBehavior listing) {
    Sealer sealer =
        new Sealer(store.write(in -> in.secrets().orCreate("sealing", Operations::key)));
    PageTokens paging = new PageTokens(sealer);
    AuthTokens auth = new AuthTokens(sealer);
    return Map.ofEntries(
        Map.entry("AddCustomAttributes", new AddCustomAttributes(store)),
        Map.entry("AdminAddUserToGroup", new AdminAddUserToGroup(store)),
        Map.entry("AdminCreateUser", new AdminCreateUser(store)),
        Map.entry("AdminDeleteUser", new AdminDeleteUser(store)),
        Map.entry("AdminDeleteUserAttributes", new AdminDeleteUserAttributes(store)),
        Map.entry("AdminDisableProviderForUser", new AdminDisableProviderForUser(store)),
        Map.entry("AdminDisableUser", new AdminDisableUser(store)),
        Map.entry("AdminEnableUser", new AdminEnableUser(store)),
        Map.entry("AdminGetUser", new AdminGetUser(store)),
        Map.entry("AdminInitiateAuth", new AdminInitiateAuth(store, auth)),
        Map.entry("AdminLinkProviderForUser", new AdminLinkProviderForUser(store)),
        Map.entry("AdminListGroupsForUser", new AdminListGroupsForUser(store, paging)),
        Map.entry("AdminRemoveUserFromGroup", new AdminRemoveUserFromGroup(store)),
        Map.entry("AdminResetUserPassword", new AdminResetUserPassword(store)),
        Map.entry("AdminRespondToAuthChallenge", new AdminRespondToAuthChallenge(store, auth)),
        Map.entry("AdminSetUserPassword", new AdminSetUserPassword(store)),
        Map.entry("AdminUpdateUserAttributes", new AdminUpdateUserAttributes(store)),
        Map.entry("AdminUserGlobalSignOut", new AdminUserGlobalSignOut(store)),
        Map.entry("CreateGroup", new CreateGroup(store)),
        Map.entry("CreateUserPool", new CreateUserPool(store)),
        Map.entry("CreateUserPoolClient", new CreateUserPoolClient(store)),
        Map.entry("DeleteGroup", new DeleteGroup(store)),
        Map.entry("DeleteUserPool", new DeleteUserPool(store)),
        Map.entry("DeleteUserPoolClient", new DeleteUserPoolClient(store)),
        Map.entry("DescribeUserPool", new DescribeUserPool(store)),
        Map.entry("DescribeUserPoolClient", new DescribeUserPoolClient(store)),
        Map.entry("GetGroup", new GetGroup(store)),
        Map.entry("GetProvisionedLimit", new GetProvisionedLimit(quotas)),
        Map.entry("ListGroups", new ListGroups(store, paging)),
        Map.entry("ListUserPoolClients", new ListUserPoolClients(store, paging)),
        Map.entry("ListUserPools", new ListUserPools(store, paging)),
        Map.entry("ListUsers", new ListUsers(store, paging, listing)),
        Map.entry("ListUsersInGroup", new ListUsersInGroup(store, paging)),
        Map.entry("UpdateGroup", new UpdateGroup(store)));
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
