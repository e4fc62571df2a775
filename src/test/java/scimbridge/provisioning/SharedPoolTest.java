package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ConnectedApps.pinning;
import static scimbridge.provisioning.ConnectedApps.prefixed;
import static scimbridge.provisioning.ConnectedApps.sharing;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.testing.PostgresServer;

/** Several apps and several pools: what each may do, and what it may not do to the others. */
class SharedPoolTest {
  @TempDir Path folder;
  private ConnectedApps bridge;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private ConnectedApps.Client start(App okta, App entra) {
    bridge = new ConnectedApps(folder, okta, entra);
    return bridge.client(OKTA);
  }

  private ConnectedApps.Client entra() {
    return bridge.client(ENTRA);
  }

  @Test
  void anAccountHasOneOwnerAndOnlyTheAuditSaysWhose() {
    ConnectedApps.Client okta = start(app(OKTA, STAFF), app(ENTRA, STAFF));
    User ann = okta.create("ann");

    Fault fault = catchThrowableOfType(Fault.class, () -> entra().create("ann"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).doesNotContain("okta").doesNotContain(ann.id().value());
    assertThat(entra().audit().getFirst()).contains("okta").contains(ann.id().value());
    assertThat(okta.audit()).noneMatch(entry -> entry.contains("entra"));
    assertThat(bridge.accountsIn(STAFF)).containsExactly("ann");
  }

  @Test
  void aGroupNameHasOneOwnerAndOnlyTheAuditSaysWhose() {
    ConnectedApps.Client okta = start(app(OKTA, STAFF), app(ENTRA, STAFF));
    Group sales = okta.group("Sales");

    Fault fault = catchThrowableOfType(Fault.class, () -> entra().group("Sales"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail())
        .contains("groupPrefix")
        .contains("shareGroups")
        .doesNotContain("okta")
        .doesNotContain(sales.id().value());
    assertThat(entra().audit().getFirst())
        .contains("rejected")
        .contains("okta")
        .contains(sales.id().value());
  }

  @Test
  void withAPrefixBothHaveAGroupOfTheirOwn() {
    ConnectedApps.Client okta = start(prefixed(app(OKTA, STAFF), "okta-"), app(ENTRA, STAFF));

    okta.group("Sales", okta.create("ann").id());
    entra().group("Sales", entra().create("bob").id());

    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("okta-Sales");
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
  }

  @Test
  void oneAppAloneCannotDecideToShare() {
    ConnectedApps.Client okta = start(app(OKTA, STAFF), sharing(app(ENTRA, STAFF)));
    okta.group("Sales");

    Fault fault = catchThrowableOfType(Fault.class, () -> entra().group("Sales"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
  }

  @Test
  void aSharedGroupIsMadeOnceAndGoesWithTheLastWhoUsesIt() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    User ann = okta.create("ann");
    User bob = entra().create("bob");
    Group oktas = okta.group("Sales", ann.id());
    Group entras = entra().group("Sales", bob.id());
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    assertThat(bridge.emulator.controls().calls()).containsEntry("CreateGroup", 1L);

    okta.delete(oktas);

    eventually("ann is out", () -> bridge.groupsOf(STAFF, "ann").isEmpty());
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    assertThat(bridge.emulator.controls().calls()).doesNotContainKey("DeleteGroup");

    entra().delete(entras);

    assertThat(bridge.groupsIn(STAFF)).isEmpty();
    assertThat(bridge.groupsOf(STAFF, "bob")).isEmpty();
  }

  @Test
  void whoUsesASharedGroupMayLeaveItAndComeBack() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    User ann = okta.create("ann");
    User bob = entra().create("bob");
    okta.group("Sales", ann.id());
    entra().delete(entra().group("Sales", bob.id()));
    eventually("bob is out", () -> bridge.groupsOf(STAFF, "bob").isEmpty());

    entra().group("Sales", bob.id());

    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
  }

  @Test
  void whenTheMakerOfASharedGroupIsRenamedTheOthersKeepTheirs() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    User ann = okta.create("ann");
    User bob = entra().create("bob");
    Group oktas = okta.group("Sales", ann.id());
    Group entras = entra().group("Sales", bob.id());

    okta.rename(oktas, "Field Sales");

    eventually("ann moved", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("Field+Sales")));
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    entra().delete(entras);
    eventually("gone", () -> bridge.groupsIn(STAFF).equals(Set.of("Field+Sales")));
  }

  @Test
  void aSharedGroupThatSomebodyDeletedIsMadeAgainForEverybody() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    User ann = okta.create("ann");
    User bob = entra().create("bob");
    Group oktas = okta.group("Sales", ann.id());
    entra().group("Sales", bob.id());
    bridge
        .cognito(STAFF)
        .deleteGroup(r -> r.userPoolId(bridge.userPoolId(STAFF)).groupName("Sales"));

    okta.add(oktas, okta.create("cid").id());

