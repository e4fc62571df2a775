package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * What is believed of what is seen after a lost answer: what was wanted at once, "not there" and
 * "old value" only when the lost call cannot arrive any more. And what is found that is not ours.
 */
@Execution(ExecutionMode.CONCURRENT)
class UncertainOutcomeTest {
  private static final Duration CANNOT_ARRIVE = Setting.ATTEMPT.plus(Setting.SETTLING);

  @TempDir Path folder;
  private ProvisioningFixture bridge;

  /** How often the kind of call that a test is about was made. */
  private final AtomicInteger calls = new AtomicInteger();

  private final AtomicInteger looks = new AtomicInteger();

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  /** The answer to the first call of a kind is lost. */
  private void losing(Class<? extends CognitoCall> kind, boolean carriedOut) {
    bridge.interposed =
        (call, pool) -> {
          if (kind.isInstance(call) && calls.incrementAndGet() == 1) {
            if (carriedOut) {
              pool.attempt(call);
            }
            return new Outcome.Lost("The answer was lost.");
          }
          Outcome outcome = pool.attempt(call);
          if (call instanceof CognitoCall.AdminGetUser || call instanceof CognitoCall.GetGroup) {
            looks.incrementAndGet();
          }
          return outcome;
        };
  }

  /** Waits until the worker has looked this often, each time as soon as it would. */
  private void lookedAt(int times) {
    eventually("looked at", () -> looks.get() >= times);
  }

  private void certain() {
    bridge.ahead = bridge.ahead.plus(CANNOT_ARRIVE).plusSeconds(1);
  }

