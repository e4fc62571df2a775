package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Progress.State;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.Vanished;
import scimbridge.policy.mapping.Mapping;

/** An account of ours that somebody deleted in the pool. */
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
