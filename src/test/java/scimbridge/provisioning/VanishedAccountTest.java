package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Progress.State;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.Vanished;
import scimbridge.policy.Selection;
import scimbridge.policy.mapping.Mapping;

/** An account of ours that somebody deleted in the pool. */
@Execution(ExecutionMode.CONCURRENT)
class VanishedAccountTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private User vanished(Vanished rule) {
    Pool rules =
        new Pool(
            POOL, null, Pool.FirstSignIn.CONFIRMED, true, false, Mapping.standard(), null, rule);
    bridge = ProvisioningFixture.withRules(folder, rules, pool -> pool);
    User ann = bridge.create("ann");
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    return ann;
  }

  private void change(User user, String displayName) {
    bridge.replace(
        user.id(),
        attributes(
            "{\"userName\":\"ann\",\"active\":true,\"displayName\":\"%s\"}"
                .formatted(displayName)));
  }

  @Test
  void isMadeAgain() {
    User ann = vanished(Vanished.RECREATE);

    change(ann, "A");

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "A");
  }

  @Test
  void isGivenItsFirstPasswordAlsoWhereTheFirstAttemptIsLost() {
    User ann = vanished(Vanished.RECREATE);
    AtomicBoolean lost = new AtomicBoolean();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminSetUserPassword && lost.compareAndSet(false, true)
                ? new Outcome.Lost("The answer was lost.")
                : pool.attempt(call);

    change(ann, "A");

    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });
    assertThat(lost).isTrue();
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  private void titled(User user, String title) {
    bridge.replace(
        user.id(),
        attributes("{\"userName\":\"ann\",\"active\":true,\"title\":\"%s\"}".formatted(title)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isMadeAgainIfItWasTheBridgeThatDeletedItWithoutHearingOfIt(boolean crash) throws Exception {
    Pool rules =
        new Pool(
            POOL,
            null,
            Pool.FirstSignIn.CONFIRMED,
            true,
            false,
            Mapping.standard(),
            null,
            Vanished.REFUSE);
    bridge = ProvisioningFixture.withRules(folder, rules, pool -> pool);
    bridge.restart(VanishedAccountTest::nursesOnly);
    User ann = bridge.create(attributes("{\"userName\":\"ann\",\"title\":\"Nurse\"}"), null);
    AtomicBoolean reachable = new AtomicBoolean(true);
    bridge.interposed =
        (call, pool) -> {
          if (!reachable.get()) {
            return new Outcome.Unavailable("Not now.");
          }
          Outcome outcome = pool.attempt(call);
          if (!(call instanceof CognitoCall.AdminDeleteUser)) {
            return outcome;
          }
          reachable.set(false);
          if (crash) {
            throw new Crash();
          }
          return new Outcome.Lost("The answer was lost.");
        };
    try {
      titled(ann, "Clerk");
    } catch (Crash died) {
      bridge.restart(VanishedAccountTest::nursesOnly);
    }
    assertThat(bridge.account("ann")).isEmpty();

    eventually(
        "accepted", () -> bridge.onlyUser().attributes().string("title").get().equals("Clerk"));
    titled(ann, "Nurse");
    reachable.set(true);

    bridge.interposed = (call, pool) -> pool.attempt(call);
    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });
    assertThat(bridge.account("ann")).isPresent();
  }

  /**
   * Whoever deleted it was the worker, who never came back, so it is recorded as it was before: a
   * user who returns seems to have all there is to have.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isMadeAgainForWhoReturnsWhenTheWorkerWasCutOffInTheMiddleOfDeletingIt(
      boolean theReturnIsCutOffToo) {
    Pool rules =
        new Pool(
            POOL,
            null,
            Pool.FirstSignIn.CONFIRMED,
            true,
            false,
            Mapping.standard(),
            null,
            Vanished.REFUSE);
    bridge = ProvisioningFixture.withRules(folder, rules, pool -> pool);
    bridge.restart(VanishedAccountTest::nursesOnly);
    User ann = bridge.create(attributes("{\"userName\":\"ann\",\"title\":\"Nurse\"}"), null);
    AtomicBoolean reachable = new AtomicBoolean();
    AtomicBoolean deleted = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          if (!reachable.get()) {
            return new Outcome.Unavailable("Not now.");
          }
          Outcome outcome = pool.attempt(call);
          if (call instanceof CognitoCall.AdminDeleteUser) {
            deleted.set(true);
            throw new Crash();
          }
          return outcome;
        };
    titled(ann, "Clerk");
    reachable.set(true);
    eventually("deleted", deleted::get);
    bridge.interposed =
        (call, pool) -> {
          throw new Crash();
        };

    if (theReturnIsCutOffToo) {
      assertThatThrownBy(
              () ->
                  bridge.replace(
                      ann.id(),
                      attributes(
                          "{\"userName\":\"ann\",\"title\":\"Nurse\",\"displayName\":\"A\"}")))
          .isInstanceOf(Crash.class);
    } else {
      titled(ann, "Nurse");
    }
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.ahead = Setting.LEASE.plusSeconds(1);

    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });
    assertThat(bridge.account("ann")).isPresent();
  }

  /** The process ends here. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static App nursesOnly(App app) {
    Deprovisioning.Rule atOnce =
        new Deprovisioning.Rule(Deprovisioning.Action.DELETE, Duration.ZERO);
    return app.with(
            List.of(
                new Policy(
                    Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled()),
                    List.of(POOL),
                    new TreeSet<>())))
        .with(new Deprovisioning(atOnce, Deprovisioning.DEFAULT.inactive(), atOnce));
  }

  @Test
  void isNotMadeAgainWhereThePoolRefusesIt() {
    User ann = vanished(Vanished.REFUSE);

    change(ann, "A");
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    change(ann, "B");

    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().reason()).contains("vanished");
    assertThat(bridge.account("ann")).isEmpty();
  }
}
