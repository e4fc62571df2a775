package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.GUESTS;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

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

  /** What a pool shows of somebody. */
  private String shown(PoolId pool, String username) {
    UserType user =
        bridge.cognito(pool).listUsers(r -> r.userPoolId(bridge.userPoolId(pool))).users().stream()
            .filter(one -> one.username().equals(username))
            .findFirst()
            .orElseThrow();
    String attributes =
        user.attributes().stream()
            .map(attribute -> attribute.name() + "=" + attribute.value())
            .sorted()
            .toList()
            .toString();
    return user.enabled() + " " + attributes + " " + bridge.groupsOf(pool, username);
  }

  private void set(PoolId pool, String username, String name, String value) {
    bridge
        .cognito(pool)
        .adminUpdateUserAttributes(
            r ->
                r.userPoolId(bridge.userPoolId(pool))
                    .username(username)
                    .userAttributes(a -> a.name(name).value(value)));
  }

  private void refusing(PoolId pool) {
    bridge.interposed =
        (call, port) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes && call.pool().equals(pool)
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : port.attempt(call);
  }

  private boolean isKnownAndAtRest(PoolId pool, String userName) {
    ResourceId id = user(userName).id();
    return bridge.directory.<Boolean>read(
        tx ->
            tx.accounts()
                .find(OKTA, pool, id)
                .filter(Adoption::isListed)
                .filter(link -> link.progress().equals(Progress.IN_STEP))
                .isPresent());
  }

  @Test
  void whatASecondPoolRefusesLeavesTheFirstAsItWasAndOnlyKnown() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann", "Sales");
    person(STAFF, "ann");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    // Since the import, and so nobody's business here.
    set(PARTNERS, "ann", "nickname", "Annie");
    String before = shown(PARTNERS, "ann");
    User ann = user("ann");
    refusing(STAFF);

    assertThatThrownBy(() -> okta.replace(ann.id(), titled(ann))).hasMessageContaining("Not so.");

    eventually("known again", () -> isKnownAndAtRest(PARTNERS, "ann"));
    assertThat(shown(PARTNERS, "ann")).isEqualTo(before);
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.LISTED);
    assertThat(user("ann")).isEqualTo(ann);

    bridge.interposed = (call, port) -> port.attempt(call);
    okta.replace(ann.id(), titled(ann));
    assertThat(known(OKTA, PARTNERS, "ann")).isEqualTo(Known.OURS);
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.OURS);
    assertThat(shown(PARTNERS, "ann")).contains("name=Somebody", "nickname=Annie", "Sales");
  }

  /** Neither the client nor an import comes before the undo is done. */
  @Test
  void whatTheClientSaysBeforeARefusedChangeIsUndoneHoldsAndNothingOfTheRefusedOne() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann");
    person(STAFF, "ann");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    User ann = user("ann");
    AtomicBoolean away = new AtomicBoolean();
    bridge.interposed =
        (call, port) -> {
          if (away.get() && call instanceof CognitoCall.AdminGetUser) {
            return new Outcome.Unavailable("Not now.");
          }
          boolean refused =
              call instanceof CognitoCall.AdminUpdateUserAttributes && call.pool().equals(STAFF);
          away.set(away.get() || refused);
          return refused
              ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
              : port.attempt(call);
        };
    assertThatThrownBy(() -> okta.replace(ann.id(), titled(ann))).hasMessageContaining("Not so.");
    assertThat(shown(PARTNERS, "ann")).contains("name=Somebody");
    takeIn(OKTA, PARTNERS);
    assertThat(user("ann")).isEqualTo(ann);
    ObjectNode named = ann.attributes().toNode();
    named.put("nickName", "Nick");

    bridge.interposed = (call, port) -> port.attempt(call);
    okta.replace(ann.id(), Attributes.of(named));

    eventually(
        "in step", () -> shown(PARTNERS, "ann").contains("nickname=Nick") && isAtRest("ann"));
    assertThat(known(OKTA, PARTNERS, "ann")).isEqualTo(Known.OURS);
    assertThat(shown(PARTNERS, "ann")).doesNotContain("name=Somebody");
  }

  private boolean isAtRest(String userName) {
    ResourceId id = user(userName).id();
    return bridge.directory.<Boolean>read(
        tx ->
            tx.accounts().ofUsers(OKTA, Set.of(id)).getOrDefault(id, List.of()).stream()
                .allMatch(link -> link.progress().equals(Progress.IN_STEP)));
  }

  /** The second pool refuses a change; from then on neither is in reach, so nothing is undone. */
  private void refusedByStaffThenAway(User user) {
    AtomicBoolean away = new AtomicBoolean();
    bridge.interposed =
        (call, port) -> {
          if (away.get()) {
            return new Outcome.Unavailable("Not now.");
          }
          away.set(
              call instanceof CognitoCall.AdminUpdateUserAttributes && call.pool().equals(STAFF));
          return away.get()
              ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
              : port.attempt(call);
        };
    assertThatThrownBy(() -> okta.replace(user.id(), titled(user))).hasMessageContaining("Not so.");
  }

  /** A refused change that never was about access has nothing to undo there. */
  @Test
  void whomOthersDisableBeforeARefusedChangeIsUndoneStaysDisabled() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann");
    person(STAFF, "ann");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    User ann = user("ann");
    refusedByStaffThenAway(ann);
    bridge
        .cognito(PARTNERS)
        .adminDisableUser(r -> r.userPoolId(bridge.userPoolId(PARTNERS)).username("ann"));

    bridge.interposed = (call, port) -> port.attempt(call);

    eventually("known again", () -> isKnownAndAtRest(PARTNERS, "ann"));
    assertThat(shown(PARTNERS, "ann")).startsWith("false ").doesNotContain("name=Somebody");
  }

  @Test
  void whoIsDeletedBeforeARefusedChangeIsUndoneLeavesTheAccountAsItWas() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann", "Sales");
    person(STAFF, "ann");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    String before = shown(PARTNERS, "ann");
    User ann = user("ann");
    refusedByStaffThenAway(ann);
    okta.delete(ann);

    bridge.interposed = (call, port) -> port.attempt(call);

    eventually("as it was", () -> shown(PARTNERS, "ann").equals(before));
    eventually(
        "let go of",
        () ->
            bridge.directory.<Boolean>read(
                tx -> tx.accounts().find(OKTA, PARTNERS, ann.id()).isEmpty()));
  }

  @Test
  void whatASecondPoolRefusesAdoptsNothingInAPoolThatNeededNoCall() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann");
    person(STAFF, "ann");
    set(PARTNERS, "ann", "preferred_username", "ann");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    User ann = user("ann");
    refusing(STAFF);
    ObjectNode changed = ann.attributes().toNode();
    changed.put("externalId", "e-1");

    assertThatThrownBy(() -> okta.replace(ann.id(), Attributes.of(changed)))
        .hasMessageContaining("Not so.");

    assertThat(known(OKTA, PARTNERS, "ann")).isEqualTo(Known.LISTED);
    assertThat(isKnownAndAtRest(PARTNERS, "ann")).isTrue();

    bridge.interposed = (call, port) -> port.attempt(call);
    okta.replace(ann.id(), Attributes.of(changed));
    assertThat(known(OKTA, PARTNERS, "ann")).isEqualTo(Known.OURS);
    assertThat(known(OKTA, STAFF, "ann")).isEqualTo(Known.OURS);
  }

  private void leaves(PoolId pool, String username, String group) {
    bridge
        .cognito(pool)
        .adminRemoveUserFromGroup(
            r -> r.userPoolId(bridge.userPoolId(pool)).username(username).groupName(group));
  }

  private boolean isMember(String userName, String displayName) {
    ResourceId group = group(displayName).id();
    Set<ResourceId> user = Set.of(user(userName).id());
    return bridge.directory.<Boolean>read(tx -> !tx.members().among(OKTA, group, user).isEmpty());
  }

  @Test
  void whoHasLeftAGroupInOnePoolIsAMemberWhileAnotherPoolHasItSo() {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann", "Sales");
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);

    leaves(STAFF, "ann", "Sales");
    takeIn(OKTA, STAFF);
    assertThat(isMember("ann", "Sales")).isTrue();

    leaves(PARTNERS, "ann", "Sales");
    takeIn(OKTA, PARTNERS);
    assertThat(isMember("ann", "Sales")).isFalse();
  }

  /** Nobody can say whether the account that cannot be read is in the group. */
  @Test
  void whoHasAnAccountThatCannotBeReadStaysAMember() throws Exception {
    start(with(everybody(PARTNERS, STAFF)));
    person(PARTNERS, "ann", "Sales");
    person(STAFF, "ann", "Sales");
    takeIn(OKTA, PARTNERS);
    takeIn(OKTA, STAFF);
    try (Connection store =
            DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("bridge.db") + "?busy_timeout=30000");
        Statement statement = store.createStatement()) {
      String row = "UPDATE accounts SET known = 'PROBED' WHERE pool = '" + PARTNERS + "'";
      assertThat(statement.executeUpdate(row)).isEqualTo(1);
    }
    leaves(STAFF, "ann", "Sales");

    takeIn(OKTA, STAFF);

    assertThat(isMember("ann", "Sales")).isTrue();
  }

  /** An import changes nothing in a pool, also not by what policies make of it. */
  @Test
  void whomTheClientHasSpokenOfStaysAMemberWherePoliciesAskForGroups() {
    start(with(everybody(STAFF), membersOf("Sales", PARTNERS)));
    person(STAFF, "ann", "Sales");
    person(STAFF, "bob", "Sales");
    takeIn(OKTA, STAFF);
    okta.replace(user("ann").id(), titled(user("ann")));
    eventually("made", () -> bridge.accountsIn(PARTNERS).contains("ann"));
    leaves(STAFF, "ann", "Sales");
    leaves(STAFF, "bob", "Sales");

    assertThat(takeIn(OKTA, STAFF)).anyMatch(line -> line.startsWith("1 members of known groups"));

    assertThat(isMember("ann", "Sales")).isTrue();
    assertThat(isMember("bob", "Sales")).isFalse();
    bridge.restart(with(everybody(STAFF), membersOf("Sales", PARTNERS), everybody(GUESTS)));
    atRest(OKTA);
    assertThat(bridge.enabled(PARTNERS, "ann")).contains(true);
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
