package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.GUESTS;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Names.Name;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * Who is known from one pool is not made in another by what an administrator does: not by rules
 * that change, nor by a transfer. The client has to speak of the user first.
 */
class KnownPoolsTest {
  @TempDir Path folder;
  private ConnectedApps bridge;
  private ConnectedApps.Client okta;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(App... apps) {
    bridge = new ConnectedApps(folder, apps);
    okta = bridge.client(OKTA);
  }

  private static Policy everybody(PoolId... pools) {
    return new Policy(new Selection.Everybody(), List.of(pools), new TreeSet<>());
  }

  private static Policy membersOf(String group, PoolId... pools) {
    return new Policy(
        new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, group))),
        List.of(pools),
        new TreeSet<>());
  }

  private static App with(Policy... policies) {
    return app(OKTA, STAFF).with(List.of(policies));
  }

  private void person(PoolId pool, String username, String... groups) {
    bridge
        .cognito(pool)
        .adminCreateUser(
            r ->
                r.userPoolId(bridge.userPoolId(pool))
                    .username(username)
                    .messageAction(MessageActionType.SUPPRESS));
    for (String group : groups) {
      if (!bridge.groupsIn(pool).contains(group)) {
        bridge
            .cognito(pool)
            .createGroup(r -> r.userPoolId(bridge.userPoolId(pool)).groupName(group));
      }
      bridge
          .cognito(pool)
          .adminAddUserToGroup(
              r -> r.userPoolId(bridge.userPoolId(pool)).username(username).groupName(group));
    }
  }

  private List<String> takeIn(AppId app, PoolId pool) {
    List<String> lines = new ArrayList<>();
    bridge.engine.importing().run(new Importing.Order(app, pool.value(), false), lines::add);
    return lines;
  }

  private User user(AppId app, String userName) {
    return bridge.directory.<User>read(
        tx -> {
          ResourceId id = tx.names().holder(Name.userName(app, userName)).orElseThrow().resource();
          return tx.resources().user(app, id).orElseThrow();
        });
  }

  private User user(String userName) {
    return user(OKTA, userName);
  }

  private Group group(String displayName) {
    return bridge.directory.<Group>read(
        tx -> {
          ResourceId id =
              tx.names().holder(Name.displayName(OKTA, displayName)).orElseThrow().resource();
          return tx.resources().group(OKTA, id).orElseThrow();
        });
  }

  private Known known(AppId app, PoolId pool, String userName) {
    ResourceId id = user(app, userName).id();
    return bridge
        .directory
        .<Account>read(tx -> tx.accounts().find(app, pool, id).orElseThrow())
        .known();
  }

  private static Attributes titled(User user) {
    ObjectNode document = user.attributes().toNode();
    document.put("displayName", "Somebody");
    return Attributes.of(document);
  }

  /** Everybody of the app was reviewed, and nothing is left to do. */
  private void atRest(AppId app) {
    eventually(
        "at rest",
        () ->
            bridge.directory.<Boolean>read(
                tx ->
                    tx.reviews().find(app).orElseThrow().done()
                        && tx.accounts().pending(app, 1).isEmpty()));
  }

  @Test
  void aGroupThatAPolicyFindsAtStartMakesNoAccountsForWhoIsOnlyKnown() {
    start(with(everybody(STAFF)));
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);
    User bob = okta.create("bob");
    okta.add(group("Sales"), bob.id());

    bridge.restart(with(everybody(STAFF), membersOf("Sales", PARTNERS)));

    eventually("bob", () -> bridge.accountsIn(PARTNERS).contains("bob"));
    atRest(OKTA);
    assertThat(bridge.accountsIn(PARTNERS)).containsExactly("bob");
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.LISTED);

    okta.replace(user("ann").id(), titled(user("ann")));
    assertThat(bridge.accountsIn(PARTNERS)).containsExactly("ann", "bob");
  }

  @Test
  void aPolicyForEverybodyThatIsAddedMakesNoAccountsForWhoIsOnlyKnown() {
    start(with(everybody(STAFF)));
    person(STAFF, "ann");
    takeIn(OKTA, STAFF);
    okta.create("bob");

    bridge.restart(with(everybody(STAFF, PARTNERS)));

    eventually("bob", () -> bridge.accountsIn(PARTNERS).contains("bob"));
    atRest(OKTA);
    assertThat(bridge.accountsIn(PARTNERS)).containsExactly("bob");
  }

  @Test
  void aGroupThatIsOnlyKnownIsNotMadeInAPoolThatIsAdded() {
    start(with(everybody(STAFF)));
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);
    User bob = okta.create("bob");

    bridge.restart(with(everybody(STAFF, PARTNERS)));
    eventually("bob", () -> bridge.accountsIn(PARTNERS).contains("bob"));
    atRest(OKTA);
    assertThat(bridge.groupsIn(PARTNERS)).isEmpty();

    okta.add(group("Sales"), bob.id());
    eventually("made", () -> bridge.groupsIn(PARTNERS).contains("Sales"));
    eventually("joined", () -> bridge.groupsOf(PARTNERS, "bob").contains("Sales"));
    eventually("joined", () -> bridge.groupsOf(STAFF, "bob").contains("Sales"));
  }

  @Test
  void whoseGroupsTheClientChangesGetsWhatThePoliciesGive() {
    start(with(everybody(STAFF), membersOf("Externals", PARTNERS)));
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);

    okta.group("Externals", user("ann").id());

    eventually("by the client's word", () -> bridge.accountsIn(PARTNERS).contains("ann"));
    assertThat(bridge.accountsIn(STAFF)).containsExactly("ann");
  }

  @Test
  void aGroupThatTheClientRenamesToWhatAPolicyNamesBringsItsMembers() {
    start(with(everybody(STAFF), membersOf("Externals", PARTNERS)));
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);

    okta.rename(group("Sales"), "Externals");

    eventually("by the client's word", () -> bridge.accountsIn(PARTNERS).contains("ann"));
  }

  @Test
  void whoIsAdoptedByAChangeOfGroupsGetsTheAccountsThatThePoliciesGive() {
    start(with(everybody(STAFF, PARTNERS)));
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);

    okta.remove(group("Sales"), user("ann").id());

    eventually("left", () -> bridge.groupsOf(STAFF, "ann").isEmpty());
    eventually("made", () -> bridge.accountsIn(PARTNERS).contains("ann"));
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.OURS);
  }

  @Test
  void whomTheClientHasSpokenOfGetsWhatNewRulesGive() {
    start(with(membersOf("Employees", STAFF), membersOf("Partners", PARTNERS)));
    person(STAFF, "ann");
    takeIn(OKTA, STAFF);
    okta.group("Partners", user("ann").id());
    eventually("made", () -> bridge.accountsIn(PARTNERS).contains("ann"));
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.LISTED);

    bridge.restart(
        with(membersOf("Employees", STAFF), membersOf("Partners", PARTNERS), everybody(GUESTS)));

    eventually("made", () -> bridge.accountsIn(GUESTS).contains("ann"));
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.LISTED);
  }

  @Test
  void aTransferLeavesWhoIsOnlyKnownAsTheyAre() {
    App entra = app(ENTRA, STAFF).with(List.of(everybody(STAFF), membersOf("Sales", PARTNERS)));
    start(app(OKTA, STAFF), entra);
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);
    User bob = okta.create("bob");
    okta.add(group("Sales"), bob.id());
    eventually("joined", () -> bridge.groupsOf(STAFF, "bob").contains("Sales"));

    bridge.engine.transferring().run(new Transferring.Order(OKTA, ENTRA, false, false), line -> {});

    eventually("bob", () -> bridge.accountsIn(PARTNERS).contains("bob"));
    atRest(ENTRA);
    assertThat(bridge.accountsIn(PARTNERS)).containsExactly("bob");
    assertThat(known(ENTRA, STAFF, "ann")).isEqualTo(Known.LISTED);
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
    assertThat(takeIn(ENTRA, STAFF)).last().asString().contains("0 taken in, 2 there already");

    ConnectedApps.Client client = bridge.client(ENTRA);
    client.delete(user(ENTRA, "ann"));
    assertThat(bridge.enabled(STAFF, "ann")).contains(true);
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
  }
}
