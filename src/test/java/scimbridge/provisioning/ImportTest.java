package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Audit;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRules;
import scimbridge.testing.AuditTrail;

/** A pool that was there before the bridge: taken in, found, adopted piece by piece. */
class ImportTest {
  private ProvisioningFixture bridge;
  private ExistingPool pool;

  @BeforeEach
  void start(@TempDir Path folder) {
    bridge = new ProvisioningFixture(folder);
    pool = new ExistingPool(bridge);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static Attributes with(User user, String name, String value) {
    ObjectNode document = user.attributes().toNode();
    document.put(name, value);
    return Attributes.of(document);
  }

  @Test
  void everybodyIsFoundAndNothingIsChanged() {
    for (int i = 0; i < 130; i++) {
      pool.person("user" + i);
    }
    pool.group("Domain+Admins", "user0", "user1");
    pool.group("Sales", "user129");
    Map<String, Long> before = pool.calls();
    List<String> all = pool.everything();

    List<String> lines = pool.takeIn();

    assertThat(lines)
        .last()
        .isEqualTo(
            "Pool customers: 130 accounts: 130 taken in, 0 there already, 0 left out. 2 groups: 2"
                + " taken in, 0 there already, 0 left out. 3 memberships taken in, 0 of accounts"
                + " that the app does not have.");
    assertThat(pool.calls()).isEqualTo(before);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(bridge.users()).isEqualTo(130);
    User user = pool.user("user7");
    assertThat(user.attributes())
        .isEqualTo(
            attributes(
                """
                {"userName":"user7","active":true,"name":{"familyName":"Lee","givenName":"Ann"},
                 "emails":[{"type":"work","primary":true,"value":"user7@example.org"}]}
                """));
    assertThat(pool.known("user7")).isEqualTo(Known.LISTED);
    assertThat(pool.membersOf("Domain Admins"))
        .containsExactlyInAnyOrder(pool.user("user0").id(), pool.user("user1").id());
    assertThat(pool.membersOf("Sales")).containsExactly(pool.user("user129").id());
  }

  @Test
  void aSecondRunPassesOverWhatIsThere() {
    pool.person("ann");
    pool.group("Sales", "ann");
    pool.takeIn();
    pool.person("bob");
    pool.join("Sales", "bob");

    assertThat(pool.takeIn())
        .containsExactly(
            "Pool customers: 1 of its accounts belong to users of app 'okta' already; the import"
                + " goes on with the others.",
            "Pool customers: 2 accounts: 1 taken in, 1 there already, 0 left out. 1 groups: 0 taken"
                + " in, 1 there already, 0 left out. 1 memberships taken in, 0 of accounts that the"
                + " app does not have.");
    assertThat(pool.membersOf("Sales")).hasSize(2);
  }

  @Test
  void whoeverIsOnlyKnownHasNothingToBeDone() {
    pool.person("ann");
    pool.takeIn();

    assertThat(bridge.engine.preview().pending(APP, pool.user("ann").id()).lines())
        .containsExactly("no call to Cognito");
    assertThat(bridge.engine.preview().pending(APP).lines()).containsExactly("no call to Cognito");
  }

  @Test
  void aChangeAdoptsAndLosesNothing() {
    pool.account(
        "ann",
        "email",
        "ann@example.org",
        "email_verified",
        "true",
        "given_name",
        "Ann",
        "locale",
        "en-GB",
        "website",
        "https://example.org");
    pool.takeIn();
    Map<String, String> before = bridge.attributesOf("ann");

    bridge.replace(pool.user("ann").id(), with(pool.user("ann"), "displayName", "Ann Lee"));

    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.state(pool.user("ann").id())).isEqualTo(Progress.State.IN_STEP);
    Map<String, String> after = bridge.attributesOf("ann");
    assertThat(after).containsAllEntriesOf(before).containsEntry("name", "Ann Lee");
    before.put("name", "Ann Lee");
    before.put("preferred_username", "ann");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aDeletionLeavesTheAccountAndGivesItsNamesBack() {
    pool.person("ann");
    pool.takeIn();
    Map<String, Long> before = pool.calls();

    bridge.delete(pool.user("ann").id());

    assertThat(pool.calls()).isEqualTo(before);
    assertThat(bridge.users()).isZero();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.nameIsFree("ann")).isTrue();
    assertThat(pool.takeIn()).last().asString().contains("1 accounts: 1 taken in");
  }

