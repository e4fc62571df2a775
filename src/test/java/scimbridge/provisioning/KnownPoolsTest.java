package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress.State;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** An app with several pools, one of which was there before: whom only a listing told of. */
class KnownPoolsTest {
  private ConnectedApps bridge;

  @BeforeEach
  void start(@TempDir Path folder) {
    bridge = new ConnectedApps(folder, app(OKTA, STAFF));
    var staff = bridge.cognito(STAFF);
    String pool = bridge.userPoolId(STAFF);
    staff.adminCreateUser(r -> r.userPoolId(pool).username("ann").messageAction("SUPPRESS"));
    staff.createGroup(r -> r.userPoolId(pool).groupName("Sales"));
    staff.adminAddUserToGroup(r -> r.userPoolId(pool).groupName("Sales").username("ann"));
    bridge.engine.importing().run(new Importing.Order(OKTA, null, false), line -> {});
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static Policy policy(Selection who, PoolId pool) {
    return new Policy(who, List.of(pool), new TreeSet<>());
  }

  /** Everybody is staff, as before; now the members of this group are partners as well. */
  private static App partners(String group) {
    return app(OKTA, STAFF)
        .with(
            List.of(
                policy(new Selection.Everybody(), STAFF),
                policy(
                    new Selection.MembersOf(
                        List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, group))),
                    PARTNERS)));
  }

  private ResourceId holder(Name name) {
    return bridge.directory.<ResourceId>read(
        tx -> tx.names().holder(name).orElseThrow().resource());
  }

  private User ann() {
    ResourceId id = holder(Name.userName(OKTA, "ann"));
    return bridge.directory.<User>read(tx -> tx.resources().user(OKTA, id).orElseThrow());
  }

  private Group sales() {
    ResourceId id = holder(Name.displayName(OKTA, "Sales"));
    return bridge.directory.<Group>read(tx -> tx.resources().group(OKTA, id).orElseThrow());
  }

  /** Everybody was looked at under the new rules, and whatever came of that is done. */
  private void reviewed() {
    eventually(
        "reviewed",
        () ->
            bridge.directory.<Boolean>read(
                tx ->
                    tx.reviews().find(OKTA).orElseThrow().done()
                        && tx.accounts().counts(OKTA).getOrDefault(State.PENDING, 0L) == 0));
  }

  @Test
  void aPolicyThatFollowsTheirGroupFromNowOnMakesNoAccountsForThem() {
    bridge.restart(partners("Sales"));
    reviewed();

    assertThat(bridge.accountsIn(PARTNERS)).isEmpty();

    ObjectNode document = ann().attributes().toNode();
    document.put("nickName", "Annie");
    bridge.client(OKTA).replace(ann().id(), Attributes.of(document));

    eventually("by the client's word", () -> bridge.accountsIn(PARTNERS).contains("ann"));
  }

  @Test
  void whoseGroupsTheClientChangesGetsWhatThePoliciesGive() {
    bridge.restart(partners("Externals"));
    reviewed();

    bridge.client(OKTA).group("Externals", ann().id());

    eventually("by the client's word", () -> bridge.accountsIn(PARTNERS).contains("ann"));
    assertThat(bridge.accountsIn(STAFF)).containsExactly("ann");
  }

  @Test
  void aGroupThatTheClientRenamesToWhatAPolicyNamesBringsItsMembers() {
    bridge.restart(partners("Externals"));
    reviewed();

    bridge.client(OKTA).rename(sales(), "Externals");

    eventually("by the client's word", () -> bridge.accountsIn(PARTNERS).contains("ann"));
  }
}
