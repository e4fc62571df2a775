package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Guard;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** The guard against mass removal: exactly the limit passes, and nothing that it must not keep. */
class RemovalGuardTest {
  /** Two of ten, or three in any case. */
  private static final Guard THREE = new Guard(true, 20, 3);

  private static final Selection SALES =
      new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales")));

  @TempDir private Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge =
        new ProvisioningFixture(folder, app -> app.with(THREE), pool -> pool, new UnlimitedGate());
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private List<User> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> bridge.create("user" + i)).toList();
  }

  /** They are old enough to count. */
  private void aDayPasses() {
    bridge.ahead = bridge.ahead.plus(Guard.YOUNG).plusSeconds(1);
  }

  private void anHourPasses() {
    bridge.ahead = bridge.ahead.plus(Guard.WINDOW).plusSeconds(1);
  }

  private Fault refusedDeletion(User user) {
    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.delete(user.id()));
    assertThat(fault).isNotNull();
    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    return fault;
  }

  private boolean isEnabled(User user) {
    return bridge.account(user.userName()).orElseThrow().enabled();
  }

  private State state(User user) {
    return bridge.state(user.id());
  }

  private GuardStatus status() {
    return bridge.engine.guarding().status(APP);
  }

  private void allow() {
    bridge.engine.guarding().allow(APP, soFar -> {});
  }

  private long discard() {
    return bridge.engine.guarding().discard(APP, soFar -> {});
  }

  // Deletions by the client.

  @Test
  void theDeletionThatIsOneTooManyIsRefusedAndNothingOfItIsKept() {
    List<User> users = users(10);
    aDayPasses();
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));
    long calls = bridge.updates();

    Fault fault = refusedDeletion(users.get(3));

    assertThat(fault.detail())
        .contains("not deleted and nothing was changed", "guard allow --app okta")
        .doesNotContain("deactivated");
    assertThat(bridge.updates()).isEqualTo(calls);
    assertThat(bridge.onlyUserNamed("user3")).contains(users.get(3));
    assertThat(isEnabled(users.get(3))).isTrue();
    assertThat(state(users.get(3))).isEqualTo(State.IN_STEP);
    assertThat(bridge.account("user2")).isEmpty();
    assertThat(status().closed()).isTrue();
    assertThat(status().removed()).isEqualTo(3);
    assertThat(status().limit()).isEqualTo(3);
  }

  @Test
  void aShareOfManyAccountsMayGo() {
    List<User> users = users(26);
    aDayPasses();

    users.subList(0, 5).forEach(user -> bridge.delete(user.id()));

    refusedDeletion(users.get(5));
    assertThat(status().limit()).isEqualTo(5);
  }

  @Test
  void youngAccountsDoNotCount() {
    List<User> users = users(5);

    users.forEach(user -> bridge.delete(user.id()));

    assertThat(bridge.users()).isZero();
    assertThat(status().removed()).isZero();
  }

  @Test
  void afterAnHourTheNextMayGo() {
    List<User> users = users(10);
    aDayPasses();
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));
    refusedDeletion(users.get(3));

    bridge.restart(app -> app.with(THREE));
    refusedDeletion(users.get(3));
    anHourPasses();

    bridge.delete(users.get(3).id());
    assertThat(bridge.account("user3")).isEmpty();
  }

  @Test
  void eightDeletionsAtOnceLeaveExactlyTheLimit() throws Exception {
    List<User> users = users(10);
    aDayPasses();

    assertThat(deletedAtOnce(users.subList(0, 8))).isEqualTo(3);

    assertThat(bridge.users()).isEqualTo(7);
    assertThat(status().removed()).isEqualTo(3);
  }

  private long deletedAtOnce(List<User> users) throws Exception {
    List<Callable<Boolean>> deletions = new ArrayList<>();
    users.forEach(
        user ->
            deletions.add(
                () -> {
                  try {
                    bridge.delete(user.id());
                    return true;
                  } catch (Fault refused) {
                    assertThat(refused.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
                    return false;
                  }
                }));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      return threads.invokeAll(deletions).stream().filter(Future::resultNow).count();
    }
  }

  @Test
  void deactivationsAreCountedAndGoThrough() {
    List<User> users = users(10);
    aDayPasses();
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));
    refusedDeletion(users.get(9));

    users.subList(3, 8).forEach(user -> bridge.setActive(user.id(), false));

    assertThat(users.subList(3, 8)).noneMatch(this::isEnabled);
    assertThat(status().deactivated()).isEqualTo(5);
    bridge.setActive(users.get(3).id(), true);
    assertThat(isEnabled(users.get(3))).isTrue();
    assertThat(status().deactivated()).isEqualTo(4);
  }

  @Test
  void anAdministratorLetsEverythingPassForAnHour() {
    List<User> users = users(12);
    aDayPasses();
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));
    refusedDeletion(users.get(3));

    allow();
    users.subList(3, 8).forEach(user -> bridge.delete(user.id()));
    assertThat(status().allowedUntil()).isNotNull();
    assertThat(status().removed()).isEqualTo(8);
    anHourPasses();

    users.subList(8, 11).forEach(user -> bridge.delete(user.id()));
    refusedDeletion(users.get(11));
  }

  @Test
  void whereItIsOffNobodyIsAsked() {
    List<User> users = users(10);
    bridge.restart(app -> app.with(Guard.OFF));
    aDayPasses();

    users.forEach(user -> bridge.delete(user.id()));

    assertThat(bridge.users()).isZero();
  }

  // Leaving scope.

  /** Everybody is in the one group that gives accounts. */
  private Group everybodyInSales(List<User> users) {
    Group sales = bridge.group("Sales", ids(users));
    settled(users);
    bridge.restart(app -> app.with(THREE).with(salesOnly()));
    reviewed();
    settled(users);
    aDayPasses();
    return sales;
  }

  private static ResourceId[] ids(List<User> users) {
    return users.stream().map(User::id).toArray(ResourceId[]::new);
  }

  private static List<Policy> salesOnly() {
    return List.of(new Policy(SALES, List.of(POOL), new TreeSet<>()));
  }

  /** A PUT of the group that names nobody. */
  private void empty(Group group) {
    bridge.change(group.id(), new MemberDelta(true, Set.of(), Set.of()));
  }

  private List<User> held(List<User> users) {
    return users.stream().filter(user -> state(user) == State.HELD).toList();
  }

  private void settled(List<User> users) {
    eventually("settled", () -> users.stream().noneMatch(user -> state(user) == State.PENDING));
  }

  @Test
  void whoLeavesScopeIsHeldOnceItIsOneTooMany() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);

    empty(sales);

    settled(users);
    List<User> held = held(users);
    assertThat(held).hasSize(7);
    assertThat(held).allMatch(this::isEnabled);
    assertThat(users.stream().filter(user -> !isEnabled(user))).hasSize(3);
    assertThat(bridge.link(held.getFirst().id()).orElseThrow().progress().reason())
        .contains("guard against mass removal");
    // What the client took away goes all the same.
    eventually(
        "nobody is in the group",
        () -> held.stream().allMatch(user -> bridge.groupsOf(user.userName()).isEmpty()));
    assertThat(status().held()).isEqualTo(7);
    assertThat(status().closed()).isTrue();
    refusedDeletion(held.getFirst());
    assertThat(state(held.getFirst())).isEqualTo(State.HELD);
    assertThat(bridge.engine.explanation().of(APP, held.getFirst().id()))
        .anyMatch(line -> line.contains("its removal is held"));
  }

  @Test
  void whatIsHeldStaysSoOverTimeAndRestartsAndIsCarriedOutWhenAllowed() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);
    empty(sales);
    settled(users);
    anHourPasses();
    bridge.restart(app -> app.with(THREE).with(salesOnly()));
    settled(users);
    List<User> held = held(users);
    assertThat(held).hasSize(7).allMatch(this::isEnabled);

    allow();

    eventually("carried out", () -> users.stream().noneMatch(this::isEnabled));
    settled(users);
    assertThat(held(users)).isEmpty();
    assertThat(users).allMatch(user -> state(user) == State.IN_STEP);
    assertThat(status().held()).isZero();
  }

  @Test
  void whatIsDiscardedStaysAsItIsOverRestartsAndReviews() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);
    empty(sales);
    settled(users);
    List<User> held = held(users);

    assertThat(discard()).isEqualTo(7);

    settled(users);
    assertThat(held(users)).isEmpty();
    anHourPasses();
    bridge.restart(
        app ->
            app.with(THREE)
                .with(salesOnly())
                .with(
                    new Deprovisioning(
                        new Rule(Action.DELETE, Duration.ZERO),
                        app.deprovisioning().inactive(),
                        app.deprovisioning().deleted())));
    reviewed();
    settled(held);
    assertThat(held).allMatch(this::isEnabled);
    assertThat(held)
        .allMatch(
            user ->
                bridge.link(user.id()).orElseThrow().entitlement().departure().standing()
                    == Standing.WAIVED);
    // The ordinary rules again, once they have come back.
    User back = held.getFirst();
    bridge.change(sales.id(), new MemberDelta(false, Set.of(), add(back.id())));
    eventually(
        "back", () -> bridge.link(back.id()).orElseThrow().entitlement().departure() == null);
    bridge.change(sales.id(), new MemberDelta(false, Set.of(back.id()), Set.of()));
    eventually("gone", () -> bridge.account(back.userName()).isEmpty());
  }

  private void reviewed() {
    eventually("reviewed", () -> bridge.engine.standing().of(APP).reviewed());
  }

  @Test
  void whoComesBackIntoScopeIsNotHeldAnyMore() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);
    empty(sales);
    settled(users);
    List<User> held = held(users);

    bridge.change(sales.id(), new MemberDelta(false, Set.of(), add(ids(users))));

    eventually("all are back", () -> users.stream().allMatch(this::isEnabled));
    settled(users);
    assertThat(held).allMatch(user -> state(user) == State.IN_STEP);
    assertThat(status().held()).isZero();
    // Nobody is removed, so that nothing counts.
    assertThat(status().removed()).isZero();
  }

  @Test
  void aDeactivationAndALeavingOfAGroupGoThroughForWhomIsHeld() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);
    Group other = bridge.group("Other", ids(users));
    settled(users);
    empty(sales);
    settled(users);
    User one = held(users).getFirst();
    User two = held(users).getLast();

    bridge.setActive(one.id(), false);
    bridge.change(other.id(), new MemberDelta(false, Set.of(two.id()), Set.of()));

    assertThat(isEnabled(one)).isFalse();
    eventually("left", () -> bridge.groupsOf(two.userName()).isEmpty());
    assertThat(isEnabled(two)).isTrue();
    eventually("held", () -> state(one) == State.HELD && state(two) == State.HELD);
  }

  @Test
  void aRenamedGroupGoesOnForWhomIsHeld() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users);
    Group other = bridge.group("Other", ids(users));
    settled(users);
    empty(sales);
    settled(users);
    User one = held(users).getFirst();

    bridge.rename(other.id(), "Others");

    eventually("renamed", () -> bridge.groupsInPool().equals(Set.of("Sales", "Others")));
    assertThat(bridge.groupsOf(one.userName())).containsExactly("Others");
  }

  @Test
  void aConfigurationThatPutsEverybodyOutOfScopeIsHeldUp() {
    List<User> users = users(10);
    aDayPasses();

    bridge.restart(app -> app.with(THREE).with(salesOnly()));

    reviewed();
    settled(users);
    assertThat(held(users)).hasSize(7).allMatch(this::isEnabled);
    bridge.restart(app -> app.with(THREE));
    reviewed();
    settled(users);
    assertThat(held(users)).isEmpty();
    assertThat(users).allMatch(this::isEnabled);
  }

  @Test
  void aChangeThatAFilterLooksAtIsAcceptedAndTheAccountIsHeld() {
    List<User> users = users(10);
    bridge.restart(app -> app.with(THREE).with(employees()));
    reviewed();
    users.forEach(user -> bridge.replace(user.id(), typed(user, "Employee")));
    settled(users);
    aDayPasses();

    users.forEach(user -> bridge.replace(user.id(), typed(user, "Guest")));

    settled(users);
    assertThat(held(users)).hasSize(7).allMatch(this::isEnabled);
    User one = held(users).getFirst();
    bridge.replace(one.id(), typed(one, "Employee"));
    assertThat(state(one)).isEqualTo(State.IN_STEP);
  }

  private static List<Policy> employees() {
    return List.of(
        new Policy(
            Selection.Matching.of("not (userType eq \"Guest\")", Schemas.bundled()),
            List.of(POOL),
            new TreeSet<>()));
  }

  private static Attributes typed(User user, String userType) {
    ObjectNode document = user.attributes().toNode();
    document.put("userType", userType);
    return Attributes.of(document);
  }
}
