package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRef.Key;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** The process ends in the middle of somebody's coming or going; the next one gets there. */
@Execution(ExecutionMode.CONCURRENT)
class ScopeCrashTest {
  private static final Duration DAY = Duration.ofHours(24);

  @TempDir Path folder;
  private ProvisioningFixture bridge;
  private final CountDownLatch crashed = new CountDownLatch(1);

  @AfterEach
  void close() {
    bridge.close();
  }

  /** The process ends here: nothing after this point runs, nothing more is written. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void start(Selection who) {
    UnaryOperator<App> rules =
        app ->
            app.with(List.of(new Policy(who, List.of(POOL), new TreeSet<>())))
                .with(
                    new Deprovisioning(
                        new Rule(Action.DELETE, DAY),
                        new Rule(Action.DISABLE, DAY),
                        new Rule(Action.DELETE, DAY)));
    bridge = new ProvisioningFixture(folder, rules, pool -> pool, new UnlimitedGate());
  }

  private static Selection nurses() {
    return Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled());
  }

  private static Selection sales() {
    return new Selection.MembersOf(List.of(new GroupRef(Key.DISPLAY_NAME, "Sales")));
  }

  private void crashAt(String operation, boolean sent) {
    bridge.interposed =
        (call, pool) -> {
          if (call.operation().equals(operation)) {
            if (sent) {
              pool.attempt(call);
            }
            crashed.countDown();
            throw new Crash();
          }
          return pool.attempt(call);
        };
  }

  /** Starts again on a byte copy of the store, as a new process would after kill -9. */
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

  /** Waits on a clock that runs fast: what a lost call may have done is believed only later. */
  private void soon(String what, BooleanSupplier condition) {
    eventually(
        what,
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return condition.getAsBoolean();
        });
  }

  private boolean departs(User user, Cause cause) {
    return bridge
        .link(user.id())
        .filter(link -> link.progress().state() == State.IN_STEP)
        .map(link -> link.entitlement().departure())
        .filter(departure -> departure.cause() == cause && departure.deleteAt() != null)
        .isPresent();
  }

  private User titled(String title) {
    return bridge.create(attributes("{\"userName\":\"ann\",\"title\":\"" + title + "\"}"), null);
  }

  @ParameterizedTest
  @CsvSource({
    "AdminDisableUser, false",
    "AdminDisableUser, true",
    "AdminUserGlobalSignOut, false",
    "AdminUserGlobalSignOut, true"
  })
  void whoWasLeavingIsShutOutAndTheDayCounts(String operation, boolean sent) throws IOException {
    start(nurses());
    User ann = titled("Nurse");
    crashAt(operation, sent);
    assertThatThrownBy(
            () -> bridge.replace(ann.id(), attributes("{\"userName\":\"ann\",\"title\":\"None\"}")))
        .isInstanceOf(Crash.class);

    restartOnCopy();

    // That it leaves is written down before it is carried out.
    soon("shut out", () -> !bridge.account("ann").orElseThrow().enabled());
    soon("on the way out", () -> departs(ann, Cause.UNASSIGNED));
  }

  @ParameterizedTest
  @CsvSource({
    "AdminCreateUser, false",
    "AdminCreateUser, true",
    "AdminSetUserPassword, true",
    "AdminAddUserToGroup, true"
  })
  void whoWasEnteringGetsOneAccount(String operation, boolean sent) throws Exception {
    start(sales());
    User ann = titled("Nurse");
    Group sales = bridge.group("Sales");
    crashAt(operation, sent);
    // Nobody comes back from a worker that has crashed.
    bridge.change(bridge.hasty(), sales.id(), new MemberDelta(false, Set.of(), add(ann.id())));
    assertThat(crashed.await(60, TimeUnit.SECONDS)).isTrue();

    restartOnCopy();

    soon("in the group", () -> isInSales() && bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  @Test
  void whoLeavesBeforeThePasswordIsSetHasOneOnReturn() throws Exception {
    start(sales());
    User ann = titled("Nurse");
    Group sales = bridge.group("Sales");
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.AdminSetUserPassword) {
            crashed.countDown();
            return new Outcome.Unavailable("Not now.");
          }
          return pool.attempt(call);
        };
    bridge.change(bridge.hasty(), sales.id(), new MemberDelta(false, Set.of(), add(ann.id())));
    assertThat(crashed.await(60, TimeUnit.SECONDS)).isTrue();
    bridge.change(bridge.hasty(), sales.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));
    soon("shut out", () -> departs(ann, Cause.UNASSIGNED));
    bridge.interposed = (call, pool) -> pool.attempt(call);

    bridge.change(sales.id(), new MemberDelta(false, Set.of(), add(ann.id())));

    soon("in the group", () -> isInSales() && bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  private boolean isInSales() {
    return bridge.account("ann").isPresent() && bridge.groupsOf("ann").contains("Sales");
  }

  @ParameterizedTest
  @CsvSource({"AdminDisableUser, false", "AdminDisableUser, true"})
  void aDeletionThatWasCutOffKeepsItsDay(String operation, boolean sent) throws IOException {
    start(nurses());
    User ann = titled("Nurse");
    crashAt(operation, sent);
    assertThatThrownBy(() -> bridge.delete(ann.id())).isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("accepted", () -> bridge.users() == 0);
    soon("on the way out", () -> departs(ann, Cause.DELETED));
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    bridge.ahead = DAY.plusMinutes(1);
    soon("deleted", () -> bridge.account("ann").isEmpty());
    soon("name given back", () -> bridge.nameIsFree("ann"));
  }

  @ParameterizedTest
  @CsvSource({"AdminDeleteUser, false", "AdminDeleteUser, true"})
  void aDueDeletionThatWasCutOffIsDone(String operation, boolean sent) throws Exception {
    start(nurses());
    User ann = titled("Nurse");
    bridge.delete(ann.id());
    crashAt(operation, sent);
    bridge.ahead = DAY.plusMinutes(1);
    assertThat(crashed.await(60, TimeUnit.SECONDS)).isTrue();

    restartOnCopy();

    soon("deleted", () -> bridge.account("ann").isEmpty());
    soon("name given back", () -> bridge.nameIsFree("ann"));
  }

  @Test
  void whoCameBackInACrashHasTheAccountAgain() throws IOException {
    start(nurses());
    User ann = titled("Nurse");
    String sub = bridge.link(ann.id()).orElseThrow().sub();
    bridge.delete(ann.id());
    crashAt("AdminEnableUser", false);
    assertThatThrownBy(() -> titled("Nurse")).isInstanceOf(Crash.class);

    restartOnCopy();

    eventually("accepted", () -> bridge.users() == 1);
    User again = bridge.onlyUser();
    soon("in step", () -> bridge.state(again.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.link(again.id()).orElseThrow().sub()).isEqualTo(sub);
  }
}
