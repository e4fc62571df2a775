package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Directory;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Guard;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Retrying.Order;
import scimbridge.testing.PostgresServer;

/** What goes wrong on the way of a removal, and ways around the guard. */
@Execution(ExecutionMode.CONCURRENT)
class RemovalGuardHazardsTest {
  private static final Guard THREE = new Guard(true, 20, 3);

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

  private void aDayPasses() {
    bridge.ahead = bridge.ahead.plus(Guard.YOUNG).plusSeconds(1);
  }

  private static ResourceId[] ids(List<User> users) {
    return users.stream().map(User::id).toArray(ResourceId[]::new);
  }

  private GuardStatus status() {
    return bridge.engine.guarding().status(APP);
  }

  private State state(User user) {
    return bridge.state(user.id());
  }

  private boolean isEnabled(User user) {
    return bridge.account(user.userName()).orElseThrow().enabled();
  }

  private void settled(List<User> users) {
    eventually("settled", () -> users.stream().noneMatch(user -> state(user) == State.PENDING));
  }

  private void reviewed() {
    eventually("reviewed", () -> bridge.engine.standing().of(APP).reviewed());
  }

  private Fault refused(User user) {
    return catchThrowableOfType(Fault.class, () -> bridge.delete(user.id()));
  }

  private static UnaryOperator<App> salesOnly(Action unassigned) {
    Selection sales =
        new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales")));
    return app ->
        app.with(THREE)
            .with(List.of(new Policy(sales, List.of(POOL), new TreeSet<>())))
            .with(
                new Deprovisioning(
                    new Rule(unassigned, Duration.ofDays(1)),
                    app.deprovisioning().inactive(),
                    app.deprovisioning().deleted()));
  }

  private Group everybodyInSales(List<User> users, Action unassigned) {
    Group sales = bridge.group("Sales", ids(users));
    settled(users);
    bridge.restart(salesOnly(unassigned));
    reviewed();
    settled(users);
    aDayPasses();
    return sales;
  }

  private void empty(Group group) {
    bridge.change(group.id(), new MemberDelta(true, Set.of(), Set.of()));
  }

  @Test
  void aDeletionThatCognitoRefusesStandsAndCountsOnce() {
    List<User> users = users(10);
    aDayPasses();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminDeleteUser
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : pool.attempt(call);
    bridge.delete(users.get(0).id());
    assertThat(status().removed()).isEqualTo(1);
    bridge.interposed = (call, pool) -> pool.attempt(call);

    bridge
        .engine
        .retrying()
        .run(new Order(APP, users.get(0).id(), Set.of(State.REFUSED)), soFar -> {});

    eventually("deleted", () -> bridge.account("user0").isEmpty());
    assertThat(status().removed()).isEqualTo(1);
  }

