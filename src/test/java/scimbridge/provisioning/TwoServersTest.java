package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Progress.State;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.testing.PostgresServer;

/**
 * Two servers on one PostgreSQL, whose clocks differ by as much as they may: when one is gone, the
 * other goes on with what it was at, and believes nothing too early.
 */
@Execution(ExecutionMode.CONCURRENT)
class TwoServersTest {
  private static final Duration CANNOT_ARRIVE = Setting.ATTEMPT.plus(Setting.SETTLING);

  @TempDir Path folder;

  /** The process ends here. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private interface Story {
    void tell(ProvisioningFixture bridge, Directory second);
  }

  private void onOneStore(Story story) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      PostgresServer.Database database = PostgresServer.newDatabase();
      bridge.restartOn(postgres(database), TwoServersTest::patient);
      try (Directory second = postgres(database)) {
        story.tell(bridge, second);
      }
    }
  }

  private static Directory postgres(PostgresServer.Database database) {
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8);
  }

  /** With the longest wait that a request may have. */
  private static App patient(App app) {
    return new App(
        app.id(),
        app.operations(),
        app.policies(),
        app.groups(),
        app.strict(),
        Duration.ofSeconds(50),
        app.memberWait(),
        app.whenBusy(),
        app.maxPendingAge(),
        app.deprovisioning());
  }

  private static Account link(ProvisioningFixture bridge, User user) {
    return bridge.link(user.id()).orElseThrow();
  }

  private static void inStep(ProvisioningFixture bridge, User user) {
    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusMillis(100);
          return bridge.state(user.id()) == State.IN_STEP;
        });
  }

  /** What the other server does, is done while the lease of the one that is gone lasts. */
  private static void works(Engine other, ProvisioningFixture bridge) {
    User ben =
        other
            .writes()
            .createUser(
                ProvisioningFixture.REQUEST,
                none -> new UserDraft(ProvisioningFixture.named("ben"), null))
            .resource();
    eventually("ben in step", () -> bridge.state(ben.id()) == State.IN_STEP);
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void whatTheWorkerOfAServerThatIsGoneWasAtIsDoneByTheOther(int ahead) {
    Duration skew = Duration.ofSeconds(ahead);
    onOneStore(
        (bridge, second) -> {
          User ann = bridge.create("ann");
          AtomicInteger calls = new AtomicInteger();
          CountDownLatch sent = new CountDownLatch(1);
          bridge.interposed =
              (call, pool) -> {
                if (call instanceof CognitoCall.AdminUpdateUserAttributes) {
                  if (calls.incrementAndGet() == 1) {
                    return new Outcome.Unavailable("Not now.");
                  }
                  sent.countDown();
                  throw new Crash();
                }
                return pool.attempt(call);
              };
          bridge.replace(
              ann.id(), attributes("{\"userName\":\"ann\",\"active\":true,\"displayName\":\"A\"}"));
          eventually("sent", () -> sent.getCount() == 0);
          Instant lastCall = bridge.setting.now();
          String gone = bridge.setting.owner();
          bridge.engine.close();
          try (Engine other = bridge.another(second, skew)) {
            works(other, bridge);
            assertThat(link(bridge, ann).lease().owner()).isEqualTo(gone);

            bridge.ahead = Setting.LEASE.plusSeconds(6);
            eventually("taken", () -> "A".equals(bridge.attributesOf("ann").get("name")));
            eventually("recorded", () -> link(bridge, ann).lease().returned());

            Account taken = link(bridge, ann);
            assertThat(taken.progress().state()).isEqualTo(State.PENDING);
            assertThat(taken.progress().uncertainUntil().minus(skew))
                .isAfterOrEqualTo(lastCall.plus(CANNOT_ARRIVE));
            bridge.ahead = bridge.ahead.plus(Setting.LEASE).plusSeconds(6);
            inStep(bridge, ann);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void soIsWhatARequestWasAtWithAnAccountThatWasInStep(int ahead) {
    Duration skew = Duration.ofSeconds(ahead);
    onOneStore(
        (bridge, second) -> {
          User ann = bridge.create("ann");
          bridge.interposed =
              (call, pool) -> {
                throw new Crash();
              };
          assertThatThrownBy(() -> bridge.setActive(ann.id(), false)).isInstanceOf(Crash.class);
          Instant lastCall =
              bridge
                  .directory
                  .<Instant>read(tx -> tx.proposals().oldest(ProvisioningFixture.APP).orElseThrow())
                  .plusSeconds(50);
          String gone = bridge.setting.owner();
          bridge.engine.close();
          try (Engine other = bridge.another(second, skew)) {
            works(other, bridge);
            assertThat(link(bridge, ann).lease().owner()).isEqualTo(gone);
            assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);

            bridge.ahead = Setting.LEASE.plusSeconds(6);
            eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
            eventually("recorded", () -> link(bridge, ann).lease().returned());

            Account taken = link(bridge, ann);
            assertThat(taken.progress().state()).isEqualTo(State.PENDING);
            assertThat(taken.progress().uncertainUntil().minus(skew))
                .isAfterOrEqualTo(lastCall.plus(CANNOT_ARRIVE));
            bridge.ahead = bridge.ahead.plus(Setting.LEASE).plusSeconds(6);
            inStep(bridge, ann);
          }
        });
  }
}
