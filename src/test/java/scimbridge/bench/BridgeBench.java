package scimbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge on SQLite and the embedded Cognito, all in this process, no request rate enforced:
 * what the bridge itself costs. How much more it costs with more users is measured side by side,
 * one request here and one there, so that both see the same machine.
 */
@Tag("bench")
class BridgeBench {
  private static final Duration WARM_UP = Duration.ofSeconds(25);
  private static final Duration TIME = Duration.ofSeconds(8);

  /** Shorter than a request waits, which is three seconds. */
  private static final Duration WAIT = Duration.ofMillis(1_500);

  /** Shorter than a call may take, longer than a request waits. */
  private static final Duration LATENCY = Duration.ofSeconds(4);

  private static final int WAITING_WRITES = 300;
  private static final int MANY_CLIENTS = 16;
  private static final int PAIRS = 2_000;
  private static final int PATCHES = 300;
  private static final int FEW_USERS = 1_000;
  private static final int MANY_USERS = 50_000;
  private static final int SMALL_GROUP = 10;
  private static final int LARGE_GROUP = 10_000;

  private final Table table = new Table("Bridge on SQLite");
  private final AtomicInteger newUser = new AtomicInteger();

  @TempDir private Path folder;

  @Test
  void writing_finding_and_grouping_users() throws Exception {
    try (Bridge empty = Bridge.on(folder.resolve("empty.db"))) {
      creating(empty);
      reading(empty);
    }
    try (Bridge few = Bridge.on(folder.resolve("few.db"));
        Bridge many = Bridge.on(folder.resolve("many.db"))) {
      few.seed(FEW_USERS);
      many.seed(MANY_USERS);
      finding(few, many);
      grouping(many);
    }
    table.print();
  }

