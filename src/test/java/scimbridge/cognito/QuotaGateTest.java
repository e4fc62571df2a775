package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.cognito.Gate.Beginning.PARTLY;
import static scimbridge.cognito.Gate.Beginning.WHOLE;
import static scimbridge.cognito.Priority.BACKGROUND;
import static scimbridge.cognito.Priority.INTERACTIVE;
import static scimbridge.cognito.Priority.REMOVAL;
import static scimbridge.cognito.QuotaCategory.USER_UPDATE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.testing.SteppedClock;

/** The waiting; who is next is {@link ScheduleTest}'s. */
@Timeout(120)
class QuotaGateTest {
  private static final PoolId STAFF = new PoolId("staff");
  private static final AppId APP = new AppId("okta");
  private static final Map<PoolId, String> SCOPES = Map.of(STAFF, "one account");

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-02T03:04:05.678Z"));
  private final QuotaGate gate =
      new QuotaGate(clock, Sleeper.REAL, SCOPES, Map.of("one account", new Quota(60, Map.of())));

  private Gate.Order order(Priority priority, Duration wait, CognitoCall... calls) {
    return new Gate.Order(
        APP,
        List.of(calls).stream().map(call -> new Gate.Wanted(call, priority)).toList(),
        clock.instant().plus(wait),
        priority == BACKGROUND ? PARTLY : WHOLE);
  }

  private static CognitoCall update(String user) {
    return new AdminAddUserToGroup(STAFF, user, "g");
  }

  @Test
  void opensASecondAfterItsStartAndThenLetsThroughAtOnce() throws Exception {
    assertThat(gate.delay(APP, update("a"))).isEqualTo(Duration.ofSeconds(1));
    try (Gate.Ticket early = gate.enter(order(INTERACTIVE, Duration.ofMillis(900), update("a")))) {
      assertThat(early.await(0, () -> false)).isFalse();
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(gate.delay(APP, update("a"))).isZero();
    try (Gate.Ticket now = gate.enter(order(INTERACTIVE, Duration.ZERO, update("a")))) {
      assertThat(now.await(0, () -> false)).isTrue();
    }
    assertThat(gate.pace())
        .singleElement()
        .isEqualTo(
            new Pace(
                "one account",
                "UserUpdate",
                25,
                15,
                15,
                1,
                1,
                0,
                Map.of(),
                Collections.emptySortedMap()));
  }

  @Test
  void aDeadlineThatHasPassedIsNeverEnough() throws Exception {
    clock.advance(Duration.ofSeconds(1));
    for (Priority priority : Priority.values()) {
      try (Gate.Ticket late = gate.enter(order(priority, Duration.ofSeconds(-1), update("a")))) {
        assertThat(late.await(0, () -> false)).isFalse();
      }
    }
    Gate.Order endless =
        new Gate.Order(
            null, List.of(new Gate.Wanted(update("a"), BACKGROUND)), Instant.MAX, PARTLY);
    try (Gate.Ticket patient = gate.enter(endless)) {
      assertThat(patient.await(0, () -> false)).isTrue();
    }
  }

  @Test
  void whoeverIsNextIsWokenWhenItIsTimeAndRemovalsFirst() throws Exception {
    List<String> through = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String user = "u" + i;
        running.add(threads.submit(() -> pass(BACKGROUND, update(user), through)));
      }
      await(() -> waiting() == 6);
      running.add(threads.submit(() -> pass(REMOVAL, new AdminDisableUser(STAFF, "bad"), through)));
      await(() -> waiting() == 7);
      for (int passed = 0; passed < 7; passed++) {
        int left = 7 - passed;
        while (waiting() == left) {
          clock.advance(Duration.ofMillis(50));
          LockSupport.parkNanos(2_000_000);
        }
        // Whoever was let through says so before the next one is.
        await(() -> through.size() > 7 - left);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    assertThat(through).hasSize(7);
    assertThat(through.getFirst()).contains("bad");
    assertThat(waiting()).isZero();
  }

  private Object pass(Priority priority, CognitoCall call, List<String> through)
      throws InterruptedException {
    try (Gate.Ticket ticket = gate.enter(order(priority, Duration.ofHours(1), call))) {
      if (ticket.await(0, () -> false)) {
        through.add(call.describe());
        ticket.answered(new Outcome.Done());
      }
    }
    return true;
  }

  private int waiting() {
    return gate.pace().stream()
        .flatMap(pace -> pace.waiting().values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aWaitEndsWhenItIsToldTo() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (Gate.Ticket ticket = gate.enter(order(BACKGROUND, Duration.ofHours(1), update("a")))) {
      assertThat(
              ticket.await(
                  0,
                  () -> {
                    stop.set(asked.incrementAndGet() > 2);
                    return stop.get();
                  }))
          .isFalse();
      assertThat(waiting()).isZero();
    }
  }

  @Test
  void goesOnWhenTheClockIsSetBack() throws Exception {
    clock.advance(Duration.ofSeconds(1));
    List<String> through = new ArrayList<>();
    pass(INTERACTIVE, update("a"), through);
    clock.advance(Duration.ofHours(-1));
    assertThat(gate.delay(APP, update("b"))).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    pass(INTERACTIVE, update("b"), through);

    assertThat(through).hasSize(2);
  }

  @Test
  void learnsFromAnswersAndTellsIt() throws Exception {
    clock.advance(Duration.ofSeconds(1));
    pass(INTERACTIVE, update("a"), new ArrayList<>());
    clock.advance(Duration.ofMillis(100));
    try (Gate.Ticket ticket = gate.enter(order(INTERACTIVE, Duration.ZERO, update("b")))) {
      assertThat(ticket.await(0, () -> false)).isTrue();
      ticket.answered(new Outcome.Throttled());
    }
    assertThat(gate.pace())
        .singleElement()
        .satisfies(
            pace -> {
              assertThat(pace.slowed()).isTrue();
              assertThat(pace.throttled()).isEqualTo(1);
            });
    gate.provisioned("one account", USER_UPDATE, 250);
    assertThat(gate.pace()).singleElement().extracting(Pace::share).isEqualTo(150);
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
  void whatGoesWrongOnceKeepsNobodyWaiting() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Sleeper failing =
        new Sleeper() {
          @Override
          public void sleep(Duration duration) throws InterruptedException {
            Sleeper.REAL.sleep(duration);
          }

          @Override
          public boolean acquire(Semaphore permits, Duration atMost) throws InterruptedException {
            if (Thread.currentThread().getName().equals("gate")
                && failures.incrementAndGet() == 1) {
              throw new IllegalStateException("out of order");
            }
            return Sleeper.REAL.acquire(permits, atMost);
          }
        };
    QuotaGate shaken = new QuotaGate(clock, failing, SCOPES, Map.of());
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
        Gate.Ticket ticket = shaken.enter(order(INTERACTIVE, Duration.ofHours(1), update("a")))) {
      Future<Boolean> through = others.submit(() -> ticket.await(0, over::get));
      while (failures.get() == 0) {
        Thread.onSpinWait();
      }

      clock.advance(Duration.ofSeconds(1));

      try {
        assertThat(through.get(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        over.set(true);
      }
    }
  }
}
