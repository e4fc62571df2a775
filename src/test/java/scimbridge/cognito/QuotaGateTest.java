package scimbridge.cognito;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.cognito.QuotaCategory.USER_CREATION;
import static scimbridge.cognito.QuotaCategory.USER_UPDATE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.cognito.Gate.Admission;
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
import scimbridge.plan.CognitoCall.GetGroup;

class QuotaGateTest {
  private static final PoolId STAFF = new PoolId("staff");
  private static final PoolId GUESTS = new PoolId("guests");
  private static final PoolId ELSEWHERE = new PoolId("elsewhere");
  private static final Map<PoolId, String> SCOPES =
      Map.of(STAFF, "one account", GUESTS, "one account", ELSEWHERE, "another account");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final QuotaGate gate = gate(Quota.standard());

  private QuotaGate gate(Quota quota) {
    return new QuotaGate(
        clock,
        SCOPES,
        SCOPES.values().stream()
            .distinct()
            .collect(Collectors.toMap(scope -> scope, scope -> quota)));
  }

  /** One second after the start, when the gate has opened. */
  private Instant open() {
    clock.advance(SECOND);
    return clock.instant();
  }

  @Test
  void opensOneSecondAfterItsStart() {
    Instant start = clock.instant();

    assertThat(gate.delay(disable("a"))).isEqualTo(SECOND);
    assertThat(gate.admit(List.of(disable("a")), Duration.ofMillis(999))).isEmpty();
    assertThat(sendAt(gate.admit(List.of(disable("a")), SECOND)))
        .containsExactly(start.plus(SECOND));
  }

  @Test
  void admitsAPlanAtOnceWhenNothingElseGoesOn() {
    Instant now = open();

    List<Instant> sendAt =
        sendAt(
            gate.admit(
                List.of(
                    new AdminCreateUser(STAFF, "a", new TreeMap<>()),
                    new AdminSetUserPassword(STAFF, "a", null),
                    new AdminAddUserToGroup(STAFF, "a", "g"),
                    new AdminAddUserToGroup(STAFF, "a", "h")),
                Duration.ofMillis(100)));

    assertThat(sendAt).startsWith(now, now, now).isSorted().hasSize(4);
  }

  @Test
  void keepsCallsOfOneCategoryHalfASlotApart() {
    Instant now = open();

    List<Instant> sendAt = sendAt(gate.admit(updates(15), SECOND));

    // 15 a second: half a slot is a thirtieth of a second.
    assertThat(Duration.between(now, sendAt.getLast()))
        .isBetween(Duration.ofMillis(14 * 33), Duration.ofMillis(14 * 34));
  }

  @Test
  void grantsTheShareOfACategoryAndNoMoreInOneSecond() {
    Instant now = open();

    List<Instant> sendAt = sendAt(gate.admit(updates(46), LONG));

    assertThat(most(sendAt, SECOND)).isEqualTo(15);
    assertThat(sendAt.get(14)).isBefore(now.plus(SECOND));
    assertThat(sendAt.get(15)).isEqualTo(now.plusSeconds(1));
    assertThat(sendAt.get(45)).isEqualTo(now.plusSeconds(3));
  }

  @Test
  void aPlanThatCannotBeSentInTimeTakesNothing() {
    open();

    assertThat(gate.admit(updates(16), Duration.ofMillis(900))).isEmpty();

    assertThat(gate.delay(disable("x"))).isZero();
    assertThat(gate.admit(updates(15), Duration.ofMillis(900))).isPresent();
    assertThat(gate.admit(List.of(disable("x")), Duration.ofMillis(900))).isEmpty();
    assertThat(gate.admit(List.of(disable("x")), SECOND)).isPresent();
  }

  @Test
  void aPlanOfNothingIsAdmittedAtOnce() {
    assertThat(sendAt(gate.admit(List.of(), Duration.ZERO))).isEmpty();
  }

