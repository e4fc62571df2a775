package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress.State;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.testing.PostgresServer;

/**
 * A worker that stood still for longer than its lease wakes when another one has done its work: it
 * makes no further call, and what it writes changes nothing.
 */
@Execution(ExecutionMode.CONCURRENT)
class StalledWorkerTest {
  /** A little more than {@link Setting#LEASE}. */
  private static final Duration LEASE_RUNS_OUT = Duration.ofSeconds(61);

  @TempDir Path folder;

  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch wake = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<CognitoCall> afterwards = new ConcurrentLinkedQueue<>();

  /** Which store two servers share. */
  enum Store {
    /** One process only; another engine in it stands for the process that came after. */
    SQLITE,
    POSTGRES
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stands still at the second call of this kind, which is the worker's. */
  private ProvisioningFixture.Interposed stallingAt(
      Class<? extends CognitoCall> kind, boolean sent) {
    AtomicInteger calls = new AtomicInteger();
    return (call, pool) -> {
      if (wake.getCount() == 0) {
        afterwards.add(call);
      }
      if (!kind.isInstance(call)) {
        return pool.attempt(call);
      }
      if (calls.incrementAndGet() == 1) {
        return new Outcome.Unavailable("Not now.");
      }
      Outcome outcome = sent ? pool.attempt(call) : null;
      stalled.countDown();
      await(wake);
      return sent ? outcome : pool.attempt(call);
    };
  }

  /**
   * Another server takes over; then the first one wakes and comes to its end.
   *
   * @param done whether the other has done the work
   * @param row what is written down of it
   */
  private <T> void takeOver(
      ProvisioningFixture bridge,
      Directory store,
      BooleanSupplier done,
      Function<Directory, T> row) {
    await(stalled);
    bridge.ahead = bridge.ahead.plus(LEASE_RUNS_OUT);
    try (Engine other = bridge.another(store)) {
      eventually(
          "taken over",
          () -> {
            // What a lost call may have done is believed only later.
            bridge.ahead = bridge.ahead.plusSeconds(1);
            return done.getAsBoolean();
          });
      T written = row.apply(store);
      wake.countDown();
      bridge.engine.close();
      assertThat(row.apply(store)).isEqualTo(written);
      assertThat(afterwards).isEmpty();
    }
  }

  private interface Story {
    void tell(ProvisioningFixture bridge, Directory second);
  }

  private void onStore(Store kind, Story story) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      if (kind == Store.SQLITE) {
        story.tell(bridge, bridge.directory);
        return;
      }
      PostgresServer.Database database = PostgresServer.newDatabase();
      bridge.restartOn(postgres(database));
      try (Directory second = postgres(database)) {
        story.tell(bridge, second);
      }
    }
  }

  private static Directory postgres(PostgresServer.Database database) {
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8);
  }

  @ParameterizedTest
  @CsvSource({"SQLITE, false", "SQLITE, true", "POSTGRES, false", "POSTGRES, true"})
  void anAccountThatAnotherHasMadeIsLeftAsItIs(Store kind, boolean sent) {
    onStore(
        kind,
        (bridge, second) -> {
          bridge.interposed = stallingAt(CognitoCall.AdminCreateUser.class, sent);
          User ann = bridge.create("ann");

          takeOver(
              bridge,
              second,
              () -> bridge.state(ann.id()) == State.IN_STEP,
              store -> store.<Account>read(tx -> tx.accounts().find(APP, POOL, ann.id()).get()));

          assertThat(bridge.account("ann").orElseThrow().userStatusAsString())
              .isEqualTo("CONFIRMED");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aGroupThatAnotherHasMadeIsLeftAsItIs(Store kind) {
    onStore(
        kind,
        (bridge, second) -> {
          bridge.interposed = stallingAt(CognitoCall.CreateGroup.class, true);
          Group admins = bridge.group("Admins");

          takeOver(
              bridge,
              second,
              () -> rows(second, admins).getFirst().phase() == PoolGroup.Phase.PRESENT,
              store -> rows(store, admins));

          assertThat(bridge.groupsInPool()).containsExactly("Admins");
        });
  }

  private static List<PoolGroup> rows(Directory store, Group group) {
    return store.read(tx -> tx.poolGroups().ofGroup(APP, group.id()));
  }
}
