package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.DesiredPerson.named;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.identity.PoolId;

/**
 * {@code kill -9} on the packaged bridge while requests are under way, again and again on one
 * store, against a Cognito that outlives it. In the end everything must be as it was acknowledged.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillIT {
  /** How often each kind of request is cut off. */
  private static final int ROUNDS = 3;

  private static final String PASSWORD = "Correct-Horse-7";

  @TempDir Path folder;

  private final Map<String, String> ids = new LinkedHashMap<>();
  private final List<Request> sent = new ArrayList<>();
  private final Set<Request> answered = new HashSet<>();
  private Desired prepared = Desired.NOTHING;
  private CrashWorld world;
  private KilledBridge bridge;

  /**
   * A request that is cut off.
   *
   * @param operation the Cognito operation in whose neighbourhood the process is killed
   * @param effect what follows from it
   */
  private record Request(
      String operation, String method, String path, String body, UnaryOperator<Desired> effect) {}

  /** When the process is killed. */
  private enum Kill {
    /** The call is on its way and arrives when the next process is at work. */
    CALL_COMES_LATE,
    /** Cognito has just begun to carry the call out. */
    AT_THE_CALL,
    /** Some milliseconds after the request was sent. */
    ANY_TIME
  }

  @Test
  void everythingIsAsItWasAcknowledged() throws Exception {
    try (CrashWorld pools = new CrashWorld(CrashScenario.of("kill -9", CrashPool.PLAIN));
        KilledBridge killed = new KilledBridge(folder, configuration(pools))) {
      world = pools;
      bridge = killed;
      for (int round = 0; round < ROUNDS; round++) {
        bridge.start();
        List<Request> requests = prepare(round);
        for (Request request : requests) {
          if (request != requests.getFirst()) {
            bridge.start();
          }
          killDuring(request, sent.size());
        }
      }
      // The last to come is in this process, whose clock can be moved to where nothing is late.
      CrashStore left = SqliteCrashStore.of(bridge.database());
      world.start(left, CrashWatcher.NOBODY);
      world.settle(left);
      List<String> directory = DirectoryContents.of(world.directory());
      List<String> wrong = differences(desired(directory), directory);
      world.stop();
      try (StoreContents store = left.contents()) {
        wrong.addAll(store.nobodys());
      }
      System.out.printf(
          "killed %d times, %d requests were answered before%n", sent.size(), answered.size());
      assertThat(wrong).isEmpty();
    }
  }

  private static String configuration(CrashWorld pools) {
    return """
        listen: {port: 0}
        pools:
          plain:
            region: us-east-1
            userPoolId: %s
            endpoint: %s
            credentials: {accessKeyId: test, secretAccessKey: test}
        apps:
          okta:
            policies: [{for: DEFAULT, pools: [plain]}]
            operations: {passwordSync: permanent}
        """
        .formatted(pools.userPoolId(new PoolId("plain")), pools.emulator.endpoint());
  }

  /** Makes the users and groups of a round; answers the requests that are to be cut off. */
  private List<Request> prepare(int round) throws IOException {
    String n = Integer.toString(round);
    for (String key : List.of("updated", "disabled", "deleted", "one", "two", "three")) {
      user(key + n);
    }
    group("Old" + n, "one" + n, "two" + n);
    group("Gone" + n, "one" + n);
    group("Left" + n, "two" + n, "three" + n);
    DesiredPerson created = named("created" + n).withPassword(PASSWORD);
    DesiredPerson updated = named("updated" + n).called("Anna");
    DesiredPerson disabled = named("disabled" + n).active(false);
    Set<String> members = Set.of("one" + n, "two" + n, "three" + n);
    return List.of(
        new Request(
            List.of("AdminCreateUser", "AdminSetUserPassword", "AdminCreateUser").get(round),
            "POST",
            "/Users",
            json(created),
            state -> state.with("created" + n, created)),
        new Request(
            "AdminUpdateUserAttributes",
            "PUT",
            "/Users/" + ids.get("updated" + n),
            json(updated),
            state -> state.with("updated" + n, updated)),
        new Request(
            "AdminDisableUser",
            "PUT",
            "/Users/" + ids.get("disabled" + n),
            json(disabled),
            state -> state.with("disabled" + n, disabled)),
        new Request(
            "AdminDeleteUser",
            "DELETE",
            "/Users/" + ids.get("deleted" + n),
            "",
            state -> state.without("deleted" + n)),
        new Request(
            List.of("CreateGroup", "AdminAddUserToGroup", "AdminAddUserToGroup").get(round),
            "POST",
            "/Groups",
            json("New" + n, members),
            state -> state.withTeam("New" + n, members)),
        new Request(
            List.of("AdminAddUserToGroup", "CreateGroup", "DeleteGroup").get(round),
            "PATCH",
            "/Groups/" + ids.get("Old" + n),
            patch(
                "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Renamed%s\"}"
                    .formatted(n)),
            state -> state.renamed("Old" + n, "Renamed" + n)),
        new Request(
            "DeleteGroup",
            "DELETE",
            "/Groups/" + ids.get("Gone" + n),
            "",
            state -> state.withoutTeam("Gone" + n)),
        new Request(
            "AdminRemoveUserFromGroup",
            "PATCH",
            "/Groups/" + ids.get("Left" + n),
            patch(
                "{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}"
                    .formatted(ids.get("three" + n))),
            state -> state.withTeam("Left" + n, Set.of("two" + n))));
  }

  private void user(String key) throws IOException {
    DesiredPerson person = named(key);
    ids.put(key, bridge.ask("POST", "/Users", json(person)).path("id").asText());
    prepared = prepared.with(key, person);
  }

  private void group(String name, String... members) throws IOException {
    ids.put(name, bridge.ask("POST", "/Groups", json(name, Set.of(members))).path("id").asText());
    prepared = prepared.withTeam(name, Set.of(members));
  }

  private static String json(DesiredPerson person) {
    ObjectNode user = person.attributes().toNode();
    user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
    if (person.password() != null) {
      user.put("password", person.password());
    }
    return user.toString();
  }

  private String json(String name, Set<String> members) {
    ObjectNode group = ProvisioningFixture.JSON.createObjectNode().put("displayName", name);
    group.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
    members.forEach(key -> group.withArray("members").addObject().put("value", ids.get(key)));
    return group.toString();
  }

  private static String patch(String operation) {
    return """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}
        """
        .formatted(operation);
  }

  private void killDuring(Request request, int number) throws Exception {
    Kill kill = Kill.values()[number % Kill.values().length];
    long before = calls(request.operation());
    if (kill == Kill.CALL_COMES_LATE) {
      world
          .emulator
          .controls()
          .addFault(FaultRule.latency(Duration.ofSeconds(2)).on(request.operation()).times(1));
    }
    CompletableFuture<HttpResponse<String>> answer =
        bridge.send(request.method(), request.path(), request.body());
    sent.add(request);
    if (kill == Kill.ANY_TIME) {
      LockSupport.parkNanos(Duration.ofMillis(15L * (number % 7)).toNanos());
    } else {
      ProvisioningFixture.eventually(
          request.operation() + " of " + request.method() + " " + request.path(),
          () -> calls(request.operation()) > before);
    }
    bridge.kill();
    world.emulator.controls().clearFaults();
    try {
      if (answer.get(60, TimeUnit.SECONDS).statusCode() / 100 == 2) {
        answered.add(request);
      }
    } catch (ExecutionException cutOff) {
      assertThat(cutOff).hasCauseInstanceOf(IOException.class);
    }
  }

  private long calls(String operation) {
    return world.emulator.controls().calls().getOrDefault(operation, 0L);
  }

  /** What is to be, where for each request that was not answered the directory tells. */
  private Desired desired(List<String> directory) {
    Desired state = prepared;
    for (Request request : sent) {
      Desired then = request.effect().apply(state);
      List<String> added = new ArrayList<>(then.directory());
      added.removeAll(state.directory());
      if (answered.contains(request)
          || directory.containsAll(added) && gone(directory, state, then)) {
        state = then;
      }
    }
    return state;
  }

  private static boolean gone(List<String> directory, Desired before, Desired then) {
    List<String> removed = new ArrayList<>(before.directory());
    removed.removeAll(then.directory());
    return removed.stream().noneMatch(directory::contains);
  }

  private List<String> differences(Desired desired, List<String> directory) {
    List<String> wrong = new ArrayList<>();
    if (!directory.equals(desired.directory())) {
      wrong.add("the directory is " + directory + " and not " + desired.directory());
    }
    CrashPool pool = CrashPool.PLAIN;
    wrong.addAll(
        world
            .contents()
            .get(pool.id())
            .differences(pool.id().value(), desired.in(pool, world.before(pool), Set.of())));
    desired.people().values().stream()
        .filter(person -> person.password() != null)
        .filter(person -> !world.signsIn(pool, person.userName(), person.password()))
        .forEach(person -> wrong.add(person.userName() + " cannot sign in with the password"));
    return wrong;
  }
}
