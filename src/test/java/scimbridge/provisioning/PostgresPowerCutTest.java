package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.DesiredPerson.named;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.fault.Fault;
import scimbridge.fault.Fault.Kind;
import scimbridge.testing.MortalPostgres;

/**
 * The power of the PostgreSQL server is cut while identity providers are at work, again and again,
 * and comes back. The bridge stays alive across it, and in the end everything is as it was
 * acknowledged: identity providers repeat what was answered with 503 until it is not.
 */
@Execution(ExecutionMode.CONCURRENT)
class PostgresPowerCutTest {
  private static final int CLIENTS = 4;

  /** Even a busy machine has done then what a test waits for. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long LOOK_AGAIN_NANOS = 100_000_000;

  /** How many people each of them has. */
  private static final int PEOPLE = 12;

  @TempDir Path folder;

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private MortalPostgres server;
  private CrashWorld world;

  @BeforeEach
  void start() throws IOException {
    server = MortalPostgres.create(folder);
    server.start();
    world = new CrashWorld(CrashScenario.of("power cut", CrashPool.PLAIN));
    world.start(PostgresCrashStore.of(server), CrashWatcher.NOBODY);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
    server.close();
  }

  @Test
  void everythingIsAsItWasAcknowledged() throws Exception {
    cut(3, PEOPLE);
  }

  @Test
  @Tag("full")
  void soItIsAfterManyCuts() throws Exception {
    cut(60, 20 * PEOPLE);
  }

  private void cut(int cuts, int people) throws Exception {
    Desired desired = Desired.NOTHING;
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Desired>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        clients.add(threads.submit(() -> work(number, people)));
      }
      for (int cut = 0; cut < cuts; cut++) {
        int before = answered.get();
        letTimePassUntil(() -> answered.get() > before + 2 * CLIENTS * people / cuts);
        int away = turnedAway.get();
        server.stop();
        eventually("noticed", () -> turnedAway.get() > away);
        server.start();
      }
      for (Future<Desired> client : clients) {
        letTimePassUntil(client::isDone);
        Desired told = client.get();
        for (String key : told.people().keySet()) {
          desired = desired.with(key, told.people().get(key));
        }
        for (String team : told.teams().keySet()) {
          desired = desired.withTeam(team, told.teams().get(team));
        }
      }
    }
    comeToRest();

    List<String> wrong = new ArrayList<>();
    wrong.addAll(
        world
            .contents()
            .get(CrashPool.PLAIN.id())
            .differences(
                "plain", desired.in(CrashPool.PLAIN, world.before(CrashPool.PLAIN), Set.of())));
    assertThat(DirectoryContents.of(world.directory())).isEqualTo(desired.directory());
    world.stop();
    try (StoreContents contents = PostgresCrashStore.of(server).contents()) {
      wrong.addAll(contents.nobodys());
    }
    System.out.printf(
        "power cut %d times, %d requests answered, %d turned away%n",
        cuts, answered.get(), turnedAway.get());
    assertThat(wrong).isEmpty();
  }

  /** What one identity provider does; answers what it was told is so. */
  private Desired work(int number, int people) {
    CrashClient client = new CrashClient(world);
    Desired state = Desired.NOTHING;
    String team = "Team-" + number;
    repeat(() -> client.group(team, Set.of()), Kind.UNIQUENESS, () -> client.find(team));
    Set<String> members = new TreeSet<>();
    for (int i = 0; i < people; i++) {
      String key = "user" + number + "-" + i;
      DesiredPerson person = named(key);
      repeat(() -> client.create(key, person), Kind.UNIQUENESS, () -> client.find(key, key));
      repeat(() -> client.join(team, Set.of(key)));
      DesiredPerson changed = person.titled("Nurse").called("Anna").active(i % 3 != 0);
      repeat(() -> client.replace(key, changed));
      if (i % 4 == 3) {
        repeat(() -> client.delete(key), Kind.NOT_FOUND, () -> {});
      } else {
        members.add(key);
        state = state.with(key, changed);
      }
    }
    return state.withTeam(team, members);
  }

  private void repeat(Runnable request) {
    repeat(request, null, () -> {});
  }

  /**
   * Sends a request until it is answered.
   *
   * @param done how it is answered when it was carried out already
   */
  private void repeat(Runnable request, Kind done, Runnable then) {
    boolean repeated = false;
    while (true) {
      try {
        request.run();
        answered.incrementAndGet();
        return;
      } catch (Fault fault) {
        if (repeated && fault.kind() == done) {
          try {
            then.run();
            return;
          } catch (Fault away) {
            fault = away;
          }
        }
        if (fault.kind() != Kind.BUSY) {
          throw fault;
        }
        repeated = true;
        turnedAway.incrementAndGet();
        pass();
      }
    }
  }

  /** Where everybody waits, they wait for leases of what the power cut. */
  private void letTimePassUntil(BooleanSupplier done) {
    Instant deadline = Instant.now().plus(PATIENCE);
    for (int before = -1; !done.getAsBoolean(); LockSupport.parkNanos(LOOK_AGAIN_NANOS)) {
      int now = answered.get() + turnedAway.get();
      if (before == now) {
        pass();
      }
      before = now;
      assertThat(Instant.now()).as("in time").isBefore(deadline);
    }
  }

  /** Time goes by, also for what had the store's lease when the power was cut. */
  private void pass() {
    world.clock.set(world.clock.instant().plusSeconds(1));
    world.engine().wake();
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }

  private void comeToRest() {
    try (StoreContents contents = PostgresCrashStore.of(server).contents()) {
      eventually(
          "at rest",
          () -> {
            pass();
            return contents.standing(world.clock.instant(), world.owner()).quiet();
          });
    }
  }
}