  @Test
  void anAccountThatIsThereIsBelievedAtOnce() {
    losing(CognitoCall.AdminCreateUser.class, true);

    User ann = bridge.create("ann");

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.ahead).isZero();
    assertThat(calls).hasValue(1);
  }

  @Test
  void anAccountThatIsNotThereIsMadeAgainOnlyWhenTheLostCallCannotArrive() {
    losing(CognitoCall.AdminCreateUser.class, false);
    User ann = bridge.create("ann");
    lookedAt(1);

    bridge.ahead = CANNOT_ARRIVE.minusSeconds(20);
    eventually("still uncertain", () -> bridge.state(ann.id()) == State.PENDING);
    assertThat(calls).hasValue(1);
    // Here it arrives after all; nothing that was made since then is in its way.
    bridge.cognito.adminCreateUser(
        r -> r.userPoolId(bridge.userPoolId).username("ann").messageAction("SUPPRESS"));
    certain();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(calls).hasValue(1);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  @Test
  void oneThatNeverArrivesIsMadeThen() {
    losing(CognitoCall.AdminCreateUser.class, false);
    User ann = bridge.create("ann");
    lookedAt(1);

    certain();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(calls).hasValue(2);
  }

  @Test
  void anEnablingThatArrivesLateIsTakenBack() {
    User ann = bridge.create("ann");
    bridge.setActive(ann.id(), false);
    losing(CognitoCall.AdminEnableUser.class, false);
    bridge.setActive(ann.id(), true);
    bridge.setActive(ann.id(), false);
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
    bridge.cognito.adminEnableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));

    certain();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
  }

  @Test
  void anAttributeThatArrivesLateIsSetRight() {
    User ann = bridge.create("ann");
    losing(CognitoCall.AdminUpdateUserAttributes.class, false);
    named(ann, "A");
    named(ann, "B");
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("ann")
                .userAttributes(a -> a.name("name").value("A")));

    certain();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "B");
  }

  private void named(User user, String displayName) {
    bridge.replace(
        user.id(),
        attributes(
            "{\"userName\":\"ann\",\"active\":true,\"displayName\":\"%s\"}"
                .formatted(displayName)));
  }

  @Test
  void aGroupThatIsNotThereIsMadeAgainOnlyWhenTheLostCallCannotArrive() {
    losing(CognitoCall.CreateGroup.class, false);
    bridge.group("Admins");
    lookedAt(1);
    assertThat(calls).hasValue(1);
    assertThat(bridge.groupsInPool()).isEmpty();

    certain();

    eventually("made", () -> bridge.groupsInPool().contains("Admins"));
    assertThat(calls).hasValue(2);
  }

  /**
   * Where people sign in by an address, that is all that an account is known by while the answer to
   * its creation is lost.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAccountThatGetsAnotherAddressBeforeAnybodyKnowsWhichItIsStaysKnown(
      boolean crash, @TempDir Path other) {
    bridge.close();
    bridge =
        new ProvisioningFixture(
            other,
            app -> app,
            pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL),
            new UnlimitedGate());
    AtomicInteger updates = new AtomicInteger();
    AtomicBoolean reachable = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminCreateUser) {
            pool.attempt(call);
            return new Outcome.Lost("The answer was lost.");
          }
          if (!reachable.get()) {
            return new Outcome.Unavailable("Not now.");
          }
          if (call instanceof CognitoCall.AdminUpdateUserAttributes
              && updates.incrementAndGet() == 1) {
            pool.attempt(call);
            if (crash) {
              throw new Crash();
            }
            return new Outcome.Lost("The answer was lost.");
          }
          return pool.attempt(call);
        };
    User ann = bridge.create(attributes("{\"userName\":\"ann@example.org\"}"), null);
    // The next attempt of the worker is later than the request.
    eventually("tried", () -> bridge.link(ann.id()).orElseThrow().progress().attempts() > 3);
    reachable.set(true);

    try {
      bridge.replace(ann.id(), attributes("{\"userName\":\"lee@example.org\"}"));
    } catch (Crash died) {
      bridge.interposed = (call, pool) -> pool.attempt(call);
      bridge.restart(app -> app);
    }

    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });
    assertThat(bridge.account("lee@example.org")).isPresent();
    assertThat(bridge.account("ann@example.org")).isEmpty();
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  /** What is found after a crash may still be changed by the call that came after its creation. */
  @Test
  void aCallThatACrashLeftOnItsWayBehindACreationIsWaitedForLikeAnyOther() {
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminDisableUser) {
            throw new Crash();
          }
          return pool.attempt(call);
        };
    try {
      bridge.create(attributes("{\"userName\":\"ann\",\"active\":false}"), null);
    } catch (Crash died) {
      bridge.interposed = (call, pool) -> pool.attempt(call);
    }
    bridge.restart(app -> app);
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
    User ann = bridge.onlyUserNamed("ann").orElseThrow();
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    bridge.setActive(ann.id(), true);
    eventually("enabled", () -> bridge.account("ann").orElseThrow().enabled());

    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    bridge.certain();

    eventually(
        "enabled for good",
        () ->
            bridge.state(ann.id()) == State.IN_STEP
                && bridge.account("ann").orElseThrow().enabled());
  }

  /**
   * What a call of before wanted is not wanted any more, and the first look comes too early to see
   * what it did.
   */
  @Test
  void aCallThatComesLateBehindTheFirstLookAfterACrashIsSetRightThoughThatFoundNothingToDo() {
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminDisableUser) {
            throw new Crash();
          }
          return pool.attempt(call);
        };
    try {
      bridge.create(attributes("{\"userName\":\"ann\",\"active\":false}"), null);
    } catch (Crash died) {
      bridge.interposed = (call, pool) -> new Outcome.Unavailable("Not now.");
    }
    bridge.restart(app -> app);
    eventually("rolled forward", () -> bridge.onlyUserNamed("ann").isPresent());
    User ann = bridge.onlyUserNamed("ann").orElseThrow();
    bridge.setActive(ann.id(), true);
    bridge.interposed = (call, pool) -> pool.attempt(call);
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();

    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    bridge.certain();

    eventually("enabled again", () -> bridge.account("ann").orElseThrow().enabled());
    eventually("in step again", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().uncertainUntil()).isNull();
  }

  /** The account has what was asked for, and is only looked at once more, or backs off for long. */
  @Test
  @Timeout(40)
  void aChangeOfAGroupDoesNotWaitForWhatIsNotTriedBeforeItsEnd() {
    bridge.restart(app -> app.withRequestWait(Duration.ofSeconds(50)));
    User ann = bridge.create("ann");
    uncertainForLong(ann);

    bridge.group("Sales", ann.id());

    assertThat(bridge.groupsOf("ann")).containsExactly("Sales");
    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
  }

  /** A call of before may come until then, whatever happens in the meantime. */
  private Instant uncertainForLong(User user) {
    Instant until = bridge.setting.now().plusSeconds(300);
    bridge.directory.write(
        tx ->
            tx.accounts()
                .update(
                    tx.accounts()
                        .find(ProvisioningFixture.APP, ProvisioningFixture.POOL, user.id())
                        .map(link -> link.withProgress(link.progress().uncertain(until)))
                        .orElseThrow()));
    return until;
  }

  private Instant uncertainUntil(User user) {
    return bridge.link(user.id()).orElseThrow().progress().uncertainUntil();
  }

  @Test
  void whatIsUncertainStaysSoWhereAChangeNeedsNoCall() {
    User ann = bridge.create("ann");
    Instant until = uncertainForLong(ann);

    bridge.replace(
        ann.id(),
        attributes(
            """
            {"userName":"ann","active":true,"name":{"givenName":"Ann","familyName":"Lee"},
             "externalId":"7","emails":[{"value":"ann@example.org","type":"work","primary":true}]}
            """));

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(uncertainUntil(ann)).isEqualTo(until);
  }

  @Test
  void aLostAnswerMakesNothingCertainEarlier() {
    User ann = bridge.create("ann");
    Instant until = uncertainForLong(ann);
    losing(CognitoCall.AdminDisableUser.class, false);

    bridge.setActive(ann.id(), false);

    assertThat(uncertainUntil(ann)).isEqualTo(until);
  }

  @Test
  void aCrashMakesNothingCertainEarlier() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins");
    Instant until = uncertainForLong(ann);
    bridge.interposed =
        (call, pool) -> {
          throw new Crash();
        };
    assertThatThrownBy(() -> bridge.setActive(ann.id(), false)).isInstanceOf(Crash.class);
    assertThatThrownBy(() -> bridge.rename(admins.id(), "Owners")).isInstanceOf(Crash.class);
    bridge.directory.write(
        tx -> {
          for (PoolGroup row : tx.poolGroups().ofGroup(ProvisioningFixture.APP, admins.id())) {
            tx.poolGroups().update(row.with(row.phase(), row.progress().uncertain(until)));
          }
          return true;
        });
    bridge.interposed = (call, pool) -> new Outcome.Unavailable("Not now.");

    bridge.restart(app -> app);

    eventually("rolled forward", () -> !bridge.onlyUserNamed("ann").orElseThrow().active());
    assertThat(uncertainUntil(ann)).isEqualTo(until);
    eventually(
        "the group, too",
        () ->
            bridge
                .directory
                .<List<PoolGroup>>read(
                    tx -> tx.poolGroups().ofGroup(ProvisioningFixture.APP, admins.id()))
                .stream()
                .filter(row -> row.groupName().equals("Owners"))
                .anyMatch(
                    row ->
                        row.lease().returned() && until.equals(row.progress().uncertainUntil())));
  }

  /** What is refused is at rest, too, and a lost call may still change it. */
  @Test
  void anAccountThatIsRefusedSomethingIsLookedAtWhenALostEnablingCannotArriveAnyMore() {
    User ann = bridge.create("ann");
    bridge.setActive(ann.id(), false);
    losing(CognitoCall.AdminEnableUser.class, false);
    bridge.setActive(ann.id(), true);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "No such claim."))
                : pool.attempt(call);
    bridge.ahead = Duration.ofSeconds(3);
    bridge.directory.write(
        tx -> {
          User changed = tx.resources().user(ProvisioningFixture.APP, ann.id()).orElseThrow();
          tx.resources()
              .replace(
                  new User(
                      changed.app(),
                      changed.id(),
                      changed.version() + 1,
                      changed.created(),
                      changed.lastModified(),
                      attributes("{\"userName\":\"ann\",\"active\":false,\"displayName\":\"A\"}")));
          tx.accounts()
              .outOfStep(
                  ProvisioningFixture.APP, List.of(ann.id()), bridge.setting.now(), "Changed.");
          return true;
        });
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();

    bridge.cognito.adminEnableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    certain();

    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
  }

  /** The process ends here. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anAccountThatSomebodyMadeAgainIsNotTouchedOnceItIsSeen() {
    User ann = bridge.create("ann");
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    bridge.cognito.adminCreateUser(
        r -> r.userPoolId(bridge.userPoolId).username("ann").messageAction("SUPPRESS"));
    losing(CognitoCall.AdminUpdateUserAttributes.class, false);

    named(ann, "A");
    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().reason())
        .contains("this bridge did not create it");
    long before = bridge.updates();
    bridge.setActive(ann.id(), false);
    certain();
    bridge.delete(ann.id());

    eventually("no link", () -> bridge.link(ann.id()).isEmpty());
    assertThat(bridge.updates()).isEqualTo(before);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.attributesOf("ann")).doesNotContainKey("name");
  }

  @Test
  void aGroupThatSomebodyDeletedWhileItsAnswerWasLostIsMadeOnce() {
    losing(CognitoCall.CreateGroup.class, true);
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());
    eventually("member", () -> bridge.groupsOf("ann").contains("Admins"));

    bridge.cognito.deleteGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));
    User ben = bridge.create("ben");
    bridge.change(admins.id(), new MemberDelta(false, Set.of(), ProvisioningFixture.add(ben.id())));

    eventually(
        "both in the new one",
        () ->
            bridge.groupsInPool().contains("Admins")
                && bridge.groupsOf("ann").contains("Admins")
                && bridge.groupsOf("ben").contains("Admins"));
  }
}
