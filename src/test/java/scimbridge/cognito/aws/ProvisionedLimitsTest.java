package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Pace;
import scimbridge.cognito.Priority;
import scimbridge.cognito.ProvisionedLimits;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/** The gate uses what an account is really allowed, where it may be asked. */
class ProvisionedLimitsTest {
  private static final PoolId POOL = new PoolId("customers");
  private static final String SCOPE = "one account";

  private final QuotaGate gate =
      new QuotaGate(Clock.systemUTC(), Sleeper.REAL, Map.of(POOL, SCOPE), Map.of());

  /** Tells how often an hour has gone by, and lets none go by but when told to. */
  private final Semaphore hours = new Semaphore(0);

  private final Semaphore rounds = new Semaphore(0);

  private void sleep(Duration duration) throws InterruptedException {
    if (duration.compareTo(Duration.ofMinutes(1)) > 0) {
      rounds.release();
      hours.acquire();
    }
  }

  private Pace creations() throws Exception {
    Gate.Order order =
        new Gate.Order(
            null,
            List.of(
                new Gate.Wanted(
                    new CognitoCall.AdminCreateUser(POOL, "u", new TreeMap<>()),
                    Priority.BACKGROUND)),
            Instant.now(),
            Gate.Beginning.PARTLY);
    gate.enter(order).close();
    return gate.pace().getFirst();
  }

  private void awaitRound() throws InterruptedException {
    assertThat(rounds.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void raisedQuotasOfTheAccountAreUsedAndReadAgain() throws Exception {
    try (EmbeddedCognito emulator =
            EmbeddedCognito.start(EmulatorSettings.inMemory().withQuotas(4));
        AwsUserPool pool =
            AwsUserPool.open(
                POOL,
                new AwsPoolSettings(
                    "us-east-1",
                    "us-east-1_any",
                    emulator.endpoint(),
                    new PoolCredentials.StaticKeys("key", "secret", null)));
        ProvisionedLimits limits =
            new ProvisionedLimits(Map.of(SCOPE, pool::provisioned), gate, this::sleep)) {
      limits.start();
      awaitRound();
      assertThat(creations().quota()).isEqualTo(200);
      assertThat(creations().share()).isEqualTo(120);
      assertThat(emulator.controls().calls()).containsOnly(Map.entry("GetProvisionedLimit", 3L));

      emulator.controls().enforceQuotas(6);
      hours.release();
      awaitRound();
      assertThat(creations().quota()).isEqualTo(300);
    }
  }

  @Test
  void whereTheyCannotBeReadThePublishedOnesStay() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ProvisionedLimits.Source denied =
        category -> {
          asked.incrementAndGet();
          throw new IllegalStateException("AccessDenied");
        };
    try (ProvisionedLimits limits =
        new ProvisionedLimits(Map.of(SCOPE, denied), gate, this::sleep)) {
      limits.start();
      awaitRound();
      hours.release();
      awaitRound();
    }
    assertThat(asked).hasValue(2);
    assertThat(creations().quota()).isEqualTo(50);
  }

  @Test
  void aQuotaThatMakesNoSenseIsNotUsed() throws Exception {
    try (ProvisionedLimits limits =
        new ProvisionedLimits(Map.of(SCOPE, category -> OptionalInt.of(0)), gate, this::sleep)) {
      limits.start();
      awaitRound();
    }
    assertThat(creations().quota()).isEqualTo(50);
  }
}
