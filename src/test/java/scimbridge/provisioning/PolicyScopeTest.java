package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Audit;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRef.Key;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.testing.AuditTrail;

/** Who is in the scope of policies for groups, and comes into it and leaves it, and how. */
@Execution(ExecutionMode.CONCURRENT)
class PolicyScopeTest {
  private static final GroupRef SALES = new GroupRef(Key.DISPLAY_NAME, "Sales");

  @TempDir private Path folder;
  private ProvisioningFixture bridge;

  @AfterEach
  void close() {
    bridge.close();
  }

  private void start(UnaryOperator<App> rules) {
    bridge = new ProvisioningFixture(folder, rules, pool -> pool, new UnlimitedGate());
  }

  private static UnaryOperator<App> policies(Selection... selections) {
    return app ->
        app.with(
            Arrays.stream(selections)
                .map(who -> new Policy(who, List.of(POOL), new TreeSet<>()))
                .toList());
  }

  private static Selection groups(GroupRef... groups) {
    return new Selection.MembersOf(List.of(groups));
  }

  private static MemberDelta joins(ResourceId... users) {
    return new MemberDelta(false, Set.of(), add(users));
  }

  private static MemberDelta nests(Group... groups) {
    Set<Member> members = new HashSet<>();
    for (Group group : groups) {
      members.add(new Member(group.id(), ResourceType.GROUP));
    }
    return new MemberDelta(false, Set.of(), members);
  }

  private static MemberDelta leaves(ResourceId... members) {
    return new MemberDelta(false, Set.of(members), Set.of());
  }

  private void comes(User user) {
    eventually(
        user.userName() + " has an account",
        () ->
            bridge.link(user.id()).isPresent()
                && bridge.state(user.id()) == State.IN_STEP
                && bridge.account(user.userName()).filter(a -> a.enabled()).isPresent());
  }

  private void goes(User user) {
    eventually(
        user.userName() + " is shut out",
        () ->
            bridge.state(user.id()) == State.IN_STEP
                && bridge.account(user.userName()).filter(a -> a.enabled()).isEmpty());
    assertThat(bridge.link(user.id()).orElseThrow().entitlement().departure().cause())
        .isEqualTo(Cause.UNASSIGNED);
  }

  private void staysOut(User user) {
    eventually("looked at", () -> bridge.link(user.id()).isEmpty());
    assertThat(bridge.account(user.userName())).isEmpty();
  }

  /** Waits until nothing is left to be done. */
  private void settled() {
    eventually(
        "settled",
        () ->
            bridge.directory.<Boolean>read(
                tx ->
                    tx.accounts().counts(APP).getOrDefault(State.PENDING, 0L) == 0
                        && tx.reviews().find(APP).orElseThrow().done()));
  }

  private List<Followed> followed() {
    return bridge.directory.read(tx -> tx.policyGroups().ofApp(APP));
  }

  @Test
  void membershipLetsInAndOut() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    assertThat(bridge.account("ann")).isEmpty();
    Group sales = bridge.group("Sales");

    bridge.change(sales.id(), joins(ann.id()));

