package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static scimbridge.cognito.GateSimulation.ELSEWHERE;
import static scimbridge.cognito.GateSimulation.GUESTS;
import static scimbridge.cognito.GateSimulation.SCOPES;
import static scimbridge.cognito.GateSimulation.STAFF;
import static scimbridge.cognito.Priority.BACKGROUND;
import static scimbridge.cognito.Priority.INTERACTIVE;
import static scimbridge.cognito.Priority.REMOVAL;
import static scimbridge.cognito.QuotaCategory.USER_CREATION;
import static scimbridge.cognito.QuotaCategory.USER_UPDATE;
import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scimbridge.cognito.GateSimulation.Plan;
import scimbridge.cognito.GateSimulation.Sent;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;

class ScheduleTest {
  private final GateSimulation gate = new GateSimulation(Quota.standard());
  private int names;

  @Test
  void opensOneSecondAfterItsStart() {
    Plan tooShort = gate.enter("a", INTERACTIVE, 0.999, update());
    Plan justRight = gate.enter("a", INTERACTIVE, 1, update());
    gate.runUntil(2);

    assertThat(tooShort.refusedAtOnce()).isTrue();
    assertThat(gate.sent).extracting(Sent::at).containsExactly(SECOND);
    assertThat(justRight.complete).isTrue();
  }

  @Test
  void aPlanGoesThroughAtOnceWhenNothingElseGoesOn() {
    gate.runUntil(1);
    Plan plan =
        gate.enter(
            "a",
            INTERACTIVE,
            3,
            new AdminCreateUser(STAFF, "u", new TreeMap<>()),
            new AdminSetUserPassword(STAFF, "u", null),
            new AdminAddUserToGroup(STAFF, "u", "g"),
            new AdminAddUserToGroup(STAFF, "u", "h"));
    gate.runUntil(2);

    // Four answers, and half a slot between two calls of one category.
    assertThat(plan.endedAt - plan.enteredAt).isLessThan(SECOND / 8);
  }

  @Test
  void usesTheShareOfACategoryAllTheTimeAndNeverMore() {
    IntStream.range(0, 200).forEach(i -> gate.enter("a", INTERACTIVE, 60, update()));
    gate.runUntil(11);

    assertThat(gate.sentBetween(1, 11)).isBetween(150L, 150L + 15);
    assertNoMoreThan(gate.sent, 15);
  }

  @Test
  void keepsAPaceWhileMuchGoesOnSoThatTheNextPlaceIsNear() {
    IntStream.range(0, 200).forEach(i -> gate.enter("a", BACKGROUND, 60, update()));
    gate.runUntil(8);

    List<Sent> steady = gate.sent.stream().filter(one -> one.second() > 3).toList();
    for (int i = 1; i < steady.size(); i++) {
      assertThat(steady.get(i).second() - steady.get(i - 1).second()).isLessThan(0.36);
    }
  }

  @Test
  void aRemovalGoesBeforeEverybodyWhoWaits() {
    busy("a", INTERACTIVE, 300);
    busy("a", BACKGROUND, 300);
    gate.runUntil(5);

    Plan removal = gate.enter("a", REMOVAL, 3, new AdminDisableUser(STAFF, "bad"));
    gate.runUntil(6);

    assertThat(removal.endedAt - removal.enteredAt).isLessThan(SECOND / 2);
    assertThat(gate.schedule.pace(gate.now()).getFirst().waiting())
        .containsKeys(INTERACTIVE, BACKGROUND);
  }

  @Test
  void theBackgroundGetsAFifthWhileItHasWorkAndAllOfItWhileOthersHaveNone() {
    busy("a", REMOVAL, 1000);
    busy("a", INTERACTIVE, 1000);
    busy("a", BACKGROUND, 1000);
    gate.runUntil(21);

    Map<Priority, Long> byClass =
        gate.sent.stream().collect(Collectors.groupingBy(Sent::priority, Collectors.counting()));
    assertThat(byClass.get(BACKGROUND)).isCloseTo(60L, within(4L));
    assertThat(byClass.get(REMOVAL)).isCloseTo(240L, within(16L));
    assertThat(byClass).doesNotContainKey(INTERACTIVE);

    GateSimulation alone = new GateSimulation(Quota.standard());
    IntStream.range(0, 300).forEach(i -> alone.enter("a", BACKGROUND, 60, update()));
    alone.runUntil(11);
    assertThat(alone.sentBetween(1, 11)).isGreaterThanOrEqualTo(150);
  }

