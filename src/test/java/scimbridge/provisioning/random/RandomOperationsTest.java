package scimbridge.provisioning.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.fault.FaultKind;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.identity.PoolId;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.random.Wanted.Kind;
import scimbridge.testing.MovedClock;
import scimbridge.testing.PostgresServer;

/**
 * Random operations of four clients of two apps on overlapping users and groups of two pools, with
 * more than a fifth of all calls to Cognito failing in some way and the bridge stopped or killed in
 * between. What the directory and, once the backlog is worked off, the pools hold is compared with
 * a model that only knows what was acknowledged.
 *
 * <p>{@code -Dscimbridge.random.seed=N} repeats the operations, the faults and the restarts of the
 * run that printed N; only how threads interleave is not repeated.
 */
class RandomOperationsTest {
  private static final int CLIENTS = 4;
  private static final int ROUND = 120;
  private static final long SEED = Long.getLong("scimbridge.random.seed", 20_261_125);

  /** Longer than a call whose answer was lost keeps its account uncertain. */
  private static final Duration LEAP = Duration.ofSeconds(40);

  @TempDir Path folder;

  private Iterable<String> traced = List.of();
  private final Logger log = Logger.getLogger("scimbridge");
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @BeforeEach
  void quiet() {
    log.setLevel(Level.SEVERE);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          if (!(error instanceof Crash)) {
            error.printStackTrace();
          }
        });
  }

  @AfterEach
  void loud() throws IOException {
    // Of the last run, whose cause of failure it may hold.
    Files.write(
        Files.createDirectories(Path.of("target")).resolve("random-operations.log"), traced);
    log.setLevel(null);
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void whatWasAcknowledgedIsInThePools() throws Exception {
    run(1_000, () -> SqlDirectory.sqlite(folder.resolve("bridge.db")));
  }

  @Test
  @Tag("full")
  void soItIsAfterTenThousandOperations() throws Exception {
    run(10_000, () -> SqlDirectory.sqlite(folder.resolve("bridge.db")));
  }

  @Test
  @Tag("full")
  void andOnPostgres() throws Exception {
    PostgresServer.Database database = PostgresServer.newDatabase();
    run(
        10_000,
        () -> SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
  }

  private static App app(int number) {
    Policy everybody = Policy.everybody(List.of(Pools.STAFF));
    Policy members =
        new Policy(
            new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "VIP 0"))),
            List.of(Pools.PARTNERS),
            new TreeSet<>(List.of(number == 0 ? "portal" : "extranet")));
    App app =
        App.withDefaults(Clients.app(number), List.<PoolId>of(Pools.STAFF))
            .with(List.of(everybody, members))
            .withRequestWait(Duration.ofMillis(300));
    Rule removed = new Rule(Action.DELETE, Duration.ZERO);
    return number == 0
        ? app.with(new Operations(true, true, true, Operations.PasswordSync.PERMANENT))
        : app.with(
                new GroupRules(
                    GroupRules.Which.ALL, List.of(), "e-", false, GroupRules.Rename.MOVE))
            .with(new Deprovisioning(removed, Deprovisioning.DEFAULT.inactive(), removed));
  }

  private void run(int operations, Supplier<Directory> store) throws Exception {
    System.out.println("seed: -Dscimbridge.random.seed=" + SEED);
    MovedClock clock = new MovedClock();
    try (Pools pools = new Pools(clock);
        MortalBridge bridge = new MortalBridge(pools, store, clock, List.of(app(0), app(1)));
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      Clients clients = new Clients(bridge);
      traced = bridge.trace;
      Audit audit = new Audit(clients);
      for (int app = 0; app < 2; app++) {
        clients.carryOut(
            new Wanted(-1 - app, app, Kind.CREATE_GROUP, 0, List.of(), List.of(), 0, null, false));
      }
      audit.check();
      fail(pools);
      Random restarts = new Random(SEED);
      List<Random> chances = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        chances.add(new Random(SEED * 31 + client));
      }
      int[] stops = new int[2];
      for (int done = 0; done < operations; done += ROUND) {
        int way = done / ROUND % 3;
        round(clients, chances, threads, done, restarts.nextInt(ROUND), way);
        if (way < 2) {
          stops[way]++;
        }
        await("left changes are settled", pools, bridge, audit::isSettled);
        audit.check();
        bridge.advance(LEAP);
      }
      long calls = pools.calls();
      long struck = pools.controls().struckCalls();
      System.out.printf("restarts: %d in order, %d killed%n", stops[0], stops[1]);
      System.out.printf(
          "calls: %d, %d of them struck: %s%n", calls, struck, pools.controls().faultCounts());
      clients.answers.forEach((kind, answers) -> System.out.println(kind + " " + answers));
      pools.controls().clearFaults();

      await("nothing is left to do", pools, bridge, () -> isInStep(clients));
      new Expected(clients, audit).check(pools);
      assertThat(struck).isGreaterThan(calls / 5);
      assertThat(stops).doesNotContain(0);
    }
  }

  /** From now on calls fail: more than every fifth in one way or another. */
  private static void fail(Pools pools) {
    pools.controls().resetCalls();
    pools.controls().seedFaults(SEED);
    pools.controls().addFault(FaultRule.of(FaultKind.THROTTLE).atRate(0.05));
    pools.controls().addFault(FaultRule.of(FaultKind.INTERNAL_ERROR).atRate(0.04));
    pools.controls().addFault(FaultRule.of(FaultKind.RESET_BEFORE).atRate(0.05));
    pools.controls().addFault(FaultRule.of(FaultKind.RESET_AFTER).atRate(0.05));
    pools.controls().addFault(FaultRule.latency(Duration.ofMillis(60)).atRate(0.06));
  }

  private static void round(
      Clients clients,
      List<Random> chances,
      ExecutorService threads,
      int first,
      int stopAt,
      int way)
      throws Exception {
    AtomicInteger begun = new AtomicInteger();
    List<Future<?>> work = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      List<Wanted> wishes = new ArrayList<>();
      for (int i = client; i < ROUND; i += CLIENTS) {
        wishes.add(Wanted.draw(first + i, chances.get(client)));
      }
      work.add(
          threads.submit(
              () -> {
                for (Wanted wanted : wishes) {
                  boolean stops = begun.getAndIncrement() == stopAt;
                  if (stops && way == 0) {
                    clients.bridge.restart();
                  } else if (stops && way == 1) {
                    clients.bridge.kill();
                  }
                  clients.carryOut(wanted);
                }
              }));
    }
    for (Future<?> one : work) {
      one.get();
    }
  }

  private static boolean isInStep(Clients clients) {
    return clients.bridge.read(
        directory ->
            directory.<Boolean>read(
                tx -> {
                  for (int app = 0; app < 2; app++) {
                    if (tx.accounts().counts(Clients.app(app)).keySet().stream()
                            .anyMatch(state -> !state.toString().equals("IN_STEP"))
                        || !tx.poolGroups().pending(Clients.app(app), 1).isEmpty()) {
                      return false;
                    }
                  }
                  return true;
                }));
  }

  /**
   * Looks again and again, for two minutes at the most. While nobody calls Cognito, time passes at
   * once, so that nothing is waited for that waits for its time.
   */
  private static void await(
      String what, Pools pools, MortalBridge bridge, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    int quiet = 0;
    for (long calls = -1; !condition.getAsBoolean(); ) {
      assertThat(Instant.now()).as("deadline: " + what).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      long before = calls;
      calls = pools.calls();
      quiet = calls == before ? quiet + 1 : 0;
      if (quiet > 3) {
        bridge.advance(Duration.ofSeconds(5));
      }
    }
  }
}