  @Test
  void noTimeAtAllIsNeverEnough() {
    open();
    assertThat(gate.admit(updates(1), Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
    assertThat(gate.admit(updates(1), Duration.ZERO)).isPresent();
    assertThat(gate.admit(updates(1), Duration.ofSeconds(Long.MAX_VALUE))).isPresent();
  }

  @Test
  void poolsOfOneAccountAndRegionShareTheirQuotaAndOthersDoNot() {
    open();
    gate.admit(updates(15), LONG);

    assertThat(gate.delay(new AdminEnableUser(GUESTS, "u"))).isPositive();
    assertThat(gate.delay(new AdminEnableUser(ELSEWHERE, "u"))).isZero();
  }

  @Test
  void categoriesDoNotShare() {
    open();
    gate.admit(updates(15), LONG);

    assertThat(gate.delay(new AdminGetUser(STAFF, "u"))).isZero();
    assertThat(gate.delay(new AdminSetUserPassword(STAFF, "u", null))).isZero();
  }

  @Test
  void keepsToTheCapOfOneOperationInOnePool() {
    Instant now = open();

    List<Instant> sendAt =
        sendAt(
            gate.admit(
                IntStream.range(0, 7)
                    .<CognitoCall>mapToObj(i -> new CreateGroup(STAFF, "g" + i))
                    .toList(),
                LONG));

    assertThat(most(sendAt, SECOND)).isEqualTo(3);
    assertThat(sendAt.getLast()).isEqualTo(now.plusSeconds(2));
    // Another operation, and another pool, have their own cap but share the category.
    assertThat(gate.delay(new DeleteGroup(STAFF, "g"))).isLessThan(Duration.ofMillis(200));
    assertThat(gate.delay(new CreateGroup(GUESTS, "g"))).isLessThan(Duration.ofMillis(200));
    assertThat(gate.delay(new CreateGroup(STAFF, "g"))).isGreaterThan(SECOND);
    assertThat(gate.delay(new GetGroup(STAFF, "g"))).isZero();
  }

  @Test
  void keepsToTheCapsOfOneUserWhileOthersGoOn() {
    Instant now = open();

    List<Instant> sendAt = sendAt(gate.admit(nCopies(18, disable("busy")), LONG));

    assertThat(most(sendAt, SECOND)).isEqualTo(6);
    assertThat(sendAt.getLast()).isAfter(now.plusSeconds(2));
    // The time that the user's own cap leaves free belongs to everybody else.
    List<Instant> others = sendAt(gate.admit(updates(9), SECOND));
    assertThat(others.getLast()).isBefore(now.plusSeconds(1));
    assertThat(gate.delay(new AdminGetUser(STAFF, "busy"))).isZero();
    assertThat(gate.delay(new AdminDisableUser(ELSEWHERE, "busy"))).isZero();
  }

  @Test
  void countsTwoPagesForTheGroupsOfAUser() {
    open();
    List<CognitoCall> lists =
        IntStream.range(0, 15)
            .<CognitoCall>mapToObj(i -> new AdminListGroupsForUser(STAFF, "u" + i))
            .toList();

    assertThat(gate.admit(lists, Duration.ofMillis(999))).isPresent();
    assertThat(gate.delay(new AdminListGroupsForUser(STAFF, "u"))).isGreaterThan(Duration.ZERO);
    assertThat(gate.admit(lists.subList(0, 1), Duration.ofMillis(999))).isEmpty();
  }

  @Test
  void halvesACategoryAtOnceWhenCognitoThrottlesAllTheSameAndRecoversIt() {
    Instant now = open();
    gate.throttled(disable("any"));

    assertThat(most(sendAt(gate.admit(updates(30), LONG)), SECOND)).isEqualTo(7);
    assertThat(gate.delay(new AdminGetUser(STAFF, "u"))).isZero();

    clock.advance(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(now.plusSeconds(10));
    assertThat(most(sendAt(gate.admit(updates(30), LONG)), SECOND)).isEqualTo(15);
  }

  @Test
  void callsThatAreThrottledTogetherSlowItOnce() {
    open();
    IntStream.range(0, 10).forEach(i -> gate.throttled(disable("any")));

    assertThat(most(sendAt(gate.admit(updates(30), LONG)), SECOND)).isEqualTo(7);
  }

  @Test
  void neverStopsHoweverOftenCognitoThrottles() {
    for (int i = 0; i < 60; i++) {
      clock.advance(SECOND);
      gate.throttled(disable("any"));
    }
    Instant now = clock.instant();

    assertThat(sendAt(gate.admit(updates(2), LONG))).containsExactly(now, now.plusSeconds(1));

    clock.advance(Duration.ofSeconds(22));
    assertThat(most(sendAt(gate.admit(updates(30), LONG)), SECOND)).isEqualTo(15);
  }

  @Test
  void usesTheShareAndTheRaisedRatesThatItIsTold() {
    QuotaGate own = gate(new Quota(50, Map.of(USER_CREATION, 200)));
    open();

    List<CognitoCall> creations =
        IntStream.range(0, 101)
            .<CognitoCall>mapToObj(i -> new AdminCreateUser(STAFF, "u" + i, new TreeMap<>()))
            .toList();
    assertThat(most(sendAt(own.admit(creations, LONG)), SECOND)).isEqualTo(100);
    assertThat(most(sendAt(own.admit(updates(30), LONG)), SECOND)).isEqualTo(12);
  }

  @Test
  void aScopeThatNothingIsSaidAboutIsUsedAtTheStandardShare() {
    QuotaGate own =
        new QuotaGate(clock, SCOPES, Map.of("another account", new Quota(100, Map.of())));
    open();
    List<CognitoCall> elsewhere =
        IntStream.range(0, 30)
            .<CognitoCall>mapToObj(i -> new AdminDisableUser(ELSEWHERE, "user-" + i))
            .toList();

    assertThat(most(sendAt(own.admit(updates(30), LONG)), SECOND)).isEqualTo(15);
    assertThat(most(sendAt(own.admit(elsewhere, LONG)), SECOND)).isEqualTo(25);
  }

  @ParameterizedTest
  @EnumSource(QuotaCategory.class)
  void evenTheSmallestShareLetsOneCallThrough(QuotaCategory category) {
    assertThat(new Quota(1, Map.of()).allowed(category)).isPositive();
  }

  @Test
  void refusesAShareOrARateThatMakesNoSense() {
    assertThatThrownBy(() -> new Quota(0, Map.of())).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> new Quota(101, Map.of())).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> new Quota(60, Map.of(USER_UPDATE, 0))).hasMessageContaining("rate");
  }

  @Test
  void saysWhichPoolItDoesNotKnow() {
    assertThatThrownBy(() -> gate.delay(new AdminEnableUser(new PoolId("nobody"), "u")))
        .hasMessageContaining("nobody");
  }

  @Test
  void goesOnWhenTheClockIsSetBack() {
    Instant now = open();
    gate.admit(updates(15), LONG);

    clock.advance(Duration.ofHours(-1));

    Instant earlier = now.minus(Duration.ofHours(1));
    assertThat(sendAt(gate.admit(updates(1), SECOND)))
        .allSatisfy(at -> assertThat(at).isBetween(earlier, earlier.plus(SECOND)));
  }

  @Test
  void remembersUsersNoLongerThanTheyCount() {
    QuotaGate fast = gate(new Quota(100, Map.of(USER_UPDATE, 1_000)));
    open();
    for (int second = 0; second < 20; second++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(fast.admit(List.of(disable("u" + second + "-" + i)), SECOND)).isPresent();
        fast.delay(new AdminGetUser(STAFF, "never-" + second + "-" + i));
      }
      clock.advance(SECOND);
    }

    assertThat(fast.remembered()).isLessThan(5_000);
    clock.advance(Duration.ofSeconds(2));
    fast.delay(disable("last"));
    assertThat(fast.remembered()).isLessThan(10);
  }

