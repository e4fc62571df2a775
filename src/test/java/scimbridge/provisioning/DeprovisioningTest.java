package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Progress;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.Selection;
import scimbridge.policy.mapping.Mapping;

/** What becomes of accounts that are not to be any more, and of who returns. */
@Execution(ExecutionMode.CONCURRENT)
class DeprovisioningTest {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Rule DISABLE = new Rule(Action.DISABLE, DAY);
  private static final Rule DELETE = new Rule(Action.DELETE, DAY);
  private static final Rule LEAVE = new Rule(Action.LEAVE, DAY);

  @TempDir private Path folder;
  private ProvisioningFixture bridge;

  @AfterEach
  void close() {
    bridge.close();
  }

  private void start(UnaryOperator<App> rules) {
    bridge =
        new ProvisioningFixture(
            folder,
            rules,
            pool -> pool.schema(s -> s.name("tier").attributeDataType("String").mutable(true)),
            new UnlimitedGate());
  }

  private static UnaryOperator<App> rules(Rule unassigned, Rule inactive, Rule deleted) {
    return app -> app.with(new Deprovisioning(unassigned, inactive, deleted));
  }

  private static UnaryOperator<App> sales(Rule unassigned) {
    Selection sales = Selection.Matching.of("title eq \"Sales\"", Schemas.bundled());
    return app ->
        rules(unassigned, DISABLE, DELETE)
            .apply(app)
            .with(List.of(new Policy(sales, List.of(POOL), new TreeSet<>())));
  }

  private User titled(String userName, String title) {
    return bridge.create(
        attributes("{\"userName\":\"" + userName + "\",\"title\":\"" + title + "\"}"), null);
  }

  private void retitle(User user, String title) {
    bridge.replace(
        user.id(),
        attributes("{\"userName\":\"" + user.userName() + "\",\"title\":\"" + title + "\"}"));
  }

  private boolean enabled(String username) {
    return bridge.account(username).orElseThrow().enabled();
  }

  private Account link(User user) {
    return bridge.link(user.id()).orElseThrow();
  }

  @Test
  void whoIsInNoPolicysScopeHasNoAccount() {
    start(sales(DISABLE));

    User ann = titled("ann", "Nurse");

    assertThat(bridge.link(ann.id())).isEmpty();
    assertThat(bridge.calls()).noneMatch(call -> call.startsWith("Admin"));
    assertThat(bridge.account("ann")).isEmpty();
  }

  @Test
  void aFilterLetsInAndOutInTheRequestThatChangesTheUser() {
    start(sales(DISABLE));
    User ann = titled("ann", "Nurse");

    retitle(ann, "Sales");
    assertThat(enabled("ann")).isTrue();
    assertThat(link(ann).entitlement().policies()).containsExactly("filter title eq \"Sales\"");
    String sub = link(ann).sub();

    retitle(ann, "Nurse");
    assertThat(enabled("ann")).isFalse();
    assertThat(link(ann).entitlement().departure().cause()).isEqualTo(Cause.UNASSIGNED);
    assertThat(link(ann).entitlement().departure().deleteAt()).isNull();
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);

