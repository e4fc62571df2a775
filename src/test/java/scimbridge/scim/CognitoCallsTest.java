package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.scim.EdgeClient.Answer;

/**
 * What a SCIM operation costs in calls of Cognito, all of them, until everything is in step. The
 * pool has no aliases, and what it is has been asked before.
 */
class CognitoCallsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path DESIGN = Path.of("docs", "design.md");
  private static final String APP = "synced";

  private static RunningEdge edge;
  private static EdgeClient client;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    client = new EdgeClient(edge, APP);
    user();
    inStep();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  /** What a client does to what it has made before, and what that costs. */
  private enum Sequence {
    FIND_USER(
        "GET of a user, filter by `userName`",
        "none",
        () -> {
          String name = newName();
          String user = user(name);
          return () -> {
            ok(client.get(user));
            Answer found = ok(client.get("/Users?filter=userName%20eq%20%22" + name + "%22"));
            assertThat(found.body().path("totalResults").asInt()).isOne();
          };
        }),
    CREATE("POST of a user", "AdminCreateUser, AdminSetUserPassword", () -> CognitoCallsTest::user),
    CREATE_WITH_PASSWORD(
        "POST of a user with a password",
        "AdminCreateUser, AdminSetUserPassword",
        () -> () -> client.created("/Users", withPassword(newName()))),
    CREATE_AGAIN(
        "POST of a user who is there (409)",
        "none",
        () -> {
          String name = newName();
          user(name);
          return () -> assertThat(client.post("/Users", body(name)).status()).isEqualTo(409);
        }),
    SAME_PATCH(
        "PATCH that changes nothing",
        "none",
        () -> {
          String user = user();
          return () -> ok(client.patch(user, replace("displayName", "\"Before\"")));
        }),
    SAME_PUT(
        "PUT of what is there",
        "none",
        () -> {
          String name = newName();
          String user = user(name);
          return () -> ok(client.put(user, body(name)));
        }),
    PATCH_ONE(
        "PATCH of one attribute",
        "AdminUpdateUserAttributes",
        () -> {
          String user = user();
          return () -> ok(client.patch(user, replace("displayName", "\"After\"")));
        }),
    PATCH_MANY(
        "PATCH of many attributes, also of those that go",
        "AdminUpdateUserAttributes",
        () -> {
          String user = user();
          return () ->
              ok(
                  client.patch(
                      user,
                      replace("displayName", "\"After\"")
                          + ","
                          + replace("name.familyName", "\"After\"")
                          + ","
                          + replace("emails[type eq \\\"work\\\"].value", "\"after@example.org\"")
                          + ",{\"op\":\"remove\",\"path\":\"name.givenName\"}"));
        }),
    PATCH_UNPROJECTED(
        "PATCH of what the pool has no attribute for",
        "none",
        () -> {
          String user = user();
          return () -> ok(client.patch(user, replace("title", "\"Engineer\"")));
        }),
    DEACTIVATE(
        "PATCH `active: false`",
        "AdminDisableUser, AdminUserGlobalSignOut",
        () -> {
          String user = user();
          return () -> ok(client.patch(user, replace("active", "\"False\"")));
        }),
    CHANGE_AND_DEACTIVATE(
        "PUT with other attributes and `active: false`",
        "AdminDisableUser, AdminUpdateUserAttributes, AdminUserGlobalSignOut",
        () -> {
          String name = newName();
          String user = user(name);
          String other = body(name).replace("Before", "After").substring(1);
          return () -> ok(client.put(user, "{\"active\":false," + other));
        }),
    REACTIVATE(
        "PATCH `active: true`",
        "AdminEnableUser",
        () -> {
          String user = user();
          ok(client.patch(user, replace("active", "\"False\"")));
          return () -> ok(client.patch(user, replace("active", "\"True\"")));
        }),
    PASSWORD(
        "PATCH of `password`",
        "AdminSetUserPassword",
        () -> {
          String user = user();
          return () -> ok(client.patch(user, replace("password", "\"Another-1-password\"")));
        }),
    DELETE(
        "DELETE of a user",
        "AdminDeleteUser",
        () -> {
          String user = user();
          return () -> ok(client.delete(user));
        }),
    BULK(
        "Bulk of 10 new users",
        "10 × AdminCreateUser, 10 × AdminSetUserPassword",
        () ->
            () -> {
              Answer answer =
                  client.bulk(
                      IntStream.range(0, 10)
                          .mapToObj(CognitoCallsTest::bulkCreation)
                          .collect(Collectors.joining(",")));
              assertThat(answer.body().path("Operations"))
                  .hasSize(10)
                  .allSatisfy(each -> assertThat(each.path("status").asText()).isEqualTo("201"));
            }),
    CREATE_GROUP("POST of a group", "CreateGroup", () -> () -> group(List.of())),
    ADD_MEMBER(
        "PATCH that adds a member to a group",
        "AdminAddUserToGroup",
        () -> {
          String group = group(users(1));
          List<String> more = users(1);
          return () -> ok(client.patch(group, add(more)));
        }),
    ADD_MEMBER_AGAIN(
        "PATCH that adds the same member again",
        "none",
        () -> {
          List<String> same = users(1);
          String group = group(same);
          return () -> ok(client.patch(group, add(same)));
        }),
    ADD_MEMBERS(
        "PATCH that adds 50 members",
        "50 × AdminAddUserToGroup",
        () -> {
          String group = group(users(1));
          List<String> more = users(50);
          return () -> ok(client.patch(group, add(more)));
        }),
    CREATE_GROUP_WITH_MEMBERS(
        "POST of a group of 3",
        "3 × AdminAddUserToGroup, CreateGroup",
        () -> {
          List<String> members = users(3);
          return () -> group(members);
        }),
    REMOVE_MEMBER(
        "PATCH that removes a member",
        "AdminRemoveUserFromGroup",
        () -> {
          List<String> members = users(2);
          String group = group(members);
          return () ->
              ok(
                  client.patch(
                      group,
                      "{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}"
                          .formatted(members.getFirst())));
        }),
    RENAME_GROUP(
        "PATCH of the `displayName` of a group of 3",
        "3 × AdminAddUserToGroup, CreateGroup, DeleteGroup",
        () -> {
          String group = group(users(3));
          return () -> ok(client.patch(group, replace("displayName", "\"" + newName() + "\"")));
        }),
    DELETE_GROUP(
        "DELETE of a group, whoever is in it",
        "DeleteGroup",
        () -> {
          String group = group(users(3));
          return () -> ok(client.delete(group));
        }),
    DELETE_MEMBER(
        "DELETE of a user who is in groups",
        "AdminDeleteUser",
        () -> {
          List<String> users = users(1);
          group(users);
          group(users);
          return () -> ok(client.delete("/Users/" + users.getFirst()));
        });

    private final String title;
    private final String calls;

    /** Makes what it needs, and answers what is counted. */
    private final Supplier<Runnable> prepared;

    Sequence(String title, String calls, Supplier<Runnable> prepared) {
      this.title = title;
      this.calls = calls;
      this.prepared = prepared;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSequenceMakesTheseCallsAndNoOther(Sequence sequence) {
    Runnable request = sequence.prepared.get();
    inStep();
    edge.cognito().resetCalls();

    request.run();
    inStep();

    assertThat(inWords(edge.cognito().calls())).as(sequence.title).isEqualTo(sequence.calls);
  }

  @Test
  void whatAPoolIsIsAskedOnce() throws Exception {
    try (RunningEdge another = RunningEdge.start()) {
      for (String app : List.of("lenient", "lenient", "other")) {
        new EdgeClient(another, app).created("/Users", body(newName()));
      }

      Map<String, Long> calls = new TreeMap<>(another.cognito().calls());
      calls.remove("CreateUserPool"); // That is the test's.
      assertThat(inWords(calls))
          .isEqualTo("3 × AdminCreateUser, 3 × AdminSetUserPassword, DescribeUserPool");
    }
  }

  @Test
  void theDocumentedTableIsThis() throws Exception {
    List<String> rows =
        Stream.of(Sequence.values())
            .map(sequence -> "| " + sequence.title + " | " + sequence.calls + " |")
            .toList();

    List<String> table =
        Files.readAllLines(DESIGN).stream()
            .dropWhile(line -> !line.startsWith("| What a client does |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .toList();
    assertThat(table).containsExactlyElementsOf(rows);
  }

  private static String inWords(Map<String, Long> calls) {
    return calls.isEmpty()
        ? "none"
        : new TreeMap<>(calls)
            .entrySet().stream()
                .map(call -> (call.getValue() == 1 ? "" : call.getValue() + " × ") + call.getKey())
                .collect(Collectors.joining(", "));
  }

  /** Waits until nothing is left to be done in the pool. */
  private static void inStep() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (edge.outOfStep(APP) > 0) {
      assertThat(System.nanoTime()).as("in step in time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 204);
    return answer;
  }

  private static String newName() {
    return "calls-" + ++number;
  }

  private static String body(String name) {
    return """
        {"userName":"%s","displayName":"Before","name":{"givenName":"G","familyName":"Before"},
         "emails":[{"type":"work","value":"%s@example.org","primary":true}]}"""
        .formatted(name, name);
  }

  private static String bulkCreation(int index) {
    return """
        {"method":"POST","path":"/Users","bulkId":"%d","data":%s}"""
        .formatted(index, body(newName()));
  }

  private static String withPassword(String name) {
    return "{\"password\":\"Initial-1-password\"," + body(name).substring(1);
  }

  private static String user() {
    return user(newName());
  }

  private static String user(String name) {
    return "/Users/" + client.created("/Users", body(name));
  }

  private static List<String> users(int count) {
    return IntStream.range(0, count)
        .mapToObj(each -> client.created("/Users", body(newName())))
        .toList();
  }

  private static String group(List<String> members) {
    return "/Groups/"
        + client.created(
            "/Groups",
            "{\"displayName\":\"%s\",\"members\":%s}".formatted(newName(), values(members)));
  }

  private static String add(List<String> members) {
    return "{\"op\":\"add\",\"path\":\"members\",\"value\":" + values(members) + "}";
  }

  private static String replace(String path, String value) {
    return "{\"op\":\"replace\",\"path\":\"%s\",\"value\":%s}".formatted(path, value);
  }

  private static String values(List<String> ids) {
    return ids.stream()
        .map(id -> "{\"value\":\"" + id + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
