package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import scimbridge.cognito.Pace;
import scimbridge.scim.EdgeClient.Answer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;

/**
 * The proof of pace: sixteen clients over real HTTP, a Cognito that enforces AWS's own request
 * rates, and a bridge that uses its share of them, all of it, and never more. Everything is on one
 * clock that runs faster than the real one; seconds are of that clock.
 */
@Timeout(600)
@Isolated("it measures time")
class PaceTest {
  private static final int CLIENTS = 16;
  private static final int GROUPS = 20;

  /** AWS's rates that a first sync uses up, and our part of them. */
  private static final Map<String, Integer> RATES =
      Map.of(
          "UserCreation", 50,
          "UserAccountRecovery", 30,
          "UserUpdate", 25,
          "UserPoolResourceUpdate", 15);

  private static final double SHARE = 0.6;

  /** How much of what this machine could do it is asked to do. */
  private static final double LEISURE = 0.6;

  /**
   * A machine that something else keeps busy meanwhile cannot keep up with the clock. What is to be
   * shown then is shown on one of half the speed, so often at the most; what must not depend on the
   * machine's speed has to be right each time.
   */
  private static final int CLOCKS = 3;

  private static double speed;
  private QuotaClock clock;

  /** How fast the clock may run so that the pace is the gate's and not this machine's. */
  @BeforeAll
  static void measure() throws Exception {
    try (RunningEdge edge = RunningEdge.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Sync sync = new Sync(edge, Integer.MAX_VALUE, new QuotaClock(1));
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        boolean makesGroups = i < 2;
        clients.add(threads.submit(() -> sync.run(makesGroups)));
      }
      await("warm", () -> sync.joined.size() >= 100);
      long begun = System.nanoTime();
      int before = sync.joined.size();
      await("measured", () -> System.nanoTime() - begun > 1_500_000_000L);
      double perSecond = (sync.joined.size() - before) * 1e9 / (System.nanoTime() - begun);
      sync.stop();
      for (Future<?> client : clients) {
        client.get();
      }
      speed = Math.max(0.5, Math.min(8, LEISURE * perSecond / (SHARE * RATES.get("UserUpdate"))));
      System.out.printf(
          "without quotas this machine syncs %.0f users a second: clock x%.1f%n", perSecond, speed);
    }
  }

  @Test
  void aFirstSyncOfFiveHundredUsersTakesWhatTheQuotaAllowsAndNoLonger() throws Exception {
    firstSync(500);
  }

  @Test
  @Tag("full")
  void aFirstSyncOfFiveThousandUsersTakesWhatTheQuotaAllowsAndNoLonger() throws Exception {
    firstSync(5_000);
  }

  private void firstSync(int users) throws Exception {
    clock = new QuotaClock(speed);
    Synced synced = sync(users);
    for (int i = 1; i < CLOCKS && !synced.inTime(); i++) {
      clock = new QuotaClock(clock.speed() / 2);
      synced = sync(users);
    }
    assertThat(synced.took).isLessThanOrEqualTo(1.05 * synced.shortest);
    assertThat(synced.disables).allMatch(seconds -> seconds <= 1);
  }

  /** How long a first sync took, how long it has to, and each disabling in the middle of it. */
  private record Synced(double took, double shortest, List<Double> disables) {
    boolean inTime() {
      return took <= 1.05 * shortest && disables.stream().allMatch(seconds -> seconds <= 1);
    }
  }

  private Synced sync(int users) throws Exception {
    try (RunningEdge edge = RunningEdge.paced(clock, clock);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      await("the gate has opened", () -> clock.seconds() > 1.5);
      edge.cognito().resetCalls();
      Sync sync = new Sync(edge, users, clock);
      double begun = clock.seconds();
      long cpu = cpuNanos();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        boolean makesGroups = i < 2;
        clients.add(threads.submit(() -> sync.run(makesGroups)));
      }
      AtomicInteger looks = new AtomicInteger();
      AtomicInteger idle = new AtomicInteger();
      Future<?> watching =
          threads.submit(
              () -> {
                while (sync.joined.size() < users - CLIENTS) {
                  looks.incrementAndGet();
                  if (edge.pace().stream().allMatch(pace -> pace.waiting().isEmpty())) {
                    idle.incrementAndGet();
                  }
                  LockSupport.parkNanos(20_000_000);
                }
              });
      List<Double> disables = new ArrayList<>();
      for (int part : List.of(4, 5, 6, 7)) {
        await("part " + part, () -> sync.joined.size() >= users * part / 10);
        disables.add(sync.disable(part));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      await("everybody is in step", () -> edge.outOfStep("synced") == 0);
      double took = clock.seconds() - begun;
      watching.get();

      Map<String, Long> calls = new TreeMap<>(edge.cognito().callsByCategory());
      // What this test looked at itself, and what the pool is, which is asked once in its life.
      calls.keySet().retainAll(RATES.keySet());
      double shortest = 0;
      for (Map.Entry<String, Long> category : calls.entrySet()) {
        double needs = category.getValue() / (SHARE * RATES.get(category.getKey()));
        shortest = Math.max(shortest, needs);
        System.out.printf(
            "%s: %d calls, at %.0f %% of %d a second %.1f s%n",
            category.getKey(),
            category.getValue(),
            100 * SHARE,
            RATES.get(category.getKey()),
            needs);
      }
      System.out.printf(
          "T = %.1f s; took %.1f s, %.1f %% of it; disables in Cognito after %s s; %d requests were"
              + " sent again; clock x%.1f, processors %.0f %% busy with this, nobody waiting at the"
              + " gate %.0f %% of the time%n",
          shortest,
          took,
          100 * took / shortest,
          disables.stream().map("%.2f"::formatted).toList(),
          sync.again.get(),
          clock.speed(),
          100.0
              * (cpuNanos() - cpu)
              / (took / clock.speed() * 1e9)
              / Runtime.getRuntime().availableProcessors(),
          100.0 * idle.get() / looks.get());

      assertThat(edge.cognito().throttledCalls()).as("TooManyRequestsException").isZero();
      assertThat(calls)
          .containsEntry("UserCreation", (long) users)
          .containsEntry("UserAccountRecovery", (long) users)
          .containsEntry("UserPoolResourceUpdate", (long) GROUPS)
          // Memberships, and a disabling and a sign-out each.
          .containsEntry("UserUpdate", users + 2L * disables.size());
      return new Synced(took, shortest, disables);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + 500_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static CognitoIdentityProviderClient cognito(RunningEdge edge) {
    return CognitoIdentityProviderClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(edge.cognitoEndpoint())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  /** What an identity provider sends when it is connected. */
  private static final class Sync {
    final AtomicInteger again = new AtomicInteger();

    /** Ids of users who are in their group, in Cognito as well. */
    final List<String> joined = new CopyOnWriteArrayList<>();

    private final RunningEdge edge;
    private final QuotaClock clock;
    private volatile int users;
    private final AtomicInteger nextUser = new AtomicInteger();
    private final AtomicInteger nextGroup = new AtomicInteger();
    private final List<String> groups = new CopyOnWriteArrayList<>();

    Sync(RunningEdge edge, int users, QuotaClock clock) {
      this.edge = edge;
      this.users = users;
      this.clock = clock;
    }

    /** No further users. */
    void stop() {
      users = 0;
    }

    Object run(boolean makesGroups) {
      EdgeClient client = new EdgeClient(edge, "synced");
      while (makesGroups) {
        int i = nextGroup.getAndIncrement();
        if (i >= GROUPS) {
          break;
        }
        String body =
            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],"
                + "\"displayName\":\"Group %d\"}".formatted(i);
        groups.add(until201(() -> client.post("/Groups", body)));
      }
      for (int i = nextUser.getAndIncrement(); i < users; i = nextUser.getAndIncrement()) {
        String body =
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user-%1$d",
             "password":"Correct-horse-%1$d","active":true,
             "emails":[{"value":"user-%1$d@example.org","primary":true}]}
            """
                .formatted(i);
        String id = until201(() -> client.post("/Users", body));
        await("a group", () -> !groups.isEmpty());
        Answer added =
            client.patch(
                "/Groups/" + groups.get(i % groups.size()),
                "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                    .formatted(id));
        assertThat(added.status()).as("%s", added.body()).isIn(200, 204);
        joined.add(id);
      }
      return true;
    }

    private String until201(java.util.function.Supplier<Answer> request) {
      Answer answer = request.get();
      while (answer.status() == 429 || answer.status() == 503) {
        again.incrementAndGet();
        answer = request.get();
      }
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
      return answer.body().path("id").textValue();
    }

    /** Disables somebody; answers after how many seconds the pool says so. */
    double disable(int who) throws Exception {
      EdgeClient client = new EdgeClient(edge, "synced");
      String id = joined.get(who);
      String name = client.get("/Users/" + id).body().path("userName").textValue();
      try (CognitoIdentityProviderClient cognito = cognito(edge);
          ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
        assertThat(enabled(cognito, name)).isTrue();
        long before = disablings();
        double sent = clock.seconds();
        Future<Answer> answer =
            thread.submit(
                () ->
                    client.patch(
                        "/Users/" + id,
                        "{\"op\":\"replace\",\"path\":\"active\",\"value\":false}"));
        await("disabled", () -> disablings() > before);
        double seconds = clock.seconds() - sent;
        assertThat(answer.get().status()).isIn(200, 204);
        assertThat(enabled(cognito, name)).isFalse();
        return seconds;
      }
    }

    private long disablings() {
      return edge.cognito().calls().getOrDefault("AdminDisableUser", 0L);
    }

    private boolean enabled(CognitoIdentityProviderClient cognito, String username) {
      return cognito
          .adminGetUser(r -> r.userPoolId(edge.userPoolId()).username(username))
          .enabled();
    }
  }

  @Test
  void halfTheQuotaIsLearntFromThreeThrottlesAtMostAndWonBackWhenItIsRestored() throws Exception {
    // Throttled calls are counted here, and what is on its way together is throttled together: an
    // answer is to take a part of the distance between two calls.
    clock = new QuotaClock(Math.max(0.5, 0.6 * speed));
    Halved halved = halved();
    for (int i = 1; i < CLOCKS && !halved.asPromised(); i++) {
      clock = new QuotaClock(clock.speed() / 2);
      halved = halved();
    }
    assertThat(halved.throttled).isBetween(1L, 3L);
    assertThat(halved.slow).isBetween(0.9 * 12, 12.0);
    assertThat(halved.restored).isGreaterThan(0.9 * 15);
    assertThat(halved.slowed).isFalse();
  }

  /**
   * What became of the pace, in requests a second.
   *
   * @param slow ten seconds and more after the quota was halved
   * @param throttled by then
   * @param restored after it was restored
   * @param slowed whether the gate still goes slower than it may
   */
  private record Halved(double slow, long throttled, double restored, boolean slowed) {
    boolean asPromised() {
      return throttled <= 3 && slow >= 0.9 * 12 && restored > 0.9 * 15 && !slowed;
    }
  }

  private Halved halved() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (RunningEdge edge = RunningEdge.paced(clock, clock);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      EdgeClient maker = new EdgeClient(edge, "synced");
      List<String> ids =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i ->
                      maker.created(
                          "/Users",
                          "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],"
                              + "\"userName\":\"user-%d\"}".formatted(i)))
              .toList();
      List<Future<?>> clients = new ArrayList<>();
      ids.forEach(id -> clients.add(threads.submit(() -> rename(edge, id, done))));
      Halved halved;
      try {
        halved = halveAndRestore(edge);
      } finally {
        done.set(true);
      }
      for (Future<?> client : clients) {
        client.get();
      }
      return halved;
    }
  }

  private Halved halveAndRestore(RunningEdge edge) {
    double begun = clock.seconds();
    awaitSecond(begun + 12);
    assertThat(edge.cognito().throttledCalls()).isZero();

    edge.cognito().enforceQuotas(0.5);
    awaitSecond(begun + 32);
    int halved = updatesInTenSeconds(edge);
    long throttled = edge.cognito().throttledCalls();
    edge.cognito().enforceQuotas(1);
    awaitSecond(begun + 48);
    int restored = updatesInTenSeconds(edge);

    System.out.printf(
        "halved: %.1f of 12 a second after %d throttles; restored: %.1f of 15 a second; clock"
            + " x%.1f%n",
        halved / 10.0, throttled, restored / 10.0, clock.speed());
    return new Halved(halved / 10.0, throttled, restored / 10.0, update(edge).slowed());
  }

  private static Object rename(RunningEdge edge, String id, AtomicBoolean done) {
    EdgeClient client = new EdgeClient(edge, "synced");
    for (int i = 0; !done.get(); i++) {
      Answer answer =
          client.patch(
              "/Users/" + id,
              "{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"Name %d\"}".formatted(i));
      assertThat(answer.status()).as("%s", answer.body()).isIn(200, 204, 429, 503);
    }
    return true;
  }

  private void awaitSecond(double second) {
    await("second " + second, () -> clock.seconds() >= second);
  }

  private static Pace update(RunningEdge edge) {
    return edge.pace().stream()
        .filter(pace -> pace.category().equals("UserUpdate"))
        .findFirst()
        .orElseThrow();
  }

  private static int updatesInTenSeconds(RunningEdge edge) {
    return update(edge).lastTenSeconds();
  }
}