  @Test
  void appsTakeTurnsWhateverTheirBacklog() {
    busy("large", INTERACTIVE, 2000);
    gate.runUntil(3);
    busy("small", INTERACTIVE, 100);
    busy("smaller", INTERACTIVE, 100);
    gate.runUntil(13);

    Map<String, Long> byApp =
        gate.sent.stream()
            .filter(one -> one.second() >= 3)
            .collect(Collectors.groupingBy(Sent::app, Collectors.counting()));
    assertThat(byApp.get("small")).isCloseTo(50L, within(3L));
    assertThat(byApp.get("smaller")).isCloseTo(50L, within(3L));
    assertThat(byApp.get("large")).isCloseTo(50L, within(3L));
  }

  @Test
  void anAppThatAsksForOneAfterTheOtherTakesTurnsLikeOneThatHasABacklog() {
    busy("large", INTERACTIVE, 2000);
    gate.runUntil(3);
    oneByOne("small");
    gate.runUntil(13);

    assertThat(gate.sent)
        .filteredOn(one -> one.second() >= 3 && one.app().equals("large"))
        .hasSizeGreaterThan(70);
  }

  private void oneByOne(String app) {
    gate.enter(app, INTERACTIVE, 60, update()).then(() -> oneByOne(app));
  }

  @Test
  void oneAppsRemovalsDoNotKeepAnothersRemovalWaiting() {
    busy("leaving", REMOVAL, 2000);
    gate.runUntil(5);
    Plan removal = gate.enter("other", REMOVAL, 3, new AdminDisableUser(STAFF, "bad"));
    gate.runUntil(6);

    assertThat(removal.endedAt - removal.enteredAt).isLessThan(SECOND / 2);
  }

  @Test
  void withinAnAppWhoCameFirstIsFirst() {
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      plans.add(gate.enter("a", INTERACTIVE, 60, update()));
    }
    gate.runUntil(10);

