package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Account;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Federation;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Source;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;

/** A bridge that stops in the middle, a Cognito that does not answer, a quota that is used up. */
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @AfterEach
  void stop() {
    bridge.close();
  }

  /** The process ends here: nothing after this point runs, nothing more is written. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void crashAt(String operation, boolean sent) {
    bridge.interposed =
        (call, pool) -> {
          if (call.operation().equals(operation)) {
            if (sent) {
              pool.attempt(call);
            }
            throw new Crash();
          }
          return pool.attempt(call);
        };
  }

  /** Starts again on a byte copy of the store, as a new process would after kill -9. */
  private void restartOnCopy() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy-" + System.nanoTime()));
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

  @ParameterizedTest
  @ValueSource(strings = {"AdminCreateUser", "AdminSetUserPassword"})
  void aCreationThatWasCutOffAfterACallIsRolledForwardToOneAccount(String operation)
      throws IOException {
    bridge = new ProvisioningFixture(folder);
    crashAt(operation, true);
    assertThatThrownBy(() -> bridge.create("ann")).isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("accepted", () -> bridge.users() == 1);
    User ann = bridge.onlyUser();
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  @ParameterizedTest
  @CsvSource({
    "AdminCreateUser, true",
    "AdminLinkProviderForUser, false",
    "AdminLinkProviderForUser, true",
    "AdminSetUserPassword, true",
    "AdminUpdateUserAttributes, false",
    "AdminUpdateUserAttributes, true"
  })
  void soIsOneThatLinksTheAccountAndGivesItAnAlias(String operation, boolean sent)
      throws IOException {
    Federation federation =
        new Federation(
            "Corporate", "Cognito_Subject", Source.ofPath("userName", Schemas.bundled()));
    bridge =
        ProvisioningFixture.withRules(
            folder,
            new Pool(
                ProvisioningFixture.POOL,
                null,
                FirstSignIn.CONFIRMED,
                true,
                false,
                Mapping.standard(),
                federation),
            pool -> pool.aliasAttributes(AliasAttributeType.PREFERRED_USERNAME));
    crashAt(operation, sent);
    assertThatThrownBy(() -> bridge.create("ann")).isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("accepted", () -> bridge.users() == 1);
    User ann = bridge.onlyUser();
    eventually("made", () -> bridge.account("ann").isPresent());
    assertThat(bridge.account("ann").orElseThrow().username()).isEqualTo(ann.id().value());
    eventually("ready", () -> bridge.link(ann.id()).orElseThrow().ready());
    assertThat(bridge.attributesOf("ann").get("identities")).contains("Corporate", "ann");
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  @Test
  void aBackgroundPassThatWasCutOffAfterItsCreationMakesNoSecondAccount() throws IOException {
    bridge = new ProvisioningFixture(folder);
    AtomicBoolean reachable = new AtomicBoolean();
    AtomicBoolean crashed = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          if (!reachable.get() || crashed.get()) {
            return new Outcome.Unavailable("Not now.");
          }
          pool.attempt(call);
          crashed.set(true);
          throw new Crash();
        };
    User ann = bridge.create("ann");
    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    reachable.set(true);
    eventually("crashed", crashed::get);

    restartOnCopy();

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  @Test
  void aCreationWithAPasswordThatWasCutOffIsRolledBack() throws IOException {
    bridge =
        new ProvisioningFixture(
            folder, ProvisioningFixture::syncingPasswords, pool -> pool, new UnlimitedGate());
    crashAt("AdminSetUserPassword", false);
    assertThatThrownBy(() -> bridge.create(named("ann"), Password.of("Correct-Horse-7")))
        .isInstanceOf(Crash.class);
    assertThat(bridge.account("ann")).isPresent();

    restartOnCopy();

    eventually("account taken away", () -> bridge.account("ann").isEmpty());
    assertThat(bridge.users()).isZero();
    eventually("name free", () -> bridge.nameIsFree("ann"));
  }

  @Test
  void aDeletionThatWasCutOffIsCarriedOut() throws IOException {
    bridge = new ProvisioningFixture(folder);
    User ann = bridge.create("ann");
    crashAt("AdminDeleteUser", true);
    assertThatThrownBy(() -> bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {}))
        .isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("deleted", () -> bridge.users() == 0);
    assertThat(bridge.account("ann")).isEmpty();
  }

  @Test
  void aGroupCreationThatWasCutOffIsRolledForward() throws IOException {
    bridge = new ProvisioningFixture(folder);
    User ann = bridge.create("ann");
    crashAt("CreateGroup", true);
    assertThatThrownBy(() -> bridge.group("Admins", ann.id())).isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("member", () -> bridge.groupsOf("ann").contains("Admins"));
  }

  @Test
  void whenCognitoIsOutOfReachAChangeIsAcceptedAsPendingAndFollowsLater() {
    bridge = new ProvisioningFixture(folder);
    User ann = bridge.create("ann");
    bridge.stop();
    bridge.start(URI.create("http://127.0.0.1:1"));

    bridge.setActive(ann.id(), false);
    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().reason()).isNotBlank();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();

    bridge.stop();
    bridge.start(bridge.emulator.endpoint());
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
  }

  @Test
  void aLostAnswerToACreationMakesNoSecondAccount() {
    bridge = new ProvisioningFixture(folder);
    AtomicBoolean lost = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          return call instanceof CognitoCall.AdminCreateUser && lost.compareAndSet(false, true)
              ? new Outcome.Lost("The answer was lost.")
              : outcome;
        };

    User ann = bridge.create("ann");

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  @Test
  void anUpdateRefusedForGoodIsRejectedAndLeavesTheUserAsItWas() {
    bridge = new ProvisioningFixture(folder);
    User ann = bridge.create("ann");
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes
                ? new Outcome.Refused(
                    new scimbridge.plan.Plan.Refusal(
                        scimbridge.plan.Plan.Reason.VALUE_REFUSED, "No such claim."))
                : pool.attempt(call);

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge.replace(
                    ann.id(),
                    ProvisioningFixture.attributes(
                        "{\"userName\":\"ann\",\"displayName\":\"A\"}")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.onlyUser().version()).isEqualTo(1);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }

  /** A gate with no room at all. */
  private static Gate closed() {
    SwitchedGate gate = new SwitchedGate();
    gate.open = false;
    return gate;
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
        App.WhenBusy.REJECT,
        app.maxPendingAge(),
        app.deprovisioning());
  }

  @Test
  void aFullQuotaIsRejectedWithoutATraceWhereTheAppWantsThat() {
    bridge = new ProvisioningFixture(folder, CrashTest::rejecting, pool -> pool, closed());

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("ann"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.THROTTLED);
    assertThat(fault.retryAfter()).isPresent();
    assertThat(bridge.users()).isZero();
    assertThat(bridge.nameIsFree("ann")).isTrue();
    assertThat(bridge.account("ann")).isEmpty();
  }

  @Test
  void aFullQuotaIsAcceptedAsPendingOtherwise() {
    bridge = new ProvisioningFixture(folder, app -> app, pool -> pool, closed());

    User ann = bridge.create("ann");

    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    assertThat(bridge.account("ann")).isEmpty();
  }

  @Test
  void closingAnswersWhatWaitsAndLosesNothing() throws Exception {
    bridge = new ProvisioningFixture(folder);
    AtomicBoolean waiting = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          waiting.set(true);
          return new Outcome.Unavailable("Not now.");
        };
    bridge.create("ann");
    assertThat(waiting).isTrue();

    Instant begun = Instant.now();
    bridge.stop();
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.start(bridge.emulator.endpoint());

    eventually("in step", () -> bridge.state(bridge.onlyUser().id()) == State.IN_STEP);
  }

  /** A change that cannot be settled keeps no other from being settled, and is told of. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"userName\":"})
  void whatCannotBeRolledForwardKeepsNothingElse(String document) throws Exception {
    bridge = new ProvisioningFixture(folder);
    crashAt("AdminCreateUser", false);
    assertThatThrownBy(() -> bridge.create("poisoned")).isInstanceOf(Crash.class);
    assertThatThrownBy(() -> bridge.create("ann")).isInstanceOf(Crash.class);
    bridge.stop();
    try (Connection store =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bridge.db"));
        Statement statement = store.createStatement()) {
      // Nothing that the bridge writes; it stands for whatever nobody has thought of.
      assertThat(
              statement.executeUpdate(
                  "UPDATE proposals SET next_document = '"
                      + document
                      + "' WHERE next_document LIKE '%poisoned%'"))
          .isEqualTo(1);
    }

    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.start(bridge.emulator.endpoint());

    eventually("ann is there", () -> bridge.onlyUserNamed("ann").isPresent());
    User ann = bridge.onlyUserNamed("ann").orElseThrow();
    // The clock jumps between two passes: in the midst of one its lease would have run out.
    eventually(
        "looked for",
        () -> bridge.link(ann.id()).filter(CrashTest::wasLookedForInVain).isPresent());
    // What was on its way may have come by now.
    bridge.certain();
    User ben = bridge.create("ben");
    eventually("ann in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    eventually("ben in step", () -> bridge.state(ben.id()) == State.IN_STEP);
    bridge.ahead = bridge.ahead.plus(Setting.LEASE.multipliedBy(2));
    assertThat(bridge.engine.standing().of(ProvisioningFixture.APP).notices())
        .singleElement()
        .asString()
        .contains("could not be settled");
    bridge.restart(app -> app.withRequestWait(Duration.ofMillis(300)));
    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("poisoned"));
    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
  }

  private static boolean wasLookedForInVain(Account account) {
    return account.progress().attempts() > 0 && account.lease().returned();
  }
}
