package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Password;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.provisioning.Provisioning.UserDraft;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** What the worker must not do with accounts: lose one it made, take one, keep or give access. */
@Execution(ExecutionMode.CONCURRENT)
class AccountHazardsTest {
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

  /** The process ends here. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void restartOnCopy() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "bridge.db*")) {
      for (Path file : files) {
        if (!file.toString().endsWith(".lock")) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    bridge.stop();
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.start(bridge.emulator.endpoint(), copy.resolve("bridge.db"));
  }

  /** The first creation does not reach Cognito, so that the worker makes the second. */
  private void secondCreation(ProvisioningFixture.Interposed second) {
    AtomicInteger creations = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminCreateUser) {
            int nth = creations.incrementAndGet();
            if (nth == 1) {
              return new Outcome.Unavailable("Not now.");
            }
            if (nth == 2) {
              return second.attempt(call, pool);
            }
          }
          return pool.attempt(call);
        };
  }

  private static void pause(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.SECONDS)).isIn(true, false);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAccountThatTheWorkerMadeWithoutHearingOfItIsOurs() {
    secondCreation(
        (call, pool) -> {
          pool.attempt(call);
          return new Outcome.Lost("The answer was lost.");
        });

    User ann = bridge.create("ann");

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  @Test
  void anAccountThatTheWorkerMadeBeforeACrashIsOurs() throws IOException {
    AtomicBoolean made = new AtomicBoolean();
    secondCreation(
        (call, pool) -> {
          pool.attempt(call);
          made.set(true);
          throw new Crash();
        });
    User ann = bridge.create("ann");
    eventually("made", made::get);

    restartOnCopy();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
  }

  @Test
  void anAccountThatVanishedAndWasMadeAgainBeforeACrashIsOurs() throws IOException {
    User ann = bridge.create("ann");
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          if (call instanceof CognitoCall.AdminCreateUser) {
            throw new Crash();
          }
          return outcome;
        };
    assertThatThrownBy(
            () ->
                bridge.replace(
                    ann.id(),
                    attributes("{\"userName\":\"ann\",\"active\":true,\"displayName\":\"A\"}")))
        .isInstanceOf(Crash.class);
    assertThat(bridge.account("ann")).isPresent();

    restartOnCopy();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "A");
  }

  @Test
  void aRequestThatTakesOverFromACreatingWorkerFindsTheAccount() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean made = new AtomicBoolean();
    secondCreation(
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          made.set(true);
          pause(never);
          return outcome;
        });
    User ann = bridge.create("ann");
    eventually("made", made::get);

    bridge.replace(
        ann.id(), attributes("{\"userName\":\"ann\",\"active\":true,\"displayName\":\"Ann L.\"}"));

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "Ann L.");
  }

  @Test
  void aDeletedUserWhoseNameSomebodyElseHasInThePoolLeavesNoLink() {
    bridge.cognito.adminCreateUser(
        r -> r.userPoolId(bridge.userPoolId).username("ann").messageAction("SUPPRESS"));
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser
                ? new Outcome.Lost("The answer was lost.")
                : foundLongAgo(pool.attempt(call));
    User ann = bridge.create("ann");
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);

    bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {});

    eventually("no link", () -> bridge.link(ann.id()).isEmpty());
    assertThat(bridge.account("ann")).isPresent();
  }

  private static Outcome foundLongAgo(Outcome outcome) {
    return outcome instanceof Outcome.Found found
        ? new Outcome.Found(
            found.username(),
            found.sub(),
            found.attributes(),
            found.enabled(),
            found.status(),
            Instant.EPOCH)
        : outcome;
  }

  @Test
  void whoLeavesAGroupWhileTheWorkerIsRefusedSomethingElseLeavesItAllTheSame() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    AtomicInteger updates = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminUpdateUserAttributes) {
            if (updates.incrementAndGet() == 1) {
              return new Outcome.Unavailable("Not now.");
            }
            if (updates.get() == 2) {
              bridge.change(
                  bridge.hasty(), admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));
            }
            return new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "No such claim."));
          }
          return pool.attempt(call);
        };

    bridge.replace(
        ann.id(), attributes("{\"userName\":\"ann\",\"active\":true,\"displayName\":\"Ann L.\"}"));

    eventually("left", () -> bridge.groupsOf("ann").isEmpty());
  }

  @Test
  void whatThePoolRefusesTheWorkerForGoodIsNotTriedForEverInAPoolOfAddresses(@TempDir Path second) {
    bridge.close();
    bridge =
        new ProvisioningFixture(
            second, app -> app, pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL), gate);
    AtomicInteger creations = new AtomicInteger();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser && creations.incrementAndGet() == 1
                ? new Outcome.Unavailable("Not now.")
                : call instanceof CognitoCall.AdminSetUserPassword
                    ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                    : pool.attempt(call);

    User ann = bridge.create("ann");

    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
  }

  @Test
  void anAccountWithMoreCallsThanTheQuotaHasRoomForAtOnceIsMadeBitByBit() {
    bridge.restart(AccountHazardsTest::notWaitingForMembers);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminCreateUser
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    User ann = bridge.create("ann");
    gate.longest = 4;
    for (int i = 0; i < 6; i++) {
      bridge.engine.writes().createGroup(REQUEST, groupOf("G" + i, ann));
    }
    bridge.interposed = (call, pool) -> pool.attempt(call);

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.groupsOf("ann")).hasSize(6);
  }

  private static App notWaitingForMembers(App app) {
    return new App(
        app.id(),
        app.operations(),
        app.policies(),
        app.groups(),
        app.strict(),
        app.requestWait(),
        0,
        app.whenBusy(),
        app.maxPendingAge(),
        app.deprovisioning());
  }

  private static Provisioning.GroupChange groupOf(String name, User user) {
    return (group, in) ->
        new Provisioning.GroupDraft(
            ProvisioningFixture.displayNamed(name),
            new MemberDelta(false, Set.of(), add(user.id())));
  }

  @Test
  void aDeactivationIsNotInStepWhileALostEnablingMayStillArrive() {
    User ann = bridge.create("ann");
    bridge.setActive(ann.id(), false);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminEnableUser
                ? new Outcome.Lost("The answer was lost.")
                : pool.attempt(call);
    bridge.setActive(ann.id(), true);

    bridge.setActive(ann.id(), false);

    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().uncertainUntil()).isNotNull();
  }

  private void deactivateWithPassword(User user) {
    bridge
        .engine
        .writes()
        .changeUser(
            REQUEST,
            user.id(),
            current -> {
              ObjectNode document = current.attributes().toNode();
              document.put("active", false);
              return new UserDraft(Attributes.of(document), Password.of("Correct-Horse-7"));
            });
  }

  @Test
  void aDeactivationGoesThroughThoughItsPasswordCannotBeSet() {
    bridge.restart(ProvisioningFixture::syncingPasswords);
    User ann = bridge.create("ann");
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminSetUserPassword
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);

    Fault fault = catchThrowableOfType(Fault.class, () -> deactivateWithPassword(ann));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(bridge.onlyUser().active()).isFalse();
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
  }

  @Test
  void aRequestOfWhichOnlyTheDeactivationIsCarriedOutWaitsNoLongerThanAnyOther() {
    bridge.restart(ProvisioningFixture::syncingPasswords);
    User ann = bridge.create("ann");
    Thread request = Thread.currentThread();
    AtomicInteger disables = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          // The first part of the request gets nowhere, so that the second goes to the gate, too.
          if (call instanceof CognitoCall.AdminDisableUser
              && Thread.currentThread() == request
              && disables.incrementAndGet() == 1) {
            bridge.ahead = bridge.ahead.plusSeconds(1);
            return new Outcome.Unavailable("Not now.");
          }
          return pool.attempt(call);
        };
    gate.deadlines.clear();

    assertThatThrownBy(() -> deactivateWithPassword(ann))
        .hasMessageContaining("The user was deactivated all the same.");

    assertThat(disables).hasValue(2);
    assertThat(gate.deadlines).hasSize(1);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
  }

  @Test
  void whoLeftAGroupWhileACrashingWorkerAddedItLeavesIt() throws IOException {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins");
    AtomicBoolean added = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          if (call instanceof CognitoCall.AdminAddUserToGroup) {
            bridge.change(
                bridge.hasty(), admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));
            added.set(true);
            throw new Crash();
          }
          return outcome;
        };
    bridge.change(bridge.hasty(), admins.id(), new MemberDelta(false, Set.of(), add(ann.id())));
    eventually("added", added::get);

    restartOnCopy();

    // The account is in step only when the lost call cannot come late; access is gone at once.
    eventually("left", () -> bridge.groupsOf("ann").isEmpty());
  }
}
