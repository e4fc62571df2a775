package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRules;
import scimbridge.policy.GroupRules.Rename;
import scimbridge.policy.GroupRules.Which;
import scimbridge.policy.Guard;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** What is known stands outside the rules until it is adopted: policies, groups, refusals. */
class KnownScopeTest {
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

  /** Only members of the group Staff are to have accounts. */
  private static App onlyStaff(App app) {
    return app.with(
        List.of(
            new Policy(
                new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Staff"))),
                List.of(POOL),
                new TreeSet<>())));
  }

  private static Attributes with(User user, String name, String value) {
    ObjectNode document = user.attributes().toNode();
    document.put(name, value);
    return Attributes.of(document);
  }

  private void change(String group, Set<ResourceId> leave, ResourceId... join) {
    bridge.change(pool.inDirectory(group).id(), new MemberDelta(false, leave, add(join)));
  }

  @Test
  void whoIsInNoPolicysScopeIsNotTouchedUntilAPolicyGivesTheAccount() {
    bridge.restart(KnownScopeTest::onlyStaff);
    pool.person("ann");
    pool.takeIn();
    List<String> all = pool.everything();
    Map<String, Long> before = pool.calls();
    User ann = pool.user("ann");

    bridge.replace(ann.id(), with(ann, "displayName", "Ann Lee"));
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(pool.calls()).isEqualTo(before);

    bridge.group("Staff", ann.id());

    eventually("adopted", () -> bridge.groupsOf("ann").contains("Staff"));
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "Ann Lee");
  }

  @Test
  void whoLeavesTheGroupOfAPolicyLosesTheAccountAlsoWhereItWasOnlyKnown() {
    bridge.restart(KnownScopeTest::onlyStaff);
    pool.person("ann");
    pool.person("bob");
    pool.group("Staff", "ann", "bob");
    pool.takeIn();
    assertThat(bridge.link(pool.user("ann").id()).orElseThrow().entitlement().policies())
        .hasSize(1);

    change("Staff", Set.of(pool.user("ann").id()));

    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(pool.known("bob")).isEqualTo(Known.LISTED);
    assertThat(bridge.account("bob").orElseThrow().enabled()).isTrue();
  }

  @Test
  void whoIsInNoScopeAndLeavesAGroupOnlyLeavesIt() {
    bridge.restart(KnownScopeTest::onlyStaff);
    pool.person("ann");
    pool.group("Sales", "ann");
    pool.takeIn();
    List<String> all = pool.everything();

    change("Sales", Set.of(pool.user("ann").id()));

    eventually("left", () -> bridge.groupsOf("ann").isEmpty());
    eventually("settled", () -> bridge.state(pool.user("ann").id()) == State.IN_STEP);
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    all.replaceAll(line -> line.equals("group Sales [ann]") ? "group Sales []" : line);
    assertThat(pool.everything()).isEqualTo(all);
  }

  @Test
  void aDeactivationGoesThroughWhateverThePoliciesSay() {
    bridge.restart(KnownScopeTest::onlyStaff);
    pool.person("ann");
    pool.takeIn();

    bridge.setActive(pool.user("ann").id(), false);

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
  }

  @Test
  void aRenamedGroupMovesItsMembersAndLeavesTheOldOneToThePool() {
    pool.person("ann");
    pool.group("Sales", "ann");
    pool.takeIn();
    pool.person("stranger");
    pool.join("Sales", "stranger");

    bridge.rename(pool.inDirectory("Sales").id(), "Sales EMEA");

    eventually("moved", () -> bridge.groupsOf("ann").equals(Set.of("Sales+EMEA")));
    assertThat(bridge.groupsInPool()).containsExactly("Sales", "Sales+EMEA");
    assertThat(bridge.groupsOf("stranger")).containsExactly("Sales");
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
  }

  @Test
  void aGroupThatWasAdoptedIsLeftByItsMembersWhenItIsDeleted() {
    pool.person("ann");
    pool.person("bob");
    pool.group("Sales", "ann");
    pool.takeIn();
    change("Sales", Set.of(), pool.user("bob").id());
    eventually("joined", () -> bridge.groupsOf("bob").contains("Sales"));
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);

    bridge.engine.writes().deleteGroup(REQUEST, pool.inDirectory("Sales").id(), group -> {});

    eventually("left", () -> bridge.groupsOf("ann").isEmpty() && bridge.groupsOf("bob").isEmpty());
    assertThat(bridge.groupsInPool()).containsExactly("Sales");
  }

  @Test
  void whatIsNeverAdoptedKeepsItsGroupsAndMembers() {
    pool.person("ann");
    pool.group("Sales", "ann");
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    User bob = bridge.create("bob");
    pool.takeIn();
    List<String> all = pool.everything();
    Map<String, Long> before = pool.calls();

    change("Sales", Set.of(pool.user("ann").id()), bob.id());
    bridge.rename(pool.inDirectory("Sales").id(), "Marketing");
    assertThat(pool.membersOf("Marketing")).containsExactly(bob.id());
    bridge.engine.writes().deleteGroup(REQUEST, pool.inDirectory("Marketing").id(), group -> {});
    bridge.delete(pool.user("ann").id());

    eventually("settled", () -> bridge.state(bob.id()) == State.IN_STEP);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(pool.calls()).isEqualTo(before);
  }

  @Test
  void whatCognitoRefusesAdoptsNothing() {
    pool.person("ann");
    pool.takeIn();
    User ann = pool.user("ann");
    List<String> all = pool.everything();
    bridge.interposed =
        (call, real) ->
            call instanceof AdminUpdateUserAttributes
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : real.attempt(call);

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ann.id(), with(ann, "nickName", "Annie")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(pool.user("ann")).isEqualTo(ann);
    assertThat(pool.everything()).isEqualTo(all);
  }

  @Test
  void anAccountThatWasMadeAgainBySomebodyElseIsNotAdopted() {
    pool.person("ann");
    pool.takeIn();
    User ann = pool.user("ann");
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    pool.account("ann", "given_name", "Another");
    List<String> all = pool.everything();

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ann.id(), with(ann, "nickName", "Annie")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.everything()).isEqualTo(all);

    // Whoever imports once more has seen who it is now.
    pool.takeIn();
    bridge.replace(ann.id(), with(ann, "nickName", "Annie"));
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
  }

  @Test
  void otherRulesChangeNothingOfWhatIsOnlyKnown() {
    pool.person("ann");
    pool.person("bob");
    pool.group("Sales", "ann", "bob");
    pool.group("Idle");
    User ours = bridge.create("ours");
    pool.join("Sales", "ours");
    pool.takeIn();
    List<String> all = pool.everything();
    List<UnaryOperator<App>> rules =
        List.of(
            app -> app.with(groups(Which.ALL, "okta-", Rename.MOVE)),
            app -> app.with(groups(Which.NONE, "", Rename.MOVE)),
            app -> app.with(groups(Which.LISTED, "", Rename.PIN)),
            app -> app.with(groups(Which.ALL, "", Rename.MOVE)),
            KnownScopeTest::onlySales,
            app -> app.with(App.Adopt.NEVER));
    for (UnaryOperator<App> rule : rules) {
      bridge.restart(rule);
      eventually(
          "reviewed",
          () ->
              bridge.directory.<Boolean>read(
                  tx ->
                      tx.reviews().find(APP).orElseThrow().done()
                          && tx.accounts().pending(APP, 1).isEmpty()
                          && tx.poolGroups().ofPool(APP, POOL).stream()
                              .allMatch(row -> row.progress().state() != State.PENDING)));
      List<String> now = pool.everything();
      // What the policy gives to the one who is ours.
      now.remove("group Granted [ours]");
      assertThat(now).isEqualTo(all);
      assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    }
    assertThat(bridge.state(ours.id())).isEqualTo(State.IN_STEP);

    // And it is known as it was, so that the client's change adopts it.
    bridge.restart(app -> app.with(App.Adopt.ON_WRITE).with(groups(Which.ALL, "", Rename.MOVE)));
    change("Sales", Set.of(pool.user("ann").id(), ours.id()));
    eventually("left", () -> !bridge.groupsOf("ann").contains("Sales"));
    eventually("left", () -> !bridge.groupsOf("ours").contains("Sales"));
    assertThat(bridge.groupsOf("bob")).containsExactly("Sales");
  }

  private static GroupRules groups(Which which, String prefix, Rename rename) {
    return new GroupRules(
        which, List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Nobody")), prefix, false, rename);
  }

  private static App onlySales(App app) {
    return app.with(
        List.of(
            new Policy(
                new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales"))),
                List.of(POOL),
                new TreeSet<>(Set.of("Granted")))));
  }

  @Test
  void whereTheGuardIsClosedWhatIsOnlyKnownIsDeletedAllTheSame() {
    pool.person("ann");
    bridge.restart(app -> app.with(new Guard(true, 20, 1)));
    pool.takeIn();
    List<User> ours = List.of(bridge.create("u1"), bridge.create("u2"));
    bridge.ahead = Guard.YOUNG.plusSeconds(1);
    bridge.delete(ours.getFirst().id());
    assertThat(catchThrowableOfType(Fault.class, () -> bridge.delete(ours.getLast().id())).kind())
        .isEqualTo(Fault.Kind.FORBIDDEN);

    bridge.delete(pool.user("ann").id());

    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
  }
}