  @Test
  void aDeletionWhoseAnswerWasLostCountsOnce() {
    List<User> users = users(10);
    aDayPasses();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminDeleteUser
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));

    assertThat(refused(users.get(0)).kind()).isEqualTo(Fault.Kind.NOT_FOUND);
    assertThat(status().removed()).isEqualTo(3);
  }

  @Test
  void whoIsDeletedAndCreatedAgainWithTheSameAccountIsNotRemoved() {
    List<User> users = users(10);
    bridge.restart(
        app ->
            app.with(THREE)
                .with(
                    new Deprovisioning(
                        app.deprovisioning().unassigned(),
                        app.deprovisioning().inactive(),
                        new Rule(Action.DELETE, Duration.ofDays(7)))));
    reviewed();
    aDayPasses();
    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));
    assertThat(status().closed()).isTrue();

    User back = bridge.create("user0");

    eventually("is back", () -> isEnabled(back));
    assertThat(status().removed()).isEqualTo(2);
    bridge.delete(users.get(3).id());
  }

  @Test
  void whoWasLeftIsHeldWhenTheRuleBecomesOneThatTakesAway() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users, Action.LEAVE);
    empty(sales);
    settled(users);
    assertThat(users).allMatch(this::isEnabled);
    assertThat(status().removed()).isZero();

    bridge.restart(salesOnly(Action.DISABLE));

    reviewed();
    settled(users);
    assertThat(users.stream().filter(user -> !isEnabled(user))).hasSize(3);
    assertThat(status().held()).isEqualTo(7);
  }

  @Test
  void whoWasLeftCountsWhenDeleted() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users, Action.LEAVE);
    empty(sales);
    settled(users);

    users.subList(0, 3).forEach(user -> bridge.delete(user.id()));

    assertThat(refused(users.get(3)).kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(isEnabled(users.get(3))).isTrue();
    bridge.setActive(users.get(3).id(), false);
    assertThat(isEnabled(users.get(3))).isFalse();
  }

  @Test
  void whoWasLeftIsTakenAwayByAnotherRuleWhereTheGuardIsOff() {
    List<User> users = users(5);
    Group sales = everybodyInSales(users, Action.LEAVE);
    empty(sales);
    settled(users);

    bridge.restart(app -> salesOnly(Action.DISABLE).apply(app).with(Guard.OFF));

    eventually("disabled", () -> users.stream().noneMatch(this::isEnabled));
  }

  @Test
  void whatIsHeldAndCouldNotLeaveAGroupIsCarriedOutWhenAllowed() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users, Action.DISABLE);
    Group other = bridge.group("Other", ids(users));
    settled(users);
    empty(sales);
    settled(users);
    User one = users.stream().filter(user -> state(user) == State.HELD).findFirst().orElseThrow();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminRemoveUserFromGroup
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : pool.attempt(call);
    bridge.change(other.id(), new MemberDelta(false, Set.of(one.id()), Set.of()));
    eventually("refused", () -> state(one) == State.REFUSED);
    bridge.interposed = (call, pool) -> pool.attempt(call);

    bridge.engine.guarding().allow(APP, soFar -> {});

    eventually("carried out", () -> users.stream().noneMatch(this::isEnabled));
  }

  @Test
  void whatAServerHeldWhoseClockIsAheadIsCarriedOutWhenAnotherAllowsIt() {
    List<User> users = users(10);
    Group sales = everybodyInSales(users, Action.DISABLE);
    empty(sales);
    settled(users);
    assertThat(status().held()).isEqualTo(7);

    bridge.ahead = bridge.ahead.minusSeconds(20);
    bridge.engine.guarding().allow(APP, soFar -> {});
    bridge.ahead = bridge.ahead.plusSeconds(20);

    eventually("carried out", () -> users.stream().noneMatch(this::isEnabled));
  }

  @Test
  void manyDeletionsAtOnceByTwoServersOnOnePostgresqlLeaveExactlyTheLimit() throws Exception {
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(postgres(database));
    List<User> users = users(14);
    aDayPasses();
    try (Directory second = postgres(database)) {
      Engine other = bridge.another(second);
      try {
        List<Callable<Boolean>> deletions = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
          Engine engine = i % 2 == 0 ? bridge.engine : other;
          ResourceId id = users.get(i).id();
          deletions.add(() -> isDeleted(engine, id));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(14)) {
          assertThat(threads.invokeAll(deletions).stream().filter(Future::resultNow)).hasSize(3);
        }
      } finally {
        other.close();
      }
    }
    assertThat(bridge.users()).isEqualTo(11);
    assertThat(status().removed()).isEqualTo(3);
  }

  private static boolean isDeleted(Engine engine, ResourceId id) {
    while (true) {
      try {
        engine.writes().deleteUser(REQUEST, id, user -> {});
        return true;
      } catch (Fault refused) {
        if (refused.kind() != Fault.Kind.BUSY) {
          assertThat(refused.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
          return false;
        }
      }
    }
  }

  private static Directory postgres(PostgresServer.Database database) {
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8);
  }
}