    assertThat(plans).isSortedAccordingTo((one, two) -> Long.compare(one.endedAt, two.endedAt));
  }

  @Test
  void whatHasBegunEndsInTimeAndWhatCannotIsNeverBegun() {
    // More creations are let through a second than passwords: begun for the first's sake, most
    // would be left without the second.
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      gate.after(
          i * SECOND / 40,
          () ->
              plans.add(
                  gate.enter(
                      "a",
                      INTERACTIVE,
                      3,
                      new AdminCreateUser(STAFF, user(), new TreeMap<>()),
                      new AdminSetUserPassword(STAFF, user(), null))));
    }
    gate.runUntil(15);

    assertThat(plans).filteredOn(plan -> plan.begunAt >= 0).allMatch(plan -> plan.complete);
    long complete = plans.stream().filter(plan -> plan.complete).count();
    // 18 passwords a second for ten seconds and the three that the last ones wait.
    assertThat(complete).isBetween(18L * 11, 18L * 13);
    assertThat(plans).filteredOn(Plan::refusedAtOnce).hasSizeGreaterThan(30);
  }

  @Test
  void isToldAtOnceWhenItIsCertainThatItWouldBeTooLate() {
    gate.runUntil(1);
    for (int i = 0; i < 60; i++) {
      assertThat(gate.enter("a", INTERACTIVE, 4, update()).refusedAtOnce()).isFalse();
    }
    assertThat(gate.enter("a", INTERACTIVE, 3, update()).refusedAtOnce()).isTrue();
    assertThat(gate.enter("another", INTERACTIVE, 3, update()).refusedAtOnce()).isFalse();
    assertThat(gate.enter("a", REMOVAL, 3, update()).refusedAtOnce()).isFalse();
    // Not even an idle gate does seven writes of one user in a second.
    CognitoCall[] writes =
        IntStream.range(0, 7)
            .mapToObj(i -> new AdminEnableUser(ELSEWHERE, "busy"))
            .toArray(CognitoCall[]::new);
    assertThat(gate.enter("a", INTERACTIVE, 0.9, writes).refusedAtOnce()).isTrue();
    assertThat(gate.enter("a", INTERACTIVE, 1.1, writes).refusedAtOnce()).isFalse();
  }

  @Test
  void tellsHowLongOneMoreWouldWait() {
    gate.runUntil(1);
    assertThat(gate.schedule.delay("a", update(), INTERACTIVE, gate.now())).isZero();
    IntStream.range(0, 45).forEach(i -> gate.enter("a", INTERACTIVE, 60, update()));
    gate.runUntil(1);

    assertThat(gate.schedule.delay("a", update(), INTERACTIVE, gate.now()))
        .isBetween(2 * SECOND, 4 * SECOND);
    assertThat(gate.schedule.delay("a", update(), REMOVAL, gate.now())).isLessThan(SECOND);
    assertThat(gate.schedule.delay("b", update(), INTERACTIVE, gate.now())).isLessThan(SECOND);
  }

  @Test
  void oneHeldUpByACapOfItsOwnHoldsNobodyUp() {
    gate.runUntil(1);
    List<Plan> busy = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      busy.add(gate.enter("a", INTERACTIVE, 60, new AdminEnableUser(STAFF, "busy")));
    }
    List<Plan> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      others.add(gate.enter("a", INTERACTIVE, 60, update()));
    }
    gate.runUntil(1 + 70 / 15.0 + 0.5);

    assertThat(others).allMatch(plan -> plan.complete);
    assertThat(busy).filteredOn(plan -> plan.complete).hasSizeBetween(24, 30);
  }

  @Test
  void whatIsGivenBackIsForOthers() {
    gate.runUntil(1);
    for (int i = 0; i < 50; i++) {
      gate.enter("a", BACKGROUND, 0.2, update(), update(), update());
    }
    gate.runUntil(1.3);
    assertThat(gate.schedule.pace(gate.now()).getFirst().waiting()).isEmpty();
    assertThat(gate.schedule.next()).isEqualTo(Long.MAX_VALUE);
    Plan next = gate.enter("b", INTERACTIVE, 3, update());
    gate.runUntil(2.2);
    assertThat(next.complete).isTrue();
    assertThat(gate.schedule.delay("a", update(), BACKGROUND, gate.now() + SECOND)).isZero();
  }

  @Test
  void poolsOfOneAccountAndRegionShareTheirQuotaAndOthersDoNot() {
    for (int i = 0; i < 100; i++) {
      gate.enter("a", INTERACTIVE, 60, new AdminEnableUser(STAFF, user()));
      gate.enter("a", INTERACTIVE, 60, new AdminEnableUser(GUESTS, user()));
      gate.enter("a", INTERACTIVE, 60, new AdminEnableUser(ELSEWHERE, user()));
    }
    gate.runUntil(5);

    Map<String, Long> byScope =
        gate.sent.stream()
            .collect(
                Collectors.groupingBy(one -> SCOPES.get(one.call().pool()), Collectors.counting()));
    assertThat(byScope.get("one account")).isBetween(60L, 75L);
    assertThat(byScope.get("another account")).isBetween(60L, 75L);
  }

  @Test
  void countsTwoPagesForTheGroupsOfAUser() {
    IntStream.range(0, 200)
        .forEach(i -> gate.enter("a", INTERACTIVE, 60, new AdminListGroupsForUser(STAFF, user())));
    gate.runUntil(11);

    assertThat(gate.sent.size()).isBetween(150, 165);
  }

  @Test
  void usesTheShareAndTheRaisedRatesThatItIsTold() {
    GateSimulation own = new GateSimulation(new Quota(50, Map.of(USER_CREATION, 200)));
    for (int i = 0; i < 600; i++) {
      own.enter("a", INTERACTIVE, 60, new AdminCreateUser(STAFF, user(), new TreeMap<>()));
      own.enter("a", INTERACTIVE, 60, update());
    }
    own.runUntil(4);
    assertThat(own.sent)
        .filteredOn(one -> one.call() instanceof AdminCreateUser)
        .hasSizeBetween(300, 400);
    assertThat(own.sent)
        .filteredOn(one -> one.call() instanceof AdminAddUserToGroup)
        .hasSizeBetween(36, 48);

    own.schedule.raise("one account", USER_UPDATE, 100, own.now());
    own.runUntil(6);
    assertThat(own.sent)
        .filteredOn(one -> one.call() instanceof AdminAddUserToGroup && one.second() > 4)
        .hasSizeBetween(90, 110);
    assertThat(own.schedule.pace(own.now()))
        .filteredOn(pace -> pace.category().equals("UserUpdate"))
        .allMatch(pace -> pace.quota() == 100 && pace.share() == 50 && !pace.slowed());
  }

  @Test
  void letsNobodyInWhenTooManyWait() {
    for (int i = 0; i < Schedule.MOST_CLAIMS; i++) {
      assertThat(gate.enter("a", BACKGROUND, 60, update()).refusedAtOnce()).isFalse();
    }
    assertThat(gate.enter("a", BACKGROUND, 60, update()).refusedAtOnce()).isTrue();
    gate.runUntil(61);
    assertThat(gate.enter("a", BACKGROUND, 60, update()).refusedAtOnce()).isFalse();
  }

  @Test
  void remembersUsersNoLongerThanTheyCount() {
    GateSimulation fast = new GateSimulation(new Quota(100, Map.of(USER_UPDATE, 1_000)));
    for (int i = 0; i < 10_000; i++) {
      fast.after(i * SECOND / 800, () -> fast.enter("a", INTERACTIVE, 60, update()));
    }
    fast.runUntil(14);
    assertThat(fast.sent).hasSize(10_000);
    assertThat(fast.schedule.remembered()).isLessThan(5_000);
  }

  @Test
  void saysWhichPoolItDoesNotKnow() {
    assertThatThrownBy(
            () -> gate.enter("a", INTERACTIVE, 1, new AdminEnableUser(new PoolId("nobody"), "u")))
        .hasMessageContaining("nobody");
  }

  /** Whatever comes, every limit is kept, counted by code that knows nothing of the schedule. */
  @Test
  void keepsEveryLimitAndForgetsNobodyUnderRandomLoad() {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      GateSimulation load = new GateSimulation(Quota.standard());
      List<Plan> plans = new ArrayList<>();
      for (int i = 0; i < 700; i++) {
        load.after(
            random.nextLong(20 * SECOND),
            () ->
                plans.add(
                    load.enter(
                        "app-" + random.nextInt(4),
                        randomPlan(random),
                        Gate.Beginning.values()[random.nextInt(2)],
                        1 + random.nextInt(300) / 10.0)));
      }
      load.runUntil(60);

      assertEveryLimitIsKept(load.sent, seed);
      assertThat(plans).as("seed %d", seed).allMatch(p -> p.refusedAtOnce() || p.endedAt >= 0);
      assertThat(plans)
          .as("seed %d: who has time gets through", seed)
          .filteredOn(plan -> !plan.refusedAtOnce() && plan.complete)
          .hasSizeGreaterThan(300);
      assertThat(load.schedule.next()).isEqualTo(Long.MAX_VALUE);
      assertThat(load.schedule.pace(load.now()))
          .allSatisfy(pace -> assertThat(pace.waiting()).isEmpty());
    }
  }

  private static void assertEveryLimitIsKept(List<Sent> sent, int seed) {
    Map<Object, List<Sent>> byLimit = new HashMap<>();
    Map<Object, Integer> limits = new HashMap<>();
    for (Sent one : sent) {
      CognitoCall call = one.call();
      QuotaCategory category = QuotaCategory.of(call);
      Object rate = List.of(SCOPES.get(call.pool()), category);
      limits.put(rate, category.perSecond() * 60 / 100);
      byLimit.computeIfAbsent(rate, any -> new ArrayList<>()).add(one);
      if (call instanceof CreateGroup || call instanceof DeleteGroup) {
        Object cap = List.of(call.pool(), call.operation());
        limits.put(cap, 3);
        byLimit.computeIfAbsent(cap, any -> new ArrayList<>()).add(one);
      }
      if (call instanceof CognitoCall.OnAccount about) {
        Object cap = List.of(call.pool(), about.username(), call.reads());
        limits.put(cap, 6);
        byLimit.computeIfAbsent(cap, any -> new ArrayList<>()).add(one);
      }
    }
    byLimit.forEach(
        (limit, calls) ->
            assertThat(most(calls))
                .as("seed %d, %s", seed, limit)
                .isLessThanOrEqualTo(limits.get(limit)));
    // It is a real load.
    assertThat(most(byLimit.get(List.of("one account", USER_UPDATE)))).isEqualTo(15);
  }

  private static void assertNoMoreThan(List<Sent> sent, int limit) {
    assertThat(most(sent)).isEqualTo(limit);
  }

  /** The most in any half-open second. */
  private static int most(List<Sent> sent) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < sent.size(); last++) {
      while (sent.get(last).at() - sent.get(first).at() >= SECOND) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private List<Gate.Wanted> randomPlan(Random random) {
    List<Gate.Wanted> plan = new ArrayList<>();
    PoolId pool = List.of(STAFF, GUESTS, ELSEWHERE).get(random.nextInt(3));
    String user = "u" + random.nextInt(40);
    Priority priority = Priority.values()[random.nextInt(3)];
    int calls = 1 + random.nextInt(4);
    for (int i = 0; i < calls; i++) {
      CognitoCall call =
          switch (random.nextInt(7)) {
            case 0 -> new AdminCreateUser(pool, user, new TreeMap<>());
            case 1 -> new CreateGroup(pool, "g");
            case 2 -> new DeleteGroup(pool, "g");
            case 3 -> new AdminGetUser(pool, user);
            case 4 -> new AdminSetUserPassword(pool, user, null);
            default -> new AdminEnableUser(pool, user);
          };
      plan.add(new Gate.Wanted(call, Priority.of(call, priority)));
    }
    return plan;
  }

  /** So many plans of one call each, that wait as long as it takes. */
  private void busy(String app, Priority priority, int plans) {
    for (int i = 0; i < plans; i++) {
      gate.enter(app, List.of(new Gate.Wanted(update(), priority)), Gate.Beginning.PARTLY, 1_000);
    }
  }

  private String user() {
    return "user-" + names++;
  }

  /** An update of another user each time, so that only the category's rate counts. */
  private CognitoCall update() {
    return new AdminAddUserToGroup(STAFF, user(), "g");
  }
}
