package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Progress;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.App.WhenBusy;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Retrying.Due;
import scimbridge.provisioning.Retrying.Order;
import scimbridge.testing.AuditTrail;

/** A backlog makes changes wait, and never what takes access away. */
@Execution(ExecutionMode.CONCURRENT)
class BacklogTest {
  @TempDir private Path folder;

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

  /** Something has waited for longer than the app allows. */
  private void waitTooLong() {
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    User late = bridge.create("late");
    assertThat(bridge.state(late.id())).isEqualTo(State.PENDING);
    bridge.ahead = App.DEFAULT_MAX_PENDING_AGE.plusSeconds(5);
  }

  private static Fault refusal(Runnable request) {
    Fault fault = catchThrowableOfType(Fault.class, request::run);
    assertThat(fault.kind()).isEqualTo(Fault.Kind.THROTTLED);
    assertThat(fault.retryAfter()).contains(Duration.ofSeconds(30));
    return fault;
  }

  @Test
  void newChangesAreRefusedAndNothingOfThemIsKept() {
    User ann = bridge.create("ann");
    Group sales = bridge.group("Sales");
    waitTooLong();

    refusal(() -> bridge.create("ben"));
    refusal(() -> bridge.replace(ann.id(), renamed("ann")));
    refusal(() -> bridge.group("Marketing"));
    refusal(() -> bridge.rename(sales.id(), "Sellers"));
    refusal(() -> bridge.change(sales.id(), new MemberDelta(false, Set.of(), add(ann.id()))));

    assertThat(bridge.users()).isEqualTo(2);
    assertThat(bridge.nameIsFree("ben")).isTrue();
    assertThat(bridge.groupsInPool()).containsExactly("Sales");
  }

  @Test
  void whatTakesAccessAwayGoesThrough() {
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    User cleo = bridge.create("cleo");
    Group sales = bridge.group("Sales", cleo.id());
    Group staff = bridge.group("Staff", cleo.id());
    waitTooLong();

    bridge.setActive(ann.id(), false);
    bridge.delete(ben.id());
    bridge.change(sales.id(), new MemberDelta(false, Set.of(cleo.id()), Set.of()));
    bridge.engine.writes().deleteGroup(ProvisioningFixture.REQUEST, staff.id(), group -> {});

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(bridge.account("ben")).isEmpty();
    eventually("no groups left", () -> bridge.groupsOf("cleo").isEmpty());
    assertThat(bridge.groupsInPool()).containsExactly("Sales");
  }

  @Test
  void aMemberLeavesThoughTheOneWhoIsToJoinHasToWait() {
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    Group sales = bridge.group("Sales", ann.id());
    waitTooLong();

    Fault fault =
        refusal(
            () ->
                bridge.change(sales.id(), new MemberDelta(false, Set.of(ann.id()), add(ben.id()))));

    assertThat(fault.detail()).contains("still wait").contains("were removed all the same");
    eventually("ann has left", () -> bridge.groupsOf("ann").isEmpty());
    assertThat(bridge.groupsOf("ben")).isEmpty();
  }

  @Test
  void aPoolGroupThatWaitsCountsToo() {
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.CreateGroup
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    bridge.group("Sales");
    bridge.ahead = App.DEFAULT_MAX_PENDING_AGE.plusSeconds(5);

    refusal(() -> bridge.create("ben"));
  }

  @Test
  void whereAnAppRejectsWhatTheQuotaHasNoRoomForRemovalsAreStillTaken() {
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    User cleo = bridge.create("cleo");
    bridge.restart(BacklogTest::rejecting);
    gate.open = false;

    Fault busy =
        catchThrowableOfType(Fault.class, () -> bridge.replace(cleo.id(), renamed("cleo")));
    bridge.setActive(ann.id(), false);
    bridge.delete(ben.id());

    assertThat(busy.kind()).isEqualTo(Fault.Kind.THROTTLED);
    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    gate.open = true;
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
    eventually("deleted", () -> bridge.account("ben").isEmpty());
  }

