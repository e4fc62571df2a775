package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.App.WhenBusy;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;

/** What a group must not do: take what is somebody else's, give access or take it unasked. */
@Execution(ExecutionMode.CONCURRENT)
class GroupHazardsTest {
  @TempDir Path folder;
  private final SwitchedGate gate = new SwitchedGate();
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder, app -> app, pool -> pool, gate);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private List<PoolGroup> rows(ResourceId group) {
    return bridge.directory.<List<PoolGroup>>read(
        tx -> tx.poolGroups().ofGroup(ProvisioningFixture.APP, group));
  }

  private static App rules(App app, Operations operations, GroupRules groups, WhenBusy busy) {
    return new App(
        app.id(),
        operations,
        app.policies(),
        groups,
        app.strict(),
        app.requestWait(),
        app.memberWait(),
        busy,
        app.maxPendingAge(),
        app.deprovisioning());
  }

  private static App neverDeleting(App app) {
    return rules(
        app,
        new Operations(true, true, false, Operations.PasswordSync.OFF, Operations.WhenOff.SKIP),
        app.groups(),
        app.whenBusy());
  }

  @Test
  void aGroupOfSomebodyElseSurvivesTheRenamingOfTheOneThatWantedItsName() {
    bridge.cognito.createGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.CreateGroup
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    Group admins = bridge.group("Admins");
    bridge.interposed =
        (call, pool) ->
            // It was there long before.
            call instanceof CognitoCall.GetGroup get && get.groupName().equals("Admins")
                ? new Outcome.GroupFound(Instant.EPOCH)
                : pool.attempt(call);
    eventually("refused", () -> rows(admins.id()).getFirst().progress().state() == State.REFUSED);

    bridge.rename(admins.id(), "Operators");

    eventually("one pool group", () -> rows(admins.id()).size() == 1);
    assertThat(bridge.groupsInPool()).containsExactlyInAnyOrder("Admins", "Operators");
  }

  @Test
  void aGroupThatIsMadeAgainHasTheMembersItHadBefore() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Admins", ann.id());
    bridge.cognito.deleteGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));

    bridge.change(admins.id(), new MemberDelta(false, Set.of(), add(bob.id())));

    eventually("new member", () -> bridge.groupsOf("bob").equals(Set.of("Admins")));
    eventually("old member", () -> bridge.groupsOf("ann").equals(Set.of("Admins")));
  }

  @Test
  void whereDeletionIsOffTheMembersOfARenamedGroupStillLeaveItsOldName() {
    bridge.restart(GroupHazardsTest::neverDeleting);
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());

    bridge.rename(admins.id(), "Operators");

    eventually("only the new name", () -> bridge.groupsOf("ann").equals(Set.of("Operators")));
    assertThat(bridge.groupsInPool()).contains("Admins");
  }

  @Test
  void aDeletionThatTheQuotaHasNoRoomForIsDoneLaterAlsoWhereOtherChangesAreRejected() {
    bridge.restart(app -> rules(app, app.operations(), app.groups(), WhenBusy.REJECT));
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    gate.open = false;

    bridge.engine.writes().deleteGroup(REQUEST, admins.id(), g -> {});

    assertThat(rows(admins.id()))
        .extracting(PoolGroup::phase, row -> row.progress().state())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(PoolGroup.Phase.UNWANTED, State.PENDING));
    assertThat(rows(admins.id())).extracting(row -> row.progress().urgent()).containsExactly(true);
    gate.open = true;
    eventually("gone", () -> bridge.groupsInPool().isEmpty());
    assertThat(bridge.groupsOf("ann")).isEmpty();
  }

  @Test
  void whereDeletionIsOffTheNameOfADeletedGroupIsTakenAndNotUnderWayForEver() {
    bridge.restart(GroupHazardsTest::neverDeleting);
    Group admins = bridge.group("Admins");
    bridge.engine.writes().deleteGroup(REQUEST, admins.id(), group -> {});

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.group("Admins"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
  }

  @Test
  void aGroupThatGetsItsNameBackWhileItIsBeingDeletedIsNotLost() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    CountDownLatch deleting = new CountDownLatch(1);
    CountDownLatch renamed = new CountDownLatch(1);
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.DeleteGroup) {
            deleting.countDown();
            await(renamed);
          }
          return pool.attempt(call);
        };
    bridge.rename(admins.id(), "Operators");
    eventually("being deleted", () -> deleting.getCount() == 0);

    bridge.rename(admins.id(), "Admins");
    renamed.countDown();

    eventually("one group", () -> bridge.groupsInPool().equals(Set.of("Admins")));
    eventually("member", () -> bridge.groupsOf("ann").equals(Set.of("Admins")));
  }

  private static void await(CountDownLatch latch) {
    try {
      AtomicBoolean inTime = new AtomicBoolean(latch.await(1, TimeUnit.SECONDS));
      assertThat(inTime).isNotNull();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aMemberLeavesAGroupThatThePoolDoesNotHaveAndMayNotGet() {
    bridge.restart(app -> rules(app, app.operations(), GroupRules.NONE, app.whenBusy()));
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    bridge.restart(
        app ->
            rules(
                app,
                new Operations(false, true, true, Operations.PasswordSync.OFF),
                GroupRules.ALL,
                app.whenBusy()));

    bridge.change(admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));

    assertThat(
            bridge.directory.<Integer>read(
                tx -> tx.members().of(ProvisioningFixture.APP, admins.id()).size()))
        .isZero();
  }

  private static Outcome noSuch() {
    return new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."));
  }

  @Test
  void aRefusedMemberThatHasNoAccountDoesNotKeepTheOldGroup() {
    AtomicBoolean first = new AtomicBoolean(true);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser create && create.username().equals("bob")
                ? first.getAndSet(false) ? new Outcome.Unavailable("Not now.") : noSuch()
                : pool.attempt(call);
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    eventually("refused", () -> bridge.state(bob.id()) == State.REFUSED);
    Group admins = bridge.group("Admins", ann.id(), bob.id());

    bridge.rename(admins.id(), "Operators");

    eventually("the new one only", () -> bridge.groupsInPool().equals(Set.of("Operators")));
    assertThat(bridge.groupsOf("ann")).containsExactly("Operators");
  }

  @Test
  void aRefusedMemberKeepsTheAccessThatTheOldGroupGivesAndIsAskedForLessAndLess() {
    AtomicBoolean refused = new AtomicBoolean(true);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminAddUserToGroup add
                    && add.groupName().equals("Operators")
                    && refused.get()
                ? noSuch()
                : pool.attempt(call);
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());

    bridge.rename(admins.id(), "Operators");

    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    eventually(
        "waits longer each time",
        () ->
            retiring(admins.id()).progress().nextAttempt().isAfter(Instant.now().plusMillis(700)));
    assertThat(bridge.groupsOf("ann")).containsExactly("Admins");
    refused.set(false);
    bridge.setActive(ann.id(), false);
    eventually("the new one only", () -> bridge.groupsInPool().equals(Set.of("Operators")));
    assertThat(bridge.groupsOf("ann")).containsExactly("Operators");
  }

  @Test
  void aNameThatARenamedGroupIsLeavingIsWaitedForAndNotTaken() {
    AtomicBoolean reachable = new AtomicBoolean();
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminAddUserToGroup && !reachable.get()
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    bridge.rename(admins.id(), "Operators");

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.group(bridge.hasty(), "Admins"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(fault.retryAfter()).isPresent();
    reachable.set(true);
    eventually("the old one is gone", () -> bridge.groupsInPool().equals(Set.of("Operators")));
    bridge.group("Admins");
    eventually("both", () -> bridge.groupsInPool().equals(Set.of("Admins", "Operators")));
    assertThat(bridge.groupsOf("ann")).containsExactly("Operators");
  }

  private PoolGroup retiring(ResourceId group) {
    return rows(group).stream()
        .filter(row -> row.phase() == PoolGroup.Phase.RETIRING)
        .findFirst()
        .orElseThrow();
  }

  /** Who comes back after somebody else took the row over must not give its name up. */
  @Test
  void whatIsRecordedUnderAnOldLeaseGivesNoNameUp() {
    Group admins = bridge.group("Admins");
    PoolGroup used = rows(admins.id()).getFirst().withMade(false);
    GroupWrites groups = new GroupWrites(bridge.setting, new Turns());
    Instant now = bridge.setting.now();
    PoolGroupRun stale =
        bridge.directory.<PoolGroupRun>write(
            tx -> {
              tx.poolGroups().update(used);
              return groups.run(tx, used, false);
            });
    stale.finish(stale.plan(), now);
    assertThat(stale.inStep()).isTrue();
    bridge.directory.write(
        tx ->
            tx.poolGroups()
                .takeOver(used.app(), used.id(), "another", now.plusSeconds(60))
                .isPresent());
    PoolGroup taken = rows(admins.id()).getFirst();

    bridge.directory.write(
        tx -> {
          groups.recordRun(tx, stale, PoolGroup.Phase.UNWANTED, now);
          return true;
        });

    assertThat(rows(admins.id())).containsExactly(taken);
  }
}
