package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.cognito.GateSimulation.STAFF;
import static scimbridge.cognito.Priority.BACKGROUND;
import static scimbridge.cognito.Priority.INTERACTIVE;
import static scimbridge.cognito.QuotaCategory.USER_UPDATE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminEnableUser;

/** What the gate does when Cognito throttles all the same, against a simulated Cognito. */
class LearningTest {
  private int names;

  private CognitoCall update() {
    return new AdminAddUserToGroup(STAFF, "user-" + names++, "g");
  }

  /** So many workers, each with a call under way or in line all the time. */
  private void load(GateSimulation gate, int workers) {
    for (int i = 0; i < workers; i++) {
      next(gate);
    }
  }

  private void next(GateSimulation gate) {
    gate.enter("a", BACKGROUND, 60, update()).then(() -> next(gate));
  }

  private static Pace pace(GateSimulation gate) {
    return gate.schedule.pace(gate.now()).getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 100, 1000})
  void halfTheQuotaIsLearntFromAFewThrottlesAndWonBack(int quota) {
    GateSimulation gate =
        new GateSimulation(new Quota(60, Map.of(USER_UPDATE, quota)), Map.of(USER_UPDATE, quota));
    gate.latency = 20_000_000;
    load(gate, Math.max(16, quota / 10));
    gate.runUntil(20);
    assertThat(gate.throttles).isZero();

    int less = quota * 60 / 100 * 8 / 10;
    gate.quotas.put(USER_UPDATE, less);
    gate.runUntil(40);

    // Twice what is in flight, and that is in proportion to the quota.
    assertThat(gate.throttles).isBetween(1, 3 + quota / 30);
    assertThat(gate.sentBetween(30, 40) / 10.0).isBetween(0.9 * less, 1.001 * less);

    gate.quotas.put(USER_UPDATE, quota);
    gate.runUntil(100);
    assertThat(gate.sentBetween(90, 100) / 10.0).isGreaterThanOrEqualTo(0.98 * (quota * 60 / 100));
    assertThat(pace(gate).slowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 10, 20, 40})
  void isLearntAsWellWhereRequestsComeALittleLate(int millis) {
    GateSimulation gate = new GateSimulation(Quota.standard(), Map.of(USER_UPDATE, 25));
    gate.jitter = millis * 1_000_000L;
    load(gate, 16);
    gate.runUntil(12);
    gate.forget();
    gate.quotas.put(USER_UPDATE, 12);
    gate.runUntil(32);

    assertThat(gate.throttles).isBetween(1, 3);
    assertThat(gate.sentBetween(22, 32) / 10.0).isBetween(0.9 * 12, 12.0);
  }

  @Test
  void theLongerItStaysTheRarerItIsTried() {
    GateSimulation gate = new GateSimulation(Quota.standard(), Map.of(USER_UPDATE, 12));
    load(gate, 16);
    List<Integer> throttles = new ArrayList<>();
    for (int minute = 1; minute <= 30; minute++) {
      gate.runUntil(minute * 60);
      throttles.add(gate.throttles);
    }

    assertThat(throttles.getFirst()).isLessThanOrEqualTo(4);
    assertThat(throttles.getLast() - throttles.get(14)).isLessThanOrEqualTo(4);
    // What is left is used all the time.
    assertThat(gate.sentBetween(60, 1800) / 1740.0).isBetween(0.88 * 12, 12.0);
  }

  @Test
  void callsThatWereOnTheirWayTogetherCountOnce() {
    GateSimulation gate = new GateSimulation(Quota.standard(), Map.of(USER_UPDATE, 8));
    gate.latency = 1_500_000_000;
    for (int i = 0; i < 14; i++) {
      gate.enter("a", INTERACTIVE, 60, update());
    }
    gate.runUntil(3);

    assertThat(gate.throttles).isGreaterThan(3);
    assertThat(pace(gate).allowed()).isEqualTo(7);
  }

  @Test
  void oneThrottleAmongFewCallsHalvesAtMost() {
    GateSimulation gate = new GateSimulation(Quota.standard(), Map.of(USER_UPDATE, 1));
    gate.enter("a", INTERACTIVE, 60, update());
    gate.enter("a", INTERACTIVE, 60, update());
    gate.runUntil(1.2);

    assertThat(gate.throttles).isEqualTo(1);
    assertThat(pace(gate).allowed()).isEqualTo(7);
  }

  @Test
  void itNeverStops() {
    GateSimulation gate = new GateSimulation(Quota.standard(), Map.of(USER_UPDATE, 1));
    load(gate, 16);
    gate.runUntil(120);

    assertThat(pace(gate).allowed()).isPositive();
    assertThat(gate.sentBetween(60, 120)).isGreaterThan(45);
  }

  @Test
  void anAccountThatIsThrottledWhileOthersGoThroughSlowsThemOnce() {
    GateSimulation gate = new GateSimulation(Quota.standard());
    load(gate, 16);
    gate.runUntil(5);
    for (int i = 0; i < 30; i++) {
      Claim bad = claim(gate, new AdminEnableUser(STAFF, "bad"));
      gate.schedule.answered(bad, true, gate.now());
      gate.schedule.leave(bad);
      gate.runUntil(6 + i * 2);
    }

    assertThat(gate.sentBetween(30, 60) / 30.0).isGreaterThan(14);
    assertThat(pace(gate).throttled()).isEqualTo(30);
  }

  @Test
  void anAccountThatIsThrottledAloneSlowsOthersOnce() {
    GateSimulation gate = new GateSimulation(Quota.standard());
    for (int i = 0; i < 30; i++) {
      gate.runUntil(2 + i);
      Claim bad = claim(gate, new AdminEnableUser(STAFF, "bad"));
      gate.schedule.answered(bad, true, gate.now());
      gate.schedule.leave(bad);
    }

    gate.runUntil(45);
    assertThat(pace(gate).slowed()).isFalse();
  }

  /** A call that is let through by hand. */
  private static Claim claim(GateSimulation gate, CognitoCall call) {
    long now = gate.now();
    Claim claim =
        gate.schedule.enter(
            "b",
            List.of(new Gate.Wanted(call, Priority.REMOVAL)),
            Gate.Beginning.PARTLY,
            now + 10 * QuotaLimits.SECOND,
            now);
    gate.schedule.ask(claim, 0, now);
    List<Claim> granted = gate.schedule.grant(now);
    long at = now;
    while (!granted.contains(claim)) {
      at = Math.max(at + 1_000_000, gate.schedule.next());
      granted = gate.schedule.grant(at);
    }
    return claim;
  }
}