  @Test
  void aDeactivationAdoptsAndDisables() {
    pool.person("ann");
    pool.takeIn();

    bridge.setActive(pool.user("ann").id(), false);

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
  }

  @Test
  void whatIsNeverAdoptedIsNotDeactivatedEither() {
    pool.person("ann");
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    pool.takeIn();
    Map<String, Long> before = pool.calls();

    bridge.replace(pool.user("ann").id(), with(pool.user("ann"), "title", "Boss"));
    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.setActive(pool.user("ann").id(), false));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("account 'ann' in pool customers", "adopt: never");
    assertThat(pool.user("ann").active()).isTrue();
    assertThat(pool.user("ann").attributes().string("title")).contains("Boss");
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.calls()).isEqualTo(before);
  }

  @Test
  void aMemberWhoLeavesIsAdoptedAndTheOthersStayKnown() {
    pool.person("ann");
    pool.person("bob");
    pool.person("eve");
    pool.group("Sales", "ann", "bob");
    pool.takeIn();

    bridge.change(
        pool.inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(pool.user("ann").id()), add(pool.user("eve").id())));

    eventually(
        "both followed",
        () -> bridge.groupsOf("ann").isEmpty() && !bridge.groupsOf("eve").isEmpty());
    eventually("settled", () -> bridge.state(pool.user("ann").id()) == Progress.State.IN_STEP);
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(pool.known("bob")).isEqualTo(Known.LISTED);
    assertThat(bridge.groupsOf("bob")).containsExactly("Sales");
    assertThat(bridge.groupsOf("eve")).containsExactly("Sales");
  }

  @Test
  void aKnownGroupThatIsDeletedStaysInThePool() {
    pool.person("ann");
    pool.group("Sales", "ann");
    User ours = bridge.create("bob");
    pool.join("Sales", "bob");
    pool.takeIn();
    assertThat(pool.membersOf("Sales")).containsExactlyInAnyOrder(pool.user("ann").id(), ours.id());
    Map<String, Long> before = pool.calls();

    bridge
        .engine
        .writes()
        .deleteGroup(ProvisioningFixture.REQUEST, pool.inDirectory("Sales").id(), g -> {});

    assertThat(bridge.groupsInPool()).containsExactly("Sales");
    assertThat(bridge.groupsOf("ann")).containsExactly("Sales");
    assertThat(bridge.groupsOf("bob")).containsExactly("Sales");
    assertThat(pool.calls()).isEqualTo(before);
  }

  @Test
  void anAccountThatStoodInTheWayBecomesKnown() {
    bridge.interposed = (call, real) -> new Outcome.Unavailable("Not now.");
    User ann = bridge.create("ann");
    pool.account("ann", "given_name", "Somebody", "website", "https://example.org");
    bridge.interposed = (call, real) -> real.attempt(call);
    eventually("refused", () -> bridge.state(ann.id()) == Progress.State.REFUSED);

    assertThat(pool.takeIn())
        .contains("1 account is that of a user whom the directory had already.");
    assertThat(bridge.users()).isEqualTo(1);
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(bridge.attributesOf("ann")).containsEntry("given_name", "Somebody");

    bridge.replace(ann.id(), with(ann, "title", "Dr"));
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.state(ann.id())).isEqualTo(Progress.State.IN_STEP);
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Ann")
        .containsEntry("website", "https://example.org");
  }

  @Test
  void aDryRunChangesNothing() {
    pool.person("ann");
    pool.group("Sales", "ann");

    assertThat(pool.takeIn(true))
        .containsExactly(
            "Pool customers: 1 accounts: 1 to be taken in, 0 there already, 0 left out. 1 groups: 1"
                + " to be taken in, 0 there already, 0 left out. 1 memberships to be taken in, 0 of"
                + " accounts that the app does not have.");
    assertThat(bridge.users()).isZero();
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void aSecondRunTakesOverWhatOthersHaveChangedUntilTheClientSpeaks() {
    pool.person("ann");
    pool.person("bob");
    pool.person("eve");
    pool.takeIn();
    Attributes annAsImported = pool.user("ann").attributes();
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    bridge.replace(pool.user("eve").id(), with(pool.user("eve"), "title", "Boss"));
    for (String name : List.of("ann", "eve")) {
      bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username(name));
      bridge.cognito.adminUpdateUserAttributes(
          r ->
              r.userPoolId(bridge.userPoolId)
                  .username(name)
                  .userAttributes(a -> a.name("given_name").value("Anna")));
    }
    List<String> all = pool.everything();
    User eve = pool.user("eve");

    assertThat(pool.takeIn(true))
        .contains(
            "1 of those that are there already was changed in the pool since, and is known as it is"
                + " there now.");
    assertThat(pool.user("ann").attributes()).isEqualTo(annAsImported);
    pool.takeIn();

    assertThat(pool.user("ann").active()).isFalse();
    assertThat(pool.user("ann").attributes().toNode().at("/name/givenName").asText())
        .isEqualTo("Anna");
    assertThat(pool.user("ann").version()).isEqualTo(2);
    assertThat(pool.user("eve")).isEqualTo(eve);
    assertThat(pool.user("bob").version()).isEqualTo(1);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(pool.takeIn()).noneMatch(line -> line.contains("changed in the pool since"));

    // Known as it is now, a change of something else costs nothing of it.
    bridge.restart(app -> app.with(App.Adopt.ON_WRITE));
    bridge.replace(pool.user("ann").id(), with(pool.user("ann"), "nickName", "Nan"));
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Anna")
        .containsEntry("nickname", "Nan");
  }

  @Test
  void aPrefixAndAListSayWhichGroupsAreTakenIn() {
    bridge.restart(
        app ->
            app.with(
                new GroupRules(
                    GroupRules.Which.LISTED,
                    List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales")),
                    "okta-",
                    false,
                    GroupRules.Rename.MOVE)));
    pool.person("ann");
    pool.group("okta-Sales", "ann");
    pool.group("okta-Others", "ann");
    pool.group("Sales", "ann");
    pool.group("okta-", "ann");
    List<String> all = pool.everything();

    assertThat(pool.takeIn())
        .contains(
            "not taken in: group 'okta-Others' is not among those that the app's 'groups' names.",
            "not taken in: group 'Sales' does not begin with the app's 'groupPrefix'.",
            "not taken in: group 'okta-' has nothing in its name but the app's 'groupPrefix'.")
        .last()
        .asString()
        .contains("4 groups: 1 taken in, 0 there already, 3 left out. 1 memberships taken in");
    assertThat(pool.membersOf("Sales")).containsExactly(pool.user("ann").id());
    assertThat(pool.everything()).isEqualTo(all);

    bridge.change(
        pool.inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(pool.user("ann").id()), Set.of()));
    eventually("left", () -> !bridge.groupsOf("ann").contains("okta-Sales"));
    assertThat(bridge.groupsOf("ann")).containsExactlyInAnyOrder("okta-Others", "Sales", "okta-");
  }

  @Test
  void aDryRunCountsTheMembershipsThatAnImportTakesIn() {
    pool.person("ann");
    pool.group("Sales", "ann");
    pool.takeIn();
    User ours = bridge.create("ours");
    pool.person("bob");
    pool.join("Sales", "bob");
    pool.join("Sales", "ours");
    pool.group("Marketing", "ann", "bob");
    String dry = pool.takeIn(true).getLast();

    assertThat(dry).contains(" 4 memberships to be taken in, 0 of accounts");
    assertThat(pool.membersOf("Sales")).containsExactly(pool.user("ann").id());
    assertThat(pool.takeIn().getLast()).isEqualTo(dry.replace("to be taken in", "taken in"));
    assertThat(pool.membersOf("Sales")).hasSize(3).contains(ours.id());
  }

  private void leaves(String username, String group) {
    bridge.cognito.adminRemoveUserFromGroup(
        r -> r.userPoolId(bridge.userPoolId).username(username).groupName(group));
  }

  @Test
  void whoHasLeftAKnownGroupInThePoolIsNoMemberAfterTheNextImport() {
    for (String name : List.of("ann", "bob", "eve")) {
      pool.person(name);
    }
    pool.group("Sales", "ann", "bob", "eve");
    pool.group("Support", "ann");
    pool.takeIn();
    User ours = bridge.create("ours");
    leaves("ann", "Sales");
    leaves("eve", "Sales");
    Group before = pool.inDirectory("Sales");
    List<String> all = pool.everything();
    Map<String, Long> calls = pool.calls();

    List<String> dry = pool.takeIn(true);

    assertThat(dry)
        .contains("Pool customers: group 'Sales' in pool customers was left by 'ann', 'eve'.");
    assertThat(dry.getLast()).endsWith(" 2 memberships to be ended.");
    assertThat(pool.inDirectory("Sales")).isEqualTo(before);
    assertThat(pool.membersOf("Sales")).hasSize(3);

    List<String> lines = pool.takeIn();

    assertThat(lines)
        .contains("Pool customers: group 'Sales' in pool customers was left by 'ann', 'eve'.");
    assertThat(lines.getLast()).endsWith(" 2 memberships ended.");
    assertThat(pool.membersOf("Sales")).containsExactly(pool.user("bob").id());
    assertThat(pool.membersOf("Support")).containsExactly(pool.user("ann").id());
    assertThat(pool.inDirectory("Sales").version()).isEqualTo(before.version() + 1);
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(pool.calls()).isEqualTo(calls);
    assertThat(pool.takeIn().getLast()).doesNotContain("ended");

    // And who joins it again is one again.
    pool.join("Sales", "ann");
    pool.takeIn();
    assertThat(pool.membersOf("Sales"))
        .containsExactlyInAnyOrder(pool.user("ann").id(), pool.user("bob").id());
    // The client's first change of the group brings back nobody who has left.
    bridge.change(
        before.id(), new MemberDelta(false, Set.of(), ProvisioningFixture.add(ours.id())));
    eventually("joined", () -> bridge.groupsOf("ours").contains("Sales"));
    assertThat(bridge.groupsOf("eve")).isEmpty();
  }

  @Test
  void whatTheClientHasSaidOfAGroupIsNotUndoneByTheNextImport() {
    for (String name : List.of("ann", "bob", "eve", "joe")) {
      pool.person(name);
    }
    pool.group("Sales", "ann", "bob");
    pool.group("Support", "ann", "bob");
    pool.takeIn();
    bridge.change(
        pool.inDirectory("Support").id(),
        new MemberDelta(
            false, Set.of(pool.user("bob").id()), ProvisioningFixture.add(pool.user("eve").id())));
    eventually("joined", () -> bridge.groupsOf("eve").contains("Support"));
    eventually("left", () -> !bridge.groupsOf("bob").contains("Support"));
    leaves("ann", "Support");
    // Here nothing that the client says reaches the pool, and all of it stays.
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    bridge.change(
        pool.inDirectory("Sales").id(),
        new MemberDelta(
            false, Set.of(pool.user("bob").id()), ProvisioningFixture.add(pool.user("joe").id())));

    assertThat(pool.takeIn(true).getLast()).contains(" 0 memberships to be taken in");
    assertThat(pool.takeIn().getLast()).contains(" 0 memberships taken in").doesNotContain("ended");

    assertThat(pool.membersOf("Support"))
        .containsExactlyInAnyOrder(pool.user("ann").id(), pool.user("eve").id());
    assertThat(pool.membersOf("Sales"))
        .containsExactlyInAnyOrder(pool.user("ann").id(), pool.user("joe").id());
  }

  @Test
  void anImportThatIsCutShortSaysSoInTheAudit() {
    pool.person("ann");
    bridge.interposed =
        (call, real) ->
            call.operation().equals("ListGroups")
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not for you."))
                : real.attempt(call);

    Fault fault = catchThrowableOfType(Fault.class, pool::takeIn);

    assertThat(fault.detail()).isEqualTo("Not for you.");
    Audit.Entry last =
        bridge
            .directory
            .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 1))
            .getFirst();
    assertThat(last.action()).isEqualTo("import");
    assertThat(last.result()).isEqualTo("failed");
    assertThat(last.detail())
        .startsWith("pool customers: 1 accounts: 1 taken in")
        .endsWith("cut short: Not for you.");
  }

  @Test
  void aRefusedChangeAdoptsNothing() {
    pool.person("ann");
    pool.person("bob");
    pool.takeIn();
    Account before = bridge.link(pool.user("ann").id()).orElseThrow();

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge.replace(pool.user("ann").id(), with(pool.user("ann"), "userName", "anna")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.MUTABILITY);
    assertThat(bridge.link(pool.user("ann").id()).orElseThrow().known()).isEqualTo(before.known());
  }
}