    bridge.calls();
    retitle(ann, "Sales");
    assertThat(enabled("ann")).isTrue();
    assertThat(link(ann).sub()).isEqualTo(sub);
    assertThat(link(ann).entitlement().departure()).isNull();
  }

  @Test
  void whoLeftIsDeletedWhenTheTimeHasComeAndNotBefore() {
    start(sales(DELETE));
    User ann = titled("ann", "Sales");
    User ben = titled("ben", "Sales");
    retitle(ann, "Nurse");
    retitle(ben, "Nurse");
    assertThat(enabled("ann")).isFalse();
    assertThat(link(ann).entitlement().departure().deleteAt())
        .isEqualTo(link(ann).entitlement().departure().since().plus(DAY));

    bridge.ahead = DAY.minusMinutes(5);
    bridge.stop();
    bridge.start(bridge.emulator.endpoint());
    retitle(ben, "Sales");
    assertThat(enabled("ben")).isTrue();
    assertThat(bridge.account("ann")).isPresent();

    bridge.ahead = DAY.plusMinutes(1);
    eventually("deleted", () -> bridge.link(ann.id()).isEmpty());
    assertThat(bridge.account("ann")).isEmpty();
    assertThat(bridge.account("ben")).isPresent();
    assertThat(bridge.onlyUserNamed("ann")).isPresent();
  }

  @Test
  void whoIsLeftKeepsTheAccountAsItIsAndGetsItBack() {
    start(sales(LEAVE));
    User ann = titled("ann", "Sales");
    long before = bridge.updates();

    retitle(ann, "Nurse");

    assertThat(enabled("ann")).isTrue();
    assertThat(bridge.updates()).isEqualTo(before);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    bridge.setActive(ann.id(), false);
    assertThat(enabled("ann")).as("no access for who is inactive").isFalse();
    bridge.setActive(ann.id(), true);
    retitle(ann, "Sales");
    assertThat(enabled("ann")).isTrue();
  }

  @Test
  void theAccountOfWhoIsInactiveIsDeletedLaterWhereTheAppWantsThat() {
    start(rules(DISABLE, DELETE, DELETE));
    User ann = bridge.create("ann");

    bridge.setActive(ann.id(), false);
    assertThat(enabled("ann")).isFalse();
    assertThat(link(ann).entitlement().departure().cause()).isEqualTo(Cause.INACTIVE);

    bridge.ahead = DAY.plusSeconds(1);
    eventually("deleted", () -> bridge.account("ann").isEmpty());
    eventually("let go", () -> bridge.link(ann.id()).isEmpty());

    bridge.ahead = Duration.ZERO;
    bridge.setActive(ann.id(), true);
    assertThat(enabled("ann")).isTrue();
  }

  @Test
  void whoIsDeletedIsDisabledAtOnceAndDeletedLaterAcrossARestart() {
    start(rules(DISABLE, DISABLE, DELETE));
    User ann = bridge.create("ann");

    bridge.delete(ann.id());

    assertThat(bridge.users()).isZero();
    assertThat(enabled("ann")).isFalse();
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    bridge.stop();
    bridge.ahead = DAY.plusSeconds(1);
    bridge.start(bridge.emulator.endpoint());
    eventually("deleted", () -> bridge.account("ann").isEmpty());
    eventually("name given back", () -> bridge.nameIsFree("ann"));
  }

  @Test
  void whoIsCreatedAgainMeanwhileGetsTheSameAccountBack() {
    start(rules(DISABLE, DISABLE, DELETE));
    User ann = bridge.create("ann");
    String sub = link(ann).sub();
    bridge.delete(ann.id());

    User again =
        bridge.create(attributes("{\"userName\":\"ann\",\"displayName\":\"Ann II\"}"), null);

    assertThat(again.id()).isNotEqualTo(ann.id());
    assertThat(bridge.link(ann.id())).isEmpty();
    assertThat(link(again).sub()).isEqualTo(sub);
    assertThat(link(again).entitlement().departure()).isNull();
    assertThat(enabled("ann")).isTrue();
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "Ann II");
    bridge.ahead = DAY.plusSeconds(1);
    bridge.setActive(again.id(), false);
    assertThat(bridge.account("ann")).isPresent();
  }

  @Test
  void aRefusedReturnLeavesTheDeletedAccountOnItsWayOut() {
    start(rules(DISABLE, DISABLE, DELETE));
    User ann = bridge.create("ann");
    bridge.delete(ann.id());
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes
                ? new Outcome.Refused(new Plan.Refusal(Plan.Reason.VALUE_REFUSED, "Not like that."))
                : pool.attempt(call);

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge.create(
                    attributes("{\"userName\":\"ann\",\"displayName\":\"Ann II\"}"), null));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    bridge.interposed = (call, pool) -> pool.attempt(call);
    eventually("disabled", () -> !enabled("ann"));
    bridge.ahead = DAY.plusSeconds(1);
    eventually("deleted", () -> bridge.account("ann").isEmpty());
    eventually("name given back", () -> bridge.nameIsFree("ann"));
  }

  @Test
  void aNameOfADeletedUserIsKeptFromOthersAndTheAnswerSaysUntilWhen() {
    start(rules(DISABLE, DISABLE, DELETE));
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    bridge.restart(named(UsernameRule.ID));
    bridge.delete(ann.id());

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ben.id(), ProvisioningFixture.named("ann")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).contains("deleted not before");
  }

  private static Pool named(UsernameRule rule) {
    return new Pool(POOL, rule, Pool.FirstSignIn.CONFIRMED, true, false, Mapping.standard());
  }

  @Test
  void whoIsLetGoOfByDeletionKeepsTheAccountAndTheNameIsFreeHere() {
    start(rules(DISABLE, DISABLE, LEAVE));
    User ann = bridge.create("ann");
    long before = bridge.updates();

    bridge.delete(ann.id());

    assertThat(enabled("ann")).isTrue();
    assertThat(bridge.updates()).isEqualTo(before);
    assertThat(bridge.link(ann.id())).isEmpty();
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void disablingIsNotDoneTwice() {
    start(rules(DISABLE, DISABLE, DISABLE));
    User ann = bridge.create("ann");
    bridge.setActive(ann.id(), false);
    long before = bridge.updates();

    bridge.delete(ann.id());

    assertThat(bridge.updates()).isEqualTo(before);
    assertThat(bridge.users()).isZero();
    assertThat(link(ann).entitlement().departure().cause()).isEqualTo(Cause.DELETED);
  }

  private static UnaryOperator<App> keeping(WhenOff whenOff) {
    return app -> app.with(new Operations(true, true, false, PasswordSync.OFF, whenOff));
  }

  @Test
  void whereDeletionIsOffADeleteIsRefusedAndTheUserShutOut() {
    start(keeping(WhenOff.REFUSE));
    User ann = bridge.create("ann");

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.delete(ann.id()));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("'delete'").contains("deactivated all the same");
    assertThat(enabled("ann")).isFalse();
    assertThat(bridge.users()).isEqualTo(1);
  }

  @Test
  void whereDeletionIsOffADeletedGroupIsRefusedAndItsMembersLeave() {
    start(keeping(WhenOff.REFUSE));
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge
                    .engine
                    .writes()
                    .deleteGroup(ProvisioningFixture.REQUEST, staff.id(), group -> {}));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("'delete'").contains("left it all the same");
    eventually("nobody in it", () -> bridge.groupsOf("ann").isEmpty());
    assertThat(bridge.groupsInPool()).containsExactly("Staff");
    assertThat(bridge.rename(staff.id(), "Staff").changed()).isFalse();
  }

  @Test
  void orSkippedAndTheEmptyCognitoGroupStays() {
    start(keeping(WhenOff.SKIP));
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());

    bridge.engine.writes().deleteGroup(ProvisioningFixture.REQUEST, staff.id(), group -> {});

    eventually("nobody in it", () -> bridge.groupsOf("ann").isEmpty());
    assertThat(bridge.groupsInPool()).containsExactly("Staff");
  }

  @Test
  void orSkippedAndTheAccountStaysDisabledUntilTheUserReturns() {
    start(keeping(WhenOff.SKIP));
    User ann = bridge.create("ann");
    String sub = link(ann).sub();

    bridge.delete(ann.id());
    assertThat(bridge.users()).isZero();
    assertThat(enabled("ann")).isFalse();

    User again = bridge.create("ann");
    assertThat(link(again).sub()).isEqualTo(sub);
    assertThat(enabled("ann")).isTrue();
  }

  @Test
  void whereDeletionIsOffARefusedCreationIsTakenBackAllTheSame() {
    start(keeping(WhenOff.REFUSE));
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminSetUserPassword
                ? new Outcome.Refused(new Plan.Refusal(Plan.Reason.VALUE_REFUSED, "Not like that."))
                : pool.attempt(call);

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("ann"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    eventually("taken back", () -> bridge.account("ann").isEmpty());
    eventually("name given back", () -> bridge.nameIsFree("ann"));
  }

  @Test
  void aSwitchedOffCreationIsSkippedAndShown() {
    start(app -> app.with(new Operations(false, true, true, PasswordSync.OFF, WhenOff.SKIP)));

    User ann = bridge.create("ann");

    assertThat(bridge.account("ann")).isEmpty();
    assertThat(bridge.state(ann.id())).isEqualTo(State.REFUSED);
    assertThat(link(ann).progress().reason()).contains("'create' is switched off");
    bridge.delete(ann.id());
    assertThat(bridge.link(ann.id())).isEmpty();
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void aSwitchedOffUpdateIsSkippedAndShownAndDoneWhenItIsOnAgain() {
    start(app -> app.with(new Operations(true, false, true, PasswordSync.OFF, WhenOff.SKIP)));
    User ann = bridge.create("ann");

    bridge.replace(ann.id(), attributes("{\"userName\":\"ann\",\"displayName\":\"Ann II\"}"));

    assertThat(bridge.attributesOf("ann")).doesNotContainKey("name");
    assertThat(bridge.state(ann.id())).isEqualTo(State.REFUSED);
    assertThat(link(ann).progress().reason()).contains("'update' is switched off");
    bridge.setActive(ann.id(), false);
    assertThat(enabled("ann")).as("removal of access goes through").isFalse();
  }

  @Test
  void aDeactivationGoesThroughWhereTheConfigurationMadeTheUsernameImpossible() {
    start(app -> app);
    User ann = bridge.create(attributes("{\"userName\":\"ann\"}"), null);
    bridge.restart(named(UsernameRule.PRIMARY_EMAIL));

    bridge.setActive(ann.id(), false);

    assertThat(enabled("ann")).isFalse();
    assertThat(bridge.onlyUser().active()).isFalse();
  }

  /** What was tried in vain before is not the removal's fault. */
  @Test
  void whoIsShutOutAfterADayOfVainAttemptsDoesNotWaitAnHourForTheNext() {
    start(app -> app);
    User ann = bridge.create("ann");
    bridge.interposed = (call, real) -> new Outcome.Unavailable("Not now.");
    Instant yesterday = bridge.setting.now().minus(DAY);
    Instant inAnHour = bridge.setting.now().plus(Settling.LONGEST_BACKOFF);
    bridge.directory.write(
        tx ->
            tx.accounts()
                .update(
                    tx.accounts()
                        .find(ProvisioningFixture.APP, POOL, ann.id())
                        .map(
                            link ->
                                link.withProgress(
                                    new Progress(
                                        State.PENDING, "Not now.", yesterday, 30, inAnHour, null)))
                        .orElseThrow()));

    bridge.setActive(ann.id(), false);

    Progress waits = bridge.link(ann.id()).orElseThrow().progress();
    assertThat(waits.urgent()).isTrue();
    assertThat(waits.nextAttempt())
        .isBefore(bridge.setting.now().plus(Settling.LONGEST_BACKOFF_OF_REMOVALS));
    bridge.interposed = (call, real) -> real.attempt(call);
    bridge.ahead = Settling.LONGEST_BACKOFF_OF_REMOVALS;
    eventually("disabled", () -> !bridge.account("ann").orElseThrow().enabled());
  }
}