    eventually("cid", () -> bridge.groupsOf(STAFF, "cid").equals(Set.of("Sales")));
    eventually("ann", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("Sales")));
    eventually("bob", () -> bridge.groupsOf(STAFF, "bob").equals(Set.of("Sales")));
  }

  @Test
  void itIsNotMadeAgainForAnAppThatOnlyKnowsIt() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    Group sales = okta.group("Sales", okta.create("ann").id());
    Group theirs = entra().group("Sales");
    PoolGroup known = entra().rows(theirs).getFirst().withReason(PoolGroup.Reason.LISTED);
    bridge.directory.<Boolean>write(tx -> tx.poolGroups().update(known));
    bridge
        .cognito(STAFF)
        .deleteGroup(r -> r.userPoolId(bridge.userPoolId(STAFF)).groupName("Sales"));

    okta.add(sales, okta.create("bob").id());

    eventually("made again", () -> bridge.groupsOf(STAFF, "bob").equals(Set.of("Sales")));
    assertThat(entra().rows(theirs).getFirst()).isEqualTo(known);
    assertThat(okta.rows(sales).getFirst().made()).isTrue();
  }

  /** The call whose answer was lost arrives when the deletion is not to be any more. */
  @Test
  void whatTheDeletionOfAGroupMayStillDeleteIsMadeAgainOnlyAfterIt() {
    ConnectedApps.Client okta = start(app(OKTA, PARTNERS, STAFF), app(ENTRA, STAFF));
    Group sales = okta.group("Sales", okta.create("ann").id());
    AtomicReference<Runnable> late = new AtomicReference<>();
    bridge.interposed =
        (call, pool) -> {
          if (!(call instanceof CognitoCall.DeleteGroup)) {
            return pool.attempt(call);
          }
          if (late.compareAndSet(null, () -> pool.attempt(call))) {
            return new Outcome.Lost("The answer was lost.");
          }
          return new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."));
        };
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    assertThatThrownBy(() -> okta.delete(sales)).hasMessageContaining("Not so.");

    assertThat(okta.rows(sales))
        .filteredOn(row -> row.phase() == PoolGroup.Phase.WANTED)
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.progress().nextAttempt())
                    .isAfterOrEqualTo(Setting.certain(before, null)));
    late.get().run();
    bridge.ahead = Setting.ATTEMPT.plus(Setting.SETTLING);
    for (PoolId pool : List.of(PARTNERS, STAFF)) {
      eventually("made again", () -> bridge.groupsIn(pool).equals(Set.of("Sales")));
      eventually("with ann", () -> bridge.groupsOf(pool, "ann").equals(Set.of("Sales")));
    }
    eventually(
        "in step",
        () -> okta.rows(sales).stream().allMatch(row -> row.phase() == PoolGroup.Phase.PRESENT));
  }

  /** An administrator has it tried before the call whose answer was lost arrives. */
  @Test
  void whatTheDeletionOfAGroupMayStillDeleteIsNotBelievedEarlierBecauseOfARetry() {
    ConnectedApps.Client okta = start(app(OKTA, PARTNERS, STAFF), app(ENTRA, STAFF));
    Group sales = okta.group("Sales", okta.create("ann").id());
    AtomicReference<Runnable> late = new AtomicReference<>();
    AtomicInteger looks = new AtomicInteger();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof CognitoCall.GetGroup) {
            looks.incrementAndGet();
          }
          if (!(call instanceof CognitoCall.DeleteGroup)) {
            return pool.attempt(call);
          }
          return late.compareAndSet(null, () -> pool.attempt(call))
              ? new Outcome.Lost("The answer was lost.")
              : new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."));
        };
    assertThatThrownBy(() -> okta.delete(sales)).hasMessageContaining("Not so.");
    PoolGroup waits =
        okta.rows(sales).stream()
            .filter(row -> row.phase() == PoolGroup.Phase.WANTED)
            .findFirst()
            .orElseThrow();

    bridge
        .engine
        .retrying()
        .run(new Retrying.Order(OKTA, null, Set.of(Progress.State.PENDING)), none -> {});
    eventually("looked at", () -> looks.get() > 0);
    eventually(
        "given back", () -> okta.rows(sales).stream().allMatch(row -> row.lease().returned()));

    assertThat(okta.rows(sales))
        .filteredOn(row -> row.id().equals(waits.id()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.phase()).isEqualTo(PoolGroup.Phase.WANTED);
              assertThat(row.progress().nextAttempt()).isEqualTo(waits.progress().uncertainUntil());
              assertThat(row.progress().uncertainUntil())
                  .isEqualTo(waits.progress().uncertainUntil());
            });
    late.get().run();
    bridge.ahead = Setting.ATTEMPT.plus(Setting.SETTLING);
    for (PoolId pool : List.of(PARTNERS, STAFF)) {
      eventually("made again", () -> bridge.groupsIn(pool).equals(Set.of("Sales")));
      eventually("with ann", () -> bridge.groupsOf(pool, "ann").equals(Set.of("Sales")));
    }
  }

  /** It is the bridge's, although it was made before it was asked for again. */
  @Test
  void whatTheDeletionOfAGroupNeverDeletedIsKept() {
    ConnectedApps.Client okta = start(app(OKTA, PARTNERS, STAFF), app(ENTRA, STAFF));
    Group sales = okta.group("Sales", okta.create("ann").id());
    bridge.ahead = Setting.CLOCK_SKEW.multipliedBy(2);
    AtomicBoolean lost = new AtomicBoolean();
    bridge.interposed =
        (call, pool) ->
            !(call instanceof CognitoCall.DeleteGroup)
                ? pool.attempt(call)
                : lost.compareAndSet(false, true)
                    ? new Outcome.Lost("The answer was lost.")
                    : new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."));

    assertThatThrownBy(() -> okta.delete(sales)).hasMessageContaining("Not so.");

    bridge.ahead = bridge.ahead.plus(Setting.ATTEMPT).plus(Setting.SETTLING);
    eventually(
        "in step",
        () ->
            okta.rows(sales).stream()
                .allMatch(row -> row.phase() == PoolGroup.Phase.PRESENT && row.made()));
    assertThat(bridge.groupsOf(PARTNERS, "ann")).containsExactly("Sales");
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
  }

  @Test
  void aSharedGroupWhoseCreationIsUnderWayIsLookedForAndNotMadeTwice() {
    ConnectedApps.Client okta = start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    AtomicBoolean reachable = new AtomicBoolean();
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.CreateGroup && !reachable.get()
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);
    User bob = entra().create("bob");
    Group oktas = okta.group("Sales");
    Group entras = entra().group("Sales", bob.id());

    reachable.set(true);

    eventually("bob is in", () -> bridge.groupsOf(STAFF, "bob").equals(Set.of("Sales")));
    eventually("okta knows", () -> okta.rows(oktas).getFirst().progress().attempts() == 0);
    okta.delete(oktas);
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    entra().delete(entras);
    eventually("gone", () -> bridge.groupsIn(STAFF).isEmpty());
  }

  @Test
  void ofTwoAppsThatRaceForAGroupNameOneWins() throws Exception {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    raceForAGroupName();
  }

  @Test
  void ofTwoAppsThatRaceForAGroupNameOneWinsOnPostgresToo() throws Exception {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    onPostgres();
    raceForAGroupName();
  }

  @Test
  void twoAppsThatRaceForASharedGroupBothGetIt() throws Exception {
    start(sharing(app(OKTA, STAFF)), sharing(app(ENTRA, STAFF)));
    onPostgres();

    assertThat(race("Sales")).allMatch(Group.class::isInstance);

    assertThat(bridge.groupsIn(STAFF)).containsExactly("Sales");
    assertThat(bridge.emulator.controls().calls()).containsEntry("CreateGroup", 1L);
  }

  private void onPostgres() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
  }

  private void raceForAGroupName() throws Exception {
    for (int i = 0; i < 5; i++) {
      List<Object> results = race("Sales " + i);
      assertThat(results).filteredOn(Group.class::isInstance).hasSize(1);
      assertThat(results)
          .filteredOn(result -> !(result instanceof Group))
          .allMatch(Fault.Kind.UNIQUENESS::equals);
    }
    assertThat(bridge.emulator.controls().calls()).containsEntry("CreateGroup", 5L);
  }

  private List<Object> race(String displayName) throws Exception {
    List<Callable<Object>> creations = new ArrayList<>();
    for (ConnectedApps.Client client : List.of(bridge.client(OKTA), entra())) {
      creations.add(
          () -> {
            try {
              return client.group(displayName);
            } catch (Fault fault) {
              return fault.kind();
            }
          });
    }
    List<Object> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Object> result : threads.invokeAll(creations)) {
        results.add(result.get());
      }
    }
    return results;
  }

  @Test
  void aPinnedGroupKeepsItsNameInThePool() {
    ConnectedApps.Client okta = start(pinning(app(OKTA, STAFF)), app(ENTRA, STAFF));
    User ann = okta.create("ann");
    Group sales = okta.group("Sales", ann.id());
    bridge.emulator.controls().resetCalls();

    okta.rename(sales, "Field Sales");

    assertThat(bridge.emulator.controls().calls()).isEmpty();
    okta.add(sales, okta.create("bob").id());
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
    Fault fault = catchThrowableOfType(Fault.class, () -> okta.group("Sales"));
    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).contains("pin");
    okta.delete(sales);
    assertThat(bridge.groupsIn(STAFF)).isEmpty();
  }

  @Test
  void oneAppServesPoolsInTwoRegionsWithCredentialsOfTheirOwn() {
    ConnectedApps.Client okta = start(app(OKTA, STAFF, PARTNERS), app(ENTRA, PARTNERS));
    User ann = okta.create("ann");

    okta.group("Sales", ann.id());

    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
    assertThat(bridge.groupsOf(PARTNERS, "ann")).containsExactly("Sales");
    // Only one of the two pools is shared with the other app, and its name is taken there.
    assertThat(catchThrowableOfType(Fault.class, () -> entra().create("ann")).kind())
        .isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(entra().create("bob")).isNotNull();
    assertThat(bridge.accountsIn(STAFF)).containsExactly("ann");
    assertThat(bridge.accountsIn(PARTNERS)).containsExactlyInAnyOrder("ann", "bob");
    okta.delete(ann);
    assertThat(bridge.accountsIn(PARTNERS)).containsExactly("bob");
  }
}