  @Test
  void reading_while_writes_wait() throws Exception {
    try (Bridge bridge = Bridge.on(folder.resolve("waiting.db"))) {
      bridge.seed(FEW_USERS);
      List<String> users = bridge.users(FEW_USERS);
      Random random = new Random(4);
      Supplier<Supplier<byte[]>> reader =
          () -> () -> bridge.get("/Users/" + users.get(random.nextInt(users.size())));
      try (Connection connection = new Connection(bridge.url())) {
        // What the pool is like is asked with the first write.
        Load.timed(connection, bridge.post("/Users", user("first")), 201);
      }
      Load.run(bridge.url(), 1, WARM_UP, reader, 200);
      Timings alone = Load.run(bridge.url(), 1, WAIT, reader, 200);
      bridge.slowDown(LATENCY);
      Timings beside;
      long before = bridge.counts().transactions();
      List<Future<Long>> writes = new ArrayList<>();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < WAITING_WRITES; i++) {
          byte[] write = bridge.post("/Users", user("waiting-" + i));
          writes.add(
              clients.submit(
                  () -> {
                    try (Connection connection = new Connection(bridge.url())) {
                      return Load.timed(connection, write, 201);
                    }
                  }));
        }
        // Each is prepared in a transaction and then waits.
        while (bridge.counts().transactions() < before + WAITING_WRITES) {
          Thread.onSpinWait();
        }
        beside = Load.run(bridge.url(), 1, WAIT, reader, 200);
      }
      for (Future<Long> write : writes) {
        assertThat(Duration.ofNanos(write.get())).isGreaterThan(WAIT);
      }
      table.line("GET /Users/ID, nothing else happens", alone.rate());
      table.line("GET /Users/ID, %d writes wait".formatted(WAITING_WRITES), beside.rate());
      table.line("ratio of the medians", "%.2f", beside.median() / alone.median());
    }
    table.print();
  }

  private void creating(Bridge bridge) throws Exception {
    Supplier<Supplier<byte[]>> client =
        () -> () -> bridge.post("/Users", user("new-" + newUser.incrementAndGet()));
    Load.run(bridge.url(), MANY_CLIENTS, WARM_UP, client, 201);
    for (int clients : new int[] {1, MANY_CLIENTS}) {
      Bridge.Counts before = bridge.counts();
      Timings timings = Load.run(bridge.url(), clients, TIME, client, 201);
      Bridge.Counts after = bridge.counts();
      table.line("POST /Users, " + clients(clients), timings.rate());
      table.line(
          "what one of these costs",
          "%.2f commits for %.2f transactions, %.2f Cognito calls",
          (after.commits() - before.commits()) / (double) timings.count(),
          (after.transactions() - before.transactions()) / (double) timings.count(),
          (after.cognitoCalls() - before.cognitoCalls()) / (double) timings.count());
    }
  }

  private void reading(Bridge bridge) throws Exception {
    List<String> users = bridge.users(1_000);
    Supplier<Supplier<byte[]>> client =
        () -> {
          Random random = new Random(newUser.incrementAndGet());
          return () -> bridge.get("/Users/" + users.get(random.nextInt(users.size())));
        };
    Load.run(bridge.url(), MANY_CLIENTS, TIME, client, 200);
    for (int clients : new int[] {1, MANY_CLIENTS}) {
      table.line(
          "GET /Users/ID, " + clients(clients),
          Load.run(bridge.url(), clients, TIME, client, 200).rate());
    }
  }

  private void finding(Bridge few, Bridge many) throws Exception {
    Random random = new Random(3);
    Timings inFew = new Timings();
    Timings inMany = new Timings();
    try (Connection toFew = new Connection(few.url());
        Connection toMany = new Connection(many.url())) {
      assertThat(toMany.send(find(many, MANY_USERS - 1)).text()).contains("\"totalResults\":1,");
      alternate(
          PAIRS,
          inFew,
          () -> Load.timed(toFew, find(few, random.nextInt(FEW_USERS)), 200),
          inMany,
          () -> Load.timed(toMany, find(many, random.nextInt(MANY_USERS)), 200));
    }
    String what = "GET /Users?filter=userName eq, %,d users";
    table.line(what.formatted(FEW_USERS), inFew.typical());
    table.line(what.formatted(MANY_USERS), inMany.typical());
    table.line("ratio", "%.2f", inMany.median() / inFew.median());
  }

  private void grouping(Bridge bridge) throws Exception {
    List<String> users = bridge.users(LARGE_GROUP + 1);
    String joining = users.getLast();
    try (Connection connection = new Connection(bridge.url())) {
      String small = bridge.group(connection, "small");
      Load.timed(connection, bridge.join(small, users.subList(0, SMALL_GROUP)), 204);
      Timings atOnce = new Timings();
      String large = "";
      for (int i = 0; i < 5; i++) {
        large = bridge.group(connection, "large-" + i);
        byte[] everybody = bridge.join(large, users.subList(0, LARGE_GROUP));
        atOnce.add(Load.timed(connection, everybody, 204));
      }
      Timings inSmall = new Timings();
      Timings inLarge = new Timings();
      String largest = large;
      alternate(
          PATCHES,
          inSmall,
          () -> joinAndLeave(bridge, connection, small, joining),
          inLarge,
          () -> joinAndLeave(bridge, connection, largest, joining));
      String what = "PATCH that adds a member to a group of %,d";
      table.line(what.formatted(SMALL_GROUP), inSmall.typical());
      table.line(what.formatted(LARGE_GROUP), inLarge.typical());
      table.line("ratio", "%.2f", inLarge.median() / inSmall.median());
      table.line(
          "PATCH that adds %,d members".formatted(LARGE_GROUP),
          "%.0f ms, at best %.0f ms (%d groups)",
          atOnce.median(),
          atOnce.millis(0),
          atOnce.count());
    }
  }

  /** How long joining took; leaving is not measured. */
  private static long joinAndLeave(
      Bridge bridge, Connection connection, String group, String member) throws Exception {
    long took = Load.timed(connection, bridge.join(group, List.of(member)), 204);
    Load.timed(connection, bridge.leave(group, member), 204);
    return took;
  }

  /** A step that tells how many nanoseconds of it count. */
  private interface Step {
    long run() throws Exception;
  }

  /** Runs two steps by turns, each as often again before as a warm-up. */
  private static void alternate(int times, Timings first, Step one, Timings second, Step other)
      throws Exception {
    for (int turn = -times; turn < times; turn++) {
      long tookOne = one.run();
      long tookOther = other.run();
      if (turn >= 0) {
        first.add(tookOne);
        second.add(tookOther);
      }
    }
  }

  private static byte[] find(Bridge bridge, int number) {
    return bridge.get("/Users?filter=userName%20eq%20%22" + Bridge.seeded(number) + "%22");
  }

  private static String user(String name) {
    return """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%1$s",
         "externalId":"x-%1$s","name":{"givenName":"Ada","familyName":"Lovelace"},"active":true,
         "emails":[{"value":"%1$s@example.com","type":"work","primary":true}]}
        """
        .formatted(name);
  }

  private static String clients(int clients) {
    return clients == 1 ? "1 client" : clients + " clients";
  }
}