    comes(ann);
    assertThat(bridge.link(ann.id()).orElseThrow().entitlement().policies())
        .containsExactly("group 'Sales'");
    assertThat(bridge.groupsOf("ann")).containsExactly("Sales");
    bridge.change(sales.id(), leaves(ann.id()));
    goes(ann);
    bridge.change(sales.id(), joins(ann.id()));
    comes(ann);
  }

  @Test
  void aGroupThatAPolicyWaitsForLetsInWhenItIsMadeOrRenamedSo() {
    start(policies(groups(SALES, new GroupRef(Key.EXTERNAL_ID, "00g1"))));
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    Group vendors = bridge.group("Vendors", ann.id());
    settled();
    assertThat(bridge.account("ann")).isEmpty();
    assertThat(followed()).isEmpty();

    bridge.rename(vendors.id(), "sales");
    comes(ann);
    bridge
        .engine
        .writes()
        .createGroup(
            REQUEST,
            (group, in) ->
                new GroupDraft(
                    attributes("{\"displayName\":\"X\",\"externalId\":\"00g1\"}"),
                    joins(ben.id())));
    comes(ben);
  }

  @Test
  void aRenameOfAFollowedGroupChangesNothing() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    Group sales = bridge.group("Sales", ann.id());
    comes(ann);

    bridge.rename(sales.id(), "Revenue");
    settled();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    bridge.stop();
    bridge.start(bridge.emulator.endpoint());
    User ben = bridge.create("ben");
    bridge.change(sales.id(), joins(ben.id()));
    comes(ben);
    eventually(
        "the old name is given up",
        () ->
            bridge.directory.<Boolean>read(
                tx -> tx.poolGroups().ofGroup(APP, sales.id()).size() == 1));
    Group other = bridge.group("Sales");
    User cat = bridge.create("cat");
    bridge.change(other.id(), joins(cat.id()));
    settled();
    assertThat(bridge.account("cat")).isEmpty();
  }

  @Test
  void nestedGroupsCountAlsoInCircles() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    Group sales = bridge.group("Sales");
    Group emea = bridge.group("EMEA");
    Group berlin = bridge.group("Berlin", ann.id());
    bridge.change(emea.id(), nests(berlin));
    settled();
    assertThat(bridge.account("ann")).isEmpty();

    bridge.change(sales.id(), nests(emea));
    comes(ann);
    bridge.change(berlin.id(), nests(sales));
    User ben = bridge.create("ben");
    bridge.change(berlin.id(), joins(ben.id()));
    comes(ben);

    bridge.change(emea.id(), leaves(berlin.id()));
    goes(ann);
    goes(ben);
  }

  @Test
  void theDeletionOfANestedGroupShutsOutWhoWasInByIt() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    Group berlin = bridge.group("Berlin", ann.id());
    Group sales = bridge.group("Sales");
    bridge.change(sales.id(), nests(berlin));
    comes(ann);

    bridge.engine.writes().deleteGroup(REQUEST, berlin.id(), group -> {});

    goes(ann);
  }

  @Test
  void aPolicyWhoseGroupIsGoneIsSuspendedAndSaysSo() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    Group sales = bridge.group("Sales", ann.id());
    comes(ann);

    bridge.engine.writes().deleteGroup(REQUEST, sales.id(), group -> {});
    settled();

    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(followed()).containsExactly(new Followed(SALES, sales.id(), true));
    assertThat(
            bridge.directory.<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 10)))
        .anyMatch(
            entry -> entry.action().equals("policy.suspend") && entry.detail().contains("1 users"));
    assertThat(PolicyReport.troubles(policies(groups(SALES)).apply(app()), followed()))
        .singleElement()
        .asString()
        .contains("suspended");
    bridge.group("Sales", ben.id());
    settled();
    assertThat(bridge.account("ben")).as("nobody new enters").isEmpty();
    bridge.restart(policies(groups(SALES)));
    settled();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();

    Group again = group("Sales");
    bridge.restart(policies(groups(new GroupRef(Key.ID, again.id().value()))));
    comes(ben);
    goes(ann);
  }

  private Group group(String name) {
    return bridge.directory.read(
        tx ->
            tx.names()
                .holder(Name.displayName(APP, name))
                .flatMap(held -> tx.resources().group(APP, held.resource()))
                .orElseThrow());
  }

  private static App app() {
    return App.withDefaults(APP, List.of(POOL));
  }

  @Test
  void reasonsAddUp() {
    Selection nurses = Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled());
    start(policies(groups(SALES), groups(new GroupRef(Key.DISPLAY_NAME, "EMEA")), nurses));
    User ann = bridge.create(attributes("{\"userName\":\"ann\",\"title\":\"Nurse\"}"), null);
    Group sales = bridge.group("Sales", ann.id());
    Group emea = bridge.group("EMEA", ann.id());
    settled();
    assertThat(bridge.link(ann.id()).orElseThrow().entitlement().policies())
        .containsExactly("filter title eq \"Nurse\"", "group 'EMEA'", "group 'Sales'");

    bridge.change(sales.id(), leaves(ann.id()));
    bridge.replace(ann.id(), attributes("{\"userName\":\"ann\"}"));
    settled();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.link(ann.id()).orElseThrow().entitlement().policies())
        .containsExactly("group 'EMEA'");
    bridge.change(emea.id(), leaves(ann.id()));
    goes(ann);
  }

  @Test
  void manyEnterInOneRequestAndEachAsksForItsAccountOnly() {
    start(app -> policies(groups(SALES)).apply(app));
    List<ResourceId> people = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      people.add(bridge.create("user" + i).id());
    }
    Group sales = bridge.group("Sales");
    long before = bridge.updates();

    bridge.change(sales.id(), joins(people.toArray(ResourceId[]::new)));

    eventually("all there", () -> everybodyInStep(people));
    // AdminCreateUser, AdminSetUserPassword, AdminAddUserToGroup; and DescribeUserPool, because
    // nobody was to have an account before.
    assertThat(bridge.updates() - before).isEqualTo(60 * 3 + 1);
    assertThat(bridge.calls()).noneMatch(call -> call.startsWith("AdminGetUser"));
  }

  @Test
  void whoLeavesIsShutOutBeforeManyWhoWaitToEnter() throws InterruptedException {
    start(app -> policies(groups(SALES)).apply(app).withRequestWait(Duration.ZERO));
    User ann = bridge.create("ann");
    Group sales = bridge.group("Sales", ann.id());
    comes(ann);
    List<ResourceId> people = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      people.add(bridge.create("user" + i).id());
    }
    AtomicInteger created = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    CountDownLatch marked = new CountDownLatch(1);
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminCreateUser) {
            created.incrementAndGet();
            uninterrupted(marked);
          } else if (call instanceof CognitoCall.AdminDisableUser) {
            before.set(created.get());
          }
          return pool.attempt(call);
        };
    bridge.change(sales.id(), joins(people.toArray(ResourceId[]::new)));
    eventually("busy", () -> created.get() >= 16);

    bridge.change(sales.id(), leaves(ann.id()));

    goes(ann);
    marked.countDown();
    eventually("all there", () -> everybodyInStep(people));
    // Those under way when ann left, and those who took a free place before she got hers.
    assertThat(before.get()).isBetween(16, 60);
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await(120, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean everybodyInStep(List<ResourceId> people) {
    return people.stream()
        .allMatch(
            id ->
                bridge
                    .link(id)
                    .filter(link -> !link.vacant())
                    .filter(link -> link.progress().state() == State.IN_STEP)
                    .isPresent());
  }

  @Test
  void aChangedConfigurationIsCarriedOutAtTheNextStartWithoutCallsForThoseInStep() {
    start(app -> app);
    User ann = bridge.create(attributes("{\"userName\":\"ann\",\"title\":\"Nurse\"}"), null);
    User ben = bridge.create(attributes("{\"userName\":\"ben\"}"), null);
    settled();
    long before = bridge.updates();

    bridge.restart(policies(Selection.Matching.of("title pr", Schemas.bundled())));
    goes(ben);
    settled();
    assertThat(bridge.updates() - before).as("disable and sign out").isEqualTo(2);
    assertThat(bridge.link(ann.id()).orElseThrow().entitlement().policies())
        .containsExactly("filter title pr");

    User cat = bridge.create(attributes("{\"userName\":\"cat\"}"), null);
    assertThat(bridge.account("cat")).isEmpty();
    bridge.restart(app -> app);
    comes(cat);
    comes(ben);
    settled();
    long after = bridge.updates();
    bridge.restart(app -> app);
    settled();
    assertThat(bridge.updates()).isEqualTo(after);
  }

  @Test
  void aReviewGoesOnWhereACrashEndedIt() {
    start(policies(groups(SALES)));
    List<ResourceId> people = new ArrayList<>();
    for (int i = 0; i < 230; i++) {
      people.add(bridge.create(attributes("{\"userName\":\"user" + i + "\"}"), null).id());
    }
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    bridge.restart(app -> app);
    eventually("begun", () -> people.stream().anyMatch(id -> bridge.link(id).isPresent()));
    bridge.stop();
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.start(bridge.emulator.endpoint());

    eventually("all there", () -> everybodyInStep(people));
  }

  @Test
  void whatWasSwitchedOffIsDoneWhenItIsOnAgain() {
    start(app -> app.with(new Operations(false, true, true, PasswordSync.OFF, WhenOff.SKIP)));
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());
    settled();
    assertThat(bridge.state(ann.id())).isEqualTo(State.REFUSED);
    assertThat(bridge.groupsInPool()).isEmpty();

    bridge.restart(app -> app);

    comes(ann);
    eventually("in the group", () -> bridge.groupsOf("ann").contains("Staff"));
    assertThat(staff.displayName()).isEqualTo("Staff");
  }

  @Test
  void aTakenUsernameIsShownAtTheUserAndDoesNotKeepOthersOut() {
    start(policies(groups(SALES)));
    bridge.cognito.adminCreateUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");

    bridge.group("Sales", ann.id(), ben.id());

    comes(ben);
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    bridge.setActive(ann.id(), false);
    assertThat(bridge.onlyUserNamed("ann").orElseThrow().active()).isFalse();
    bridge.delete(ann.id());
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void whoEntersAndIsDeletedAtOnceLeavesNothingBehind() {
    start(policies(groups(SALES)));
    User ann = bridge.create("ann");
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    bridge.group(bridge.hasty(), "Sales", ann.id());
    bridge.delete(ann.id());
    bridge.interposed = (call, pool) -> pool.attempt(call);

    eventually("gone", () -> bridge.link(ann.id()).isEmpty() && bridge.nameIsFree("ann"));
    assertThat(bridge.account("ann")).isEmpty();
    assertThat(catchThrowableOfType(Exception.class, () -> bridge.create("ann"))).isNull();
  }
}
