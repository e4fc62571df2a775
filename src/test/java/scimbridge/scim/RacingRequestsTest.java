package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.scim.EdgeClient.Answer;

/**
 * Eight requests at the same time about one thing. There is one order of them that explains every
 * answer: each accepted change makes the next version, is answered with what it made, and the pool
 * ends with what the last one of that order wanted.
 */
class RacingRequestsTest {
  private static final int RACERS = 8;
  private static final int ROUNDS = 5;

  private RunningEdge edge;
  private EdgeClient client;
  private final ExecutorService threads = Executors.newFixedThreadPool(RACERS);

  @BeforeEach
  void start() throws Exception {
    edge = RunningEdge.start();
    client = new EdgeClient(edge, "synced");
    // Long enough that all eight are under way together.
    edge.cognito().addFault(FaultRule.latency(Duration.ofMillis(20)));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    edge.close();
  }

  /** All at once. */
  private List<Answer> race(IntFunction<Answer> request) throws Exception {
    CyclicBarrier line = new CyclicBarrier(RACERS);
    List<Callable<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      int number = i;
      racers.add(
          () -> {
            line.await();
            return request.apply(number);
          });
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> answer : threads.invokeAll(racers)) {
      answers.add(answer.get());
    }
    return answers;
  }

  private static String user(String userName, String displayName) {
    return "{\"userName\":\"%s\",\"active\":true,\"displayName\":\"%s\"}"
        .formatted(userName, displayName);
  }

  private static long version(JsonNode resource) {
    return Long.parseLong(resource.path("meta").path("version").asText().replaceAll("\\D", ""));
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static List<Answer> with(List<Answer> answers, int status) {
    return answers.stream().filter(answer -> answer.status() == status).toList();
  }

  /** Nobody is answered anything but these; BUSY is a way to say "later". */
  private static void assertOnly(List<Answer> answers, Integer... statuses) {
    assertThat(answers).extracting(Answer::status).isSubsetOf(statuses);
  }

  @Test
  void ofEightCreationsOfOneUserNameOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String userName = "ann" + round;
      List<Answer> answers = race(i -> client.post("/Users", user(userName, "Racer " + i)));

      assertOnly(answers, 201, 409, 503);
      assertThat(with(answers, 201)).hasSize(1);
      JsonNode winner = with(answers, 201).getFirst().body();
      assertThat(edge.accounts().get(userName))
          .containsEntry("name", winner.path("displayName").asText());
      assertThat(client.get("/Users/" + winner.path("id").asText()).body().path("displayName"))
          .isEqualTo(winner.path("displayName"));
    }
    assertThat(edge.accounts()).hasSize(ROUNDS);
  }

  @Test
  void eightReplacementsOfOneUserHaveOneOrder() throws Exception {
    String id = client.created("/Users", user("ann", "First"));
    TreeMap<Long, String> history = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      int offset = round * RACERS;
      List<Answer> answers =
          race(i -> client.put("/Users/" + id, user("ann", "Racer " + (offset + i))));

      assertOnly(answers, 200, 503);
      for (int i = 0; i < RACERS; i++) {
        JsonNode body = answers.get(i).body();
        if (answers.get(i).status() == 200) {
          assertThat(body.path("displayName").asText()).isEqualTo("Racer " + (offset + i));
          assertThat(history.put(version(body), body.path("displayName").asText())).isNull();
        }
      }
    }
    JsonNode last = client.get("/Users/" + id).body();

    // Every version from the second on was somebody's, and no other.
    assertThat(history).hasSize((int) version(last) - 1).containsKey(2L);
    assertThat(version(last)).isEqualTo(history.lastKey());
    assertThat(last.path("displayName").asText()).isEqualTo(history.lastEntry().getValue());
    eventually(
        "the last one is in the pool",
        () -> last.path("displayName").asText().equals(edge.accounts().get("ann").get("name")));
  }

  @Test
  void ofEightWhoHaveSeenOneVersionOneWins() throws Exception {
    String id = client.created("/Users", user("ann", "First"));
    for (long version = 1; version <= ROUNDS; version++) {
      String seen = "W/\"" + version + "\"";
      List<Answer> answers =
          race(
              i ->
                  client.put(
                      "/Users/" + id,
                      user("ann", "Racer " + i + " of " + seen.charAt(3)),
                      "If-Match",
                      seen));

      assertOnly(answers, 200, 412, 503);
      assertThat(with(answers, 200)).hasSize(1);
      assertThat(version(with(answers, 200).getFirst().body())).isEqualTo(version + 1);
    }
  }

  @Test
  void ofEightDeletionsOfOneUserOneIsDone() throws Exception {
    String id = client.created("/Users", user("ann", "First"));

    List<Answer> answers = race(i -> client.delete("/Users/" + id));

    assertOnly(answers, 204, 404, 503);
    assertThat(with(answers, 204)).hasSize(1);
    assertThat(edge.accounts()).isEmpty();
  }

  @Test
  void ofEightCreationsOfOneDisplayNameOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String body = "{\"displayName\":\"Admins%d\"}".formatted(round);
      List<Answer> answers = race(i -> client.post("/Groups", body));

      assertOnly(answers, 201, 409, 503);
      assertThat(with(answers, 201)).hasSize(1);
      assertThat(edge.groups()).contains("Admins" + round).hasSize(round + 1);
    }
  }

  /** Half of them put one user in, half take it out; all of them about two users. */
  @Test
  void eightChangesOfTheMembersOfOneGroupHaveOneOrder() throws Exception {
    List<String> users =
        List.of(
            client.created("/Users", user("ann", "Ann")),
            client.created("/Users", user("ben", "Ben")));
    String group = client.created("/Groups", "{\"displayName\":\"Admins\"}");
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Answer> answers =
          race(i -> client.patch("/Groups/" + group + "?attributes=meta", toggle(users, i)));

      assertOnly(answers, 200, 503);
      for (int i = 0; i < RACERS; i++) {
        if (answers.get(i).status() == 200) {
          changes.merge(version(answers.get(i).body()), 1 << i % 4, (one, other) -> one | other);
        }
      }
    }
    JsonNode last = client.get("/Groups/" + group).body();
    Set<String> members = new TreeSet<>(last.path("members").findValuesAsText("value"));

    assertThat(changes.lastKey()).isEqualTo(version(last));
    assertThat(explains(new TreeSet<>(), 1, changes, users, members))
        .as("an order of %s that leads to %s", changes, members)
        .isTrue();
    Set<String> names = new TreeSet<>();
    members.forEach(id -> names.add(id.equals(users.getFirst()) ? "ann" : "ben"));
    eventually("in the pool", () -> edge.membersOf("Admins").equals(names));
  }

  private static String toggle(List<String> users, int racer) {
    String user = users.get(racer / 2 % 2);
    return racer % 2 == 0
        ? "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(user)
        : "{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}".formatted(user);
  }

  /**
   * Whether the answers with each version can be one change that made it, and others that found
   * nothing to do in it.
   *
   * @param at the version whose members these are
   * @param changes which racers were answered each version, as bits; who is four after another
   *     wants the same
   */
  private static boolean explains(
      Set<String> before,
      long at,
      TreeMap<Long, Integer> changes,
      List<String> users,
      Set<String> found) {
    if (at == changes.lastKey()) {
      return before.equals(found);
    }
    for (int racer = 0; racer < 4; racer++) {
      Set<String> after = new TreeSet<>(before);
      String user = users.get(racer / 2 % 2);
      boolean effective = racer % 2 == 0 ? after.add(user) : after.remove(user);
      int answered = changes.getOrDefault(at + 1, 0);
      boolean somebody = (answered & (1 << racer)) != 0;
      if (effective && somebody && explains(after, at + 1, changes, users, found)) {
        return true;
      }
    }
    return false;
  }
}