  @Test
  void whatWasRefusedOrBacksOffIsTriedAgainByHand() {
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminAddUserToGroup
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : call instanceof CognitoCall.AdminCreateUser create
                        && create.username().equals("ben")
                    ? new Outcome.Unavailable("Not now.")
                    : pool.attempt(call);
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    bridge.group("Sales", ann.id());
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    backsOff(ben);
    bridge.interposed = (call, pool) -> pool.attempt(call);
    AppStatus before = bridge.engine.standing().of(ProvisioningFixture.APP);

    Due due = retry(null, State.REFUSED);
    assertThat(due).isEqualTo(new Due(1, 0));
    eventually("ann is in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.groupsOf("ann")).containsExactly("Sales");
    assertThat(retry(ann.id(), State.PENDING)).isEqualTo(new Due(0, 0));
    retry(ben.id(), State.PENDING);
    eventually("ben is in step", () -> bridge.state(ben.id()) == State.IN_STEP);

    // Told in the transaction that did it; what was not there to be tried is not told.
    assertThat(
            bridge.directory.<List<Entry>>read(
                tx -> AuditTrail.newest(tx.audit(), ProvisioningFixture.APP, 100)))
        .filteredOn(entry -> entry.action().equals("retry"))
        .extracting(Entry::detail)
        .containsExactly("1 accounts are tried again.", "1 accounts are tried again.");
    assertThat(before.accounts()).isEqualTo(Map.of(State.PENDING, 1L, State.REFUSED, 1L));
    assertThat(before.poolGroups()).isEqualTo(Map.of(State.IN_STEP, 1L));
    assertThat(before.oldest().user()).isEqualTo("ben");
    assertThat(before.refusesChanges()).isFalse();
  }

  /** It is not tried again by itself before this test is over. */
  private void backsOff(User user) {
    becomes(
        user,
        now ->
            new Progress(
                now.state(),
                now.reason(),
                now.since(),
                now.attempts(),
                bridge.setting.now().plus(Duration.ofHours(1)),
                now.uncertainUntil()));
  }

  /** What it waits for began long ago, and it was tried often: neither begins anew. */
  @Test
  void anAccountThatNeverWorksOutIsNoBacklogEachTimeItIsToBeTriedAgain() {
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminAddUserToGroup
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    User bad = bridge.create("bad");
    bridge.group(bridge.hasty(), "Sales", bad.id());
    hopeless(bad);
    bridge.create("ann");

    bridge.group(bridge.hasty(), "Staff", bad.id());
    eventually("tried", () -> bridge.link(bad.id()).orElseThrow().progress().attempts() == 13);
    bridge.create("ben");
    hopeless(bad);
    assertThat(retry(null, State.PENDING)).isEqualTo(new Due(1, 0));
    bridge.create("cleo");

    eventually("tried", () -> bridge.link(bad.id()).orElseThrow().progress().attempts() == 13);
    assertThat(bridge.engine.standing().of(ProvisioningFixture.APP).refusesChanges()).isFalse();
  }

  /** It was tried twelve times within a day. */
  private void hopeless(User user) {
    Instant now = bridge.setting.now();
    becomes(
        user,
        untold ->
            new Progress(
                State.PENDING,
                "Not now.",
                now.minus(Duration.ofDays(1)),
                12,
                now.plus(Duration.ofHours(1)),
                null));
  }

  /** Once it was tried and nobody works on it, its progress is made another. */
  private void becomes(User user, UnaryOperator<Progress> other) {
    eventually(
        "backs off",
        () ->
            bridge.directory.<Boolean>write(
                tx -> {
                  Account account =
                      tx.accounts()
                          .find(ProvisioningFixture.APP, ProvisioningFixture.POOL, user.id())
                          .orElseThrow();
                  return account.lease().returned()
                      && account.progress().attempts() > 0
                      && tx.accounts()
                          .update(account.withProgress(other.apply(account.progress())));
                }));
  }

  @Test
  void theStatusTellsWhichPoliciesAreSuspended() {
    bridge.restart(
        app ->
            app.with(
                List.of(
                    new Policy(
                        new Selection.MembersOf(
                            List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales"))),
                        List.of(ProvisioningFixture.POOL),
                        new TreeSet<>()))));
    assertThat(policiesInTrouble()).singleElement().asString().contains("Sales", "waits");
    Group sales = bridge.group("Sales");
    assertThat(policiesInTrouble()).isEmpty();

    bridge.engine.writes().deleteGroup(ProvisioningFixture.REQUEST, sales.id(), group -> {});

    assertThat(policiesInTrouble()).singleElement().asString().contains("Sales", "is suspended");
  }

  private List<String> policiesInTrouble() {
    return bridge.engine.standing().of(ProvisioningFixture.APP).notices().stream()
        .filter(notice -> notice.startsWith("the policy"))
        .toList();
  }

  private Due retry(ResourceId user, State state) {
    return bridge
        .engine
        .retrying()
        .run(new Order(ProvisioningFixture.APP, user, Set.of(state)), soFar -> {});
  }

  private static Attributes renamed(String userName) {
    return ProvisioningFixture.attributes(
        "{\"userName\":\"%s\",\"active\":true,\"name\":{\"familyName\":\"Ray\"}}"
            .formatted(userName));
  }

  private static App rejecting(App app) {
    return new App(
        app.id(),
        app.operations(),
        app.policies(),
        app.groups(),
        app.strict(),
        app.requestWait(),
        app.memberWait(),
        WhenBusy.REJECT,
        app.maxPendingAge(),
        app.deprovisioning());
  }
}
