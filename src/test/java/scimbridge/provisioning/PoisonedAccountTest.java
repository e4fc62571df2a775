package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Pace;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.directory.Account;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.provisioning.ConnectedApps.Client;

/** An account, or a pool, that never works out is tried less and less and delays nobody. */
@Execution(ExecutionMode.CONCURRENT)
class PoisonedAccountTest {
  /** More than the worker does for one app at a time. */
  private static final int MANY = 24;

  @TempDir Path folder;
  private ConnectedApps bridge;
  private final CountDownLatch answers = new CountDownLatch(1);

  @AfterEach
  void close() {
    answers.countDown();
    bridge.close();
  }

  private static App grouped(App app) {
    return app.with(
        new GroupRules(GroupRules.Which.ALL, List.of(), "", false, GroupRules.Rename.MOVE));
  }

  private static ResourceId[] ids(List<User> users) {
    return users.stream().map(User::id).toArray(ResourceId[]::new);
  }

  private static List<User> users(Client client, String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> client.create(name + i)).toList();
  }

  /** What may go wrong with every call about an account. */
  enum Poison {
    THROTTLED(new Outcome.Throttled()),
    OUT_OF_REACH(new Outcome.Unavailable("Nobody there.")),
    FAILING(new Outcome.Lost("InternalErrorException"));

    private final Outcome outcome;

    Poison(Outcome outcome) {
      this.outcome = outcome;
    }
  }

  @ParameterizedTest
  @EnumSource(Poison.class)
  void anAccountThatNeverWorksOutIsTriedLessAndLessAndDelaysNobody(Poison poison) {
    Map<PoolId, String> scopes = Map.of(STAFF, "one account", PARTNERS, "one account");
    QuotaGate gate = new QuotaGate(Clock.systemUTC(), Sleeper.REAL, scopes, Map.of());
    bridge = new ConnectedApps(folder, gate, grouped(app(OKTA, STAFF)), app(ENTRA, PARTNERS));
    Client okta = bridge.client(OKTA);
    Client entra = bridge.client(ENTRA);
    User bad = okta.create("bad");
    List<User> good = users(okta, "good", 6);
    AtomicInteger attempts = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.OnAccount about && about.username().equals("bad")) {
            attempts.incrementAndGet();
            return poison.outcome;
          }
          return pool.attempt(call);
        };
    Group group = okta.hasty().group("Sales", bad.id());
    eventually("it was tried a few times", () -> attempts.get() >= 4);

    okta.add(group, ids(good));
    List<User> others = users(entra, "other", 3);

    eventually(
        "the others are in step",
        () -> good.stream().allMatch(okta::inStep) && others.stream().allMatch(entra::inStep));
    assertThat(bridge.groupsOf(STAFF, "good5")).containsExactly("Sales");
    assertThat(okta.inStep(bad)).isFalse();
    Account account = account(bad);
    assertThat(account.progress().attempts()).isPositive();
    // Each pause is twice the one before: no more than two calls a pass, of few passes.
    assertThat(attempts.get()).isLessThanOrEqualTo(2 * (account.progress().attempts() + 2));
    // One account that is throttled alone says nothing about the quota: what is slowed is slowed
    // once.
    assertThat(gate.pace()).extracting(Pace::allowed).allMatch(allowed -> allowed >= 3);
  }

  private Account account(User user) {
    return bridge.directory.<Account>read(
        tx -> tx.accounts().find(OKTA, STAFF, user.id()).orElseThrow());
  }

  @Test
  void pausesGrowToAnHourAndAreNeverTheSame() {
    bridge = new ConnectedApps(folder, app(OKTA, STAFF));
    assertThat(Settling.backoff(0)).isLessThanOrEqualTo(Duration.ofMillis(500));
    for (int attempts = 0; attempts < 100; attempts++) {
      Duration full = Duration.ofMillis(Math.min(3_600_000, 500L << Math.min(attempts, 20)));
      assertThat(Settling.backoff(attempts)).isBetween(full.dividedBy(2), full);
    }
    assertThat(IntStream.range(0, 20).mapToObj(i -> Settling.backoff(40)).distinct().count())
        .isGreaterThan(10);
  }

  @Test
  void aPoolThatDoesNotAnswerKeepsNeitherAnotherAppNorItsOwnRemovalsWaiting() {
    bridge = new ConnectedApps(folder, grouped(app(OKTA, STAFF)), grouped(app(ENTRA, PARTNERS)));
    Client okta = bridge.client(OKTA);
    Client entra = bridge.client(ENTRA);
    List<User> many = users(okta, "many", MANY);
    User leaving = okta.create("leaving");
    User other = entra.create("other");
    Group old = okta.group("Old", leaving.id());
    eventually("in the group", () -> bridge.groupsOf(STAFF, "leaving").contains("Old"));
    AtomicInteger stuck = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof AdminAddUserToGroup && call.pool().equals(STAFF)) {
            stuck.incrementAndGet();
            awaitAnswers();
          }
          return pool.attempt(call);
        };
    okta.group("New", ids(new ArrayList<>(many)));
    eventually("as many as may", () -> stuck.get() >= 16);

    entra.group("Partners", other.id());
    okta.remove(old, leaving.id());

    eventually("the other app goes on", () -> bridge.groupsOf(PARTNERS, "other").size() == 1);
    eventually("the removal goes through", () -> bridge.groupsOf(STAFF, "leaving").isEmpty());
    assertThat(stuck.get()).isLessThan(MANY);
  }

  private void awaitAnswers() {
    try {
      answers.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDeactivationThatHadToWaitIsStillUrgent() {
    SwitchedGate gate = new SwitchedGate();
    bridge = new ConnectedApps(folder, gate, grouped(app(OKTA, STAFF)));
    Client okta = bridge.client(OKTA);
    User ann = okta.create("ann");
    User bob = okta.create("bob");
    gate.open = false;

    okta.replace(
        ann.id(), ProvisioningFixture.attributes("{\"userName\":\"ann\",\"active\":false}"));
    okta.replace(bob.id(), ProvisioningFixture.attributes("{\"userName\":\"bob\"}"));

    assertThat(account(ann).progress().urgent()).isTrue();
    assertThat(account(bob).progress().urgent()).isFalse();
    gate.open = true;
    eventually("in step", () -> okta.inStep(ann) && okta.inStep(bob));
    assertThat(bridge.enabled(STAFF, "ann")).contains(false);
    assertThat(account(ann).progress().urgent()).isFalse();
  }
}