  @Test
  void keepsEveryLimitUnderRandomLoadFromSeveralThreads() throws Exception {
    clock.advance(SECOND);
    Map<CognitoCall, List<Instant>> granted = new HashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 400; i++) {
                    List<CognitoCall> plan = randomPlan(random);
                    Duration atMost = Duration.ofMillis(random.nextInt(4_000));
                    gate.admit(plan, atMost)
                        .ifPresent(admission -> note(granted, plan, admission, atMost));
                    clock.advance(Duration.ofMillis(random.nextInt(40)));
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }

    assertThat(granted).hasSizeGreaterThan(20);
    Map<Object, List<Instant>> byLimit = new HashMap<>();
    Map<Object, Integer> limitOf = new HashMap<>();
    granted.forEach(
        (call, instants) -> {
          String scope = SCOPES.get(call.pool());
          QuotaCategory category = QuotaCategory.of(call);
          List<Object> limits = new ArrayList<>();
          limits.add(List.of(scope, category));
          limitOf.put(limits.getLast(), category.perSecond() * 60 / 100);
          if (call instanceof CognitoCall.OnGroup) {
            limits.add(List.of(call.pool(), call.operation()));
            limitOf.put(limits.getLast(), 3);
          }
          if (call instanceof CognitoCall.OnAccount about) {
            limits.add(List.of(call.pool(), about.username(), call.reads()));
            limitOf.put(limits.getLast(), 6);
          }
          limits.forEach(
              limit -> byLimit.computeIfAbsent(limit, l -> new ArrayList<>()).addAll(instants));
        });
    byLimit.forEach(
        (limit, instants) ->
            assertThat(most(instants, SECOND))
                .as("%s", limit)
                .isLessThanOrEqualTo(limitOf.get(limit)));
    // It is a real load: user updates are used up to the limit.
    assertThat(most(byLimit.get(List.of("one account", USER_UPDATE)), SECOND)).isEqualTo(15);
  }

  private static void note(
      Map<CognitoCall, List<Instant>> granted,
      List<CognitoCall> plan,
      Admission admission,
      Duration atMost) {
    assertThat(admission.sendAt()).hasSameSizeAs(plan).isSorted();
    assertThat(Duration.between(admission.sendAt().getFirst(), admission.sendAt().getLast()))
        .isLessThanOrEqualTo(atMost);
    synchronized (granted) {
      for (int i = 0; i < plan.size(); i++) {
        granted
            .computeIfAbsent(plan.get(i), call -> new ArrayList<>())
            .add(admission.sendAt().get(i));
      }
    }
  }

  private static List<CognitoCall> randomPlan(Random random) {
    List<CognitoCall> plan = new ArrayList<>();
    PoolId pool = List.of(STAFF, GUESTS, ELSEWHERE).get(random.nextInt(3));
    String user = "u" + random.nextInt(6);
    int calls = 1 + random.nextInt(5);
    for (int i = 0; i < calls; i++) {
      plan.add(
          switch (random.nextInt(6)) {
            case 0 -> new AdminCreateUser(pool, user, new TreeMap<>());
            case 1 -> new CreateGroup(pool, "g");
            case 2 -> new DeleteGroup(pool, "g");
            case 3 -> new AdminGetUser(pool, user);
            default -> new AdminDisableUser(pool, user);
          });
    }
    return plan;
  }

  private static CognitoCall disable(String username) {
    return new AdminDisableUser(STAFF, username);
  }

  /** Updates of different users, so that only the category's limit counts. */
  private static List<CognitoCall> updates(int count) {
    return IntStream.range(0, count).mapToObj(i -> disable("user-" + i)).toList();
  }

  private static List<Instant> sendAt(Optional<Admission> admission) {
    assertThat(admission).isPresent();
    return admission.orElseThrow().sendAt();
  }

  /** The most instants in any half-open stretch of the given length. */
  private static int most(List<Instant> instants, Duration width) {
    List<Instant> sorted = instants.stream().sorted().toList();
    int most = 0;
    int first = 0;
    for (int last = 0; last < sorted.size(); last++) {
      while (!sorted.get(last).isBefore(sorted.get(first).plus(width))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
