package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.plan.PlannerStates.State;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.Selection;
import scimbridge.policy.mapping.Mapping;

/** What the credentials of the bridge have to be allowed: all that can be planned, and no more. */
class IamActionsTest {
  private static final PoolId POOL = new PoolId("customers");

  @Test
  void whateverIsPlannedIsAllowed() {
    PlannerStates states = new PlannerStates(7);
    for (int i = 0; i < 5_000; i++) {
      State state = states.next();
      if (!state.operations().create() && isHalfMade(state)) {
        // Where nothing is made, nothing is finished or taken back; only a change of the rules in
        // the middle of a creation leads here.
        continue;
      }
      App app = App.withDefaults(new AppId("okta"), List.of(POOL)).with(state.operations());
      SortedSet<String> allowed = IamActions.of(app, state.pool(), false, false);
      Sight seen = state.sight();
      Plan plan = state.plan(state.wish(), seen, AliasOwners.NONE);
      for (CognitoCall call : plan.calls()) {
        assertThat(allowed).as("%s", state).contains(call.operation());
      }
      plan.unknowns().forEach(u -> assertThat(allowed).contains(u.answer().operation()));
      Plan known = state.plan(state.wish(), state.truth(), AliasOwners.NONE);
      known.calls().forEach(call -> assertThat(allowed).contains(call.operation()));
    }
  }

  private static boolean isHalfMade(State state) {
    return (state.wish() instanceof Wish.Gone gone && gone.undone())
        || (state.truth() instanceof Sight.Present seen && !seen.ready())
        || (state.sight() instanceof Sight.Present known && !known.ready());
  }

  @Test
  void everythingOnNeedsNoLinkingAndEveryOtherCall() {
    assertThat(
            IamActions.of(
                app(true, true, true, PasswordSync.OFF, GroupRules.ALL), pool(), false, false))
        .containsExactly(
            "AdminAddUserToGroup",
            "AdminCreateUser",
            "AdminDeleteUser",
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminGetUser",
            "AdminListGroupsForUser",
            "AdminRemoveUserFromGroup",
            "AdminSetUserPassword",
            "AdminUpdateUserAttributes",
            "AdminUserGlobalSignOut",
            "CreateGroup",
            "DeleteGroup",
            "DescribeUserPool",
            "GetGroup");
  }

  @Test
  void everythingOffLeavesTheRemovalOfAccess() {
    assertThat(
            IamActions.of(
                app(false, false, false, PasswordSync.OFF, GroupRules.ALL), pool(), false, false))
        .containsExactly(
            "AdminDisableUser",
            "AdminGetUser",
            "AdminListGroupsForUser",
            "AdminRemoveUserFromGroup",
            "AdminUserGlobalSignOut",
            "DescribeUserPool");
  }

  @Test
  void passwordsGroupsAndSignOutAreAllowedOnlyWhereTheyAreUsed() {
    Pool quiet = new Pool(POOL, null, FirstSignIn.INVITE, false, false, Mapping.standard());
    App updates = app(false, true, false, PasswordSync.OFF, GroupRules.NONE);

    assertThat(IamActions.of(updates, quiet, false, false))
        .containsExactly(
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminGetUser",
            "AdminListGroupsForUser",
            "AdminUpdateUserAttributes",
            "DescribeUserPool");
    assertThat(
            IamActions.of(
                app(false, true, false, PasswordSync.TEMPORARY, GroupRules.NONE),
                quiet,
                false,
                false))
        .contains("AdminSetUserPassword");
    App grants =
        updates.with(
            List.of(
                new Policy(
                    new Selection.Everybody(), List.of(POOL), new TreeSet<>(List.of("staff")))));
    assertThat(IamActions.of(grants, quiet, false, false)).contains("AdminAddUserToGroup");
  }

  @Test
  void thePoolsSchemaIsChangedOnlyWhereThatIsAllowed() {
    App app = app(true, true, true, PasswordSync.OFF, GroupRules.ALL);
    TreeSet<String> more = new TreeSet<>(IamActions.of(app, pool(), false, false));
    assertThat(more.add("AddCustomAttributes")).isTrue();
    assertThat(IamActions.of(app, pool(), true, false)).isEqualTo(more);
  }

  @Test
  void aPoolIsListedOnlyWhereThatIsAskedFor() {
    App app = app(false, false, false, PasswordSync.OFF, GroupRules.NONE);
    TreeSet<String> more = new TreeSet<>(IamActions.of(app, pool(), false, false));
    more.addAll(List.of("ListUsers", "ListGroups", "ListUsersInGroup"));
    assertThat(IamActions.of(app, pool(), false, true)).isEqualTo(more);
  }

  private static App app(
      boolean create, boolean update, boolean delete, PasswordSync sync, GroupRules groups) {
    return App.withDefaults(new AppId("okta"), List.of(POOL))
        .with(new Operations(create, update, delete, sync))
        .with(groups);
  }

  private static Pool pool() {
    return Pool.withDefaults(POOL);
  }
}
