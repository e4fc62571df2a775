package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Audit;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.ReconcileRule;
import scimbridge.testing.AuditTrail;

/** Comparing by a schedule: when it is due, also after a restart, and not before. */
class ReconcileScheduleTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private ProvisioningFixture fixture;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start(ReconcileRule rule) {
    fixture =
        new ProvisioningFixture(folder, app -> app.with(rule), pool -> pool, new UnlimitedGate());
  }

  private Optional<Instant> next() {
    return fixture.directory.<Optional<Instant>>read(tx -> tx.reconciliations().next(APP));
  }

  private List<Audit.Entry> runs() {
    return fixture
        .directory
        .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 100))
        .stream()
        .filter(entry -> entry.action().equals("reconcile"))
        .toList();
  }

  private long listings() {
    return fixture.emulator.controls().calls().getOrDefault("ListUsers", 0L);
  }

  private void goTo(Instant instant) {
    fixture.ahead = Duration.between(Instant.now(), instant);
  }

  @Test
  void itIsDoneWhenItIsDueAndRepairsWhereThatIsConfigured() {
    start(new ReconcileRule(DAY, true));
    fixture.create("ada");
    fixture.cognito.adminDisableUser(r -> r.userPoolId(fixture.userPoolId).username("ada"));
    Instant first = next().orElseThrow();
    assertThat(first).isBetween(Instant.now().minusSeconds(60), Instant.now().plus(DAY));

    goTo(first.plus(PoolReconciliation.LAG).plusSeconds(60));

    eventually("repaired", () -> fixture.account("ada").orElseThrow().enabled());
    eventually("noted", () -> runs().size() == 1);
    assertThat(runs().getFirst().actor()).isEqualTo("worker");
    eventually("planned again", () -> next().orElseThrow().isAfter(first.plus(DAY.dividedBy(2))));
    assertThat(next().orElseThrow())
        .isBetween(
            fixture.setting.now().plus(DAY.multipliedBy(8).dividedBy(10)),
            fixture.setting.now().plus(DAY.multipliedBy(12).dividedBy(10)));
  }

  @Test
  void theNextTimeSurvivesARestart() {
    start(new ReconcileRule(DAY, false));
    Instant planned = next().orElseThrow();

    fixture.restart(app -> app.with(new ReconcileRule(DAY, false)));

    assertThat(next()).contains(planned);
    assertThat(listings()).isZero();
    goTo(planned.plusSeconds(1));
    eventually("done", () -> runs().size() == 1);
  }

  @Test
  void aPoolThatCannotBeListedIsTriedAgainSoon() {
    start(new ReconcileRule(DAY, false));
    fixture.interposed =
        (call, pool) ->
            call instanceof CognitoCall.ListGroups
                ? new Outcome.Refused(
                    new scimbridge.plan.Plan.Refusal(
                        scimbridge.plan.Plan.Reason.VALUE_REFUSED, "not allowed"))
                : pool.attempt(call);
    Instant planned = next().orElseThrow();
    goTo(planned.plusSeconds(1));

    eventually(
        "tried again in about ten minutes",
        () ->
            next().orElseThrow().isAfter(planned.plus(Duration.ofMinutes(8)))
                && next().orElseThrow().isBefore(planned.plus(Duration.ofMinutes(13))));
    assertThat(runs()).extracting(Audit.Entry::result).containsExactly("failed");
  }

  @Test
  void withoutAScheduleNothingIsListedAndAnOldOneIsForgotten() {
    start(new ReconcileRule(DAY, false));
    assertThat(next()).isPresent();

    fixture.restart(app -> app);

    assertThat(next()).isEmpty();
    fixture.ahead = Duration.ofDays(30);
    fixture.create("ada");
    assertThat(listings()).isZero();
  }

  @Test
  void aShorterPeriodDrawsTheNextTimeNear() {
    start(new ReconcileRule(Duration.ofDays(90), false));

    fixture.restart(app -> app.with(new ReconcileRule(Duration.ofHours(1), false)));

    assertThat(next().orElseThrow()).isBefore(Instant.now().plus(Duration.ofHours(2)));
  }

  @Test
  void appsHaveNoneByDefault() {
    start(ReconcileRule.OFF);
    assertThat(App.withDefaults(APP, fixture.setting.app(APP).pools()).reconcile().on()).isFalse();
    assertThat(next()).isEmpty();
  }
}
