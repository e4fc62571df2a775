package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.bulk.BulkOperation;
import com.unboundid.scim2.common.bulk.BulkOperationResult;
import com.unboundid.scim2.common.bulk.BulkRequest;
import com.unboundid.scim2.common.bulk.BulkResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.directory.Audit;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.scim.EdgeClient.Answer;

/** {@code /Bulk}, RFC 7644 §3.7, over real HTTP. */
class BulkTest {
  private static RunningEdge edge;
  private static EdgeClient lenient;
  private static EdgeClient strict;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    lenient = new EdgeClient(edge, "lenient");
    strict = new EdgeClient(edge, "strict");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String post(String type, String bulkId, String data) {
    return "{\"method\":\"POST\",\"path\":\"/%s\",\"bulkId\":\"%s\",\"data\":%s}"
        .formatted(type, bulkId, data);
  }

  private static String user(String userName) {
    return "{\"userName\":\"%s\"}".formatted(userName);
  }

  private static String group(String displayName, String... members) {
    return "{\"displayName\":\"%s\",\"members\":[%s]}"
        .formatted(
            displayName,
            String.join(
                ",", List.of(members).stream().map("{\"value\":\"%s\"}"::formatted).toList()));
  }

  private static List<String> statuses(Answer answer) {
    return strings(answer.body().path("Operations"), "status");
  }

  private static List<String> strings(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(element -> element.path(name).textValue())
        .toList();
  }

  /** The resource that the operation at this place created or changed. */
  private static JsonNode resource(Answer bulk, int index) {
    String location = bulk.body().path("Operations").path(index).path("location").textValue();
    return lenient.get(location.substring(edge.url().toString().length())).body();
  }

  private static List<String> members(JsonNode group) {
    return strings(group.path("members"), "value");
  }

  @Test
  void everyMethodInOneRequestEachWithItsAnswer() {
    String changed = lenient.created("/Users", user("bulk-changed"));
    String replaced = lenient.created("/Users", user("bulk-replaced"));
    String deleted = lenient.created("/Users", user("bulk-deleted"));

    Answer answer =
        lenient.bulk(
            String.join(
                ",",
                post("Users", "q", user("bulk-created")),
                """
                {"method":"PUT","path":"/Users/%s","data":{"userName":"bulk-replaced","title":"T"}}"""
                    .formatted(replaced),
                """
                {"method":"PATCH","path":"/Users/%s","version":"W/\\"1\\"","data":
                 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations":[{"op":"add","path":"title","value":"P"}]}}"""
                    .formatted(changed),
                "{\"method\":\"DELETE\",\"path\":\"/Users/%s\"}".formatted(deleted)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("schemas").path(0).textValue())
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:BulkResponse");
    JsonNode answers = answer.body().path("Operations");
    assertThat(statuses(answer)).containsExactly("201", "200", "200", "204");
    assertThat(strings(answers, "method")).containsExactly("POST", "PUT", "PATCH", "DELETE");
    assertThat(strings(answers, "version")).containsExactly("W/\"1\"", "W/\"2\"", "W/\"2\"", null);
    assertThat(answers.path(0).path("bulkId").textValue()).isEqualTo("q");
    assertThat(answers.path(2).path("location").textValue())
        .isEqualTo(edge.url() + "/Users/" + changed);
    assertThat(resource(answer, 0).path("userName").textValue()).isEqualTo("bulk-created");
    assertThat(resource(answer, 1).path("title").textValue()).isEqualTo("T");
    assertThat(resource(answer, 2).path("title").textValue()).isEqualTo("P");
    assertThat(lenient.get("/Users/" + deleted).status()).isEqualTo(404);
  }

  @Test
  void referencesMayComeBeforeWhatTheyName() {
    Answer answer =
        lenient.bulk(
            post("Groups", "g", group("bulk-forward", "bulkId:a", "bulkId:b"))
                + ","
                + post("Users", "a", user("bulk-forward-a"))
                + ","
                + post("Users", "b", user("bulk-forward-b")));

    assertThat(statuses(answer)).containsExactly("201", "201", "201");
    assertThat(strings(answer.body().path("Operations"), "bulkId")).containsExactly("g", "a", "b");
    assertThat(members(resource(answer, 0)))
        .containsExactlyInAnyOrder(
            resource(answer, 1).path("id").textValue(), resource(answer, 2).path("id").textValue());
  }

  @Test
  void groupsMayBeMembersOfEachOther() {
    Answer answer =
        lenient.bulk(
            post("Groups", "a", group("bulk-circle-a", "bulkId:b"))
                + ","
                + post("Groups", "b", group("bulk-circle-b", "bulkId:c"))
                + ","
                + post("Groups", "c", group("bulk-circle-c", "bulkId:a", "bulkId:u"))
                + ","
                + post("Users", "u", user("bulk-circle-u")));

    assertThat(statuses(answer)).containsExactly("201", "201", "201", "201");
    List<String> ids =
        IntStream.range(0, 4).mapToObj(i -> resource(answer, i).path("id").textValue()).toList();
    assertThat(members(resource(answer, 0))).containsExactly(ids.get(1));
    assertThat(members(resource(answer, 1))).containsExactly(ids.get(2));
    assertThat(members(resource(answer, 2))).containsExactlyInAnyOrder(ids.get(0), ids.get(3));
    assertThat(strings(answer.body().path("Operations"), "version"))
        .isEqualTo(
            IntStream.range(0, 4)
                .mapToObj(i -> resource(answer, i).path("meta").path("version").textValue())
                .toList());
  }

  @Test
  void usersMayManageEachOther() {
    String manager =
        """
        {"userName":"%s","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
         {"manager":{"value":"bulkId:%s"},"department":"D"}}""";

    Answer answer =
        lenient.bulk(
            post("Users", "x", manager.formatted("bulk-boss-x", "y"))
                + ","
                + post("Users", "y", manager.formatted("bulk-boss-y", "x")));

    assertThat(statuses(answer)).containsExactly("201", "201");
    for (int i = 0; i < 2; i++) {
      JsonNode extension =
          resource(answer, i).path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User");
      assertThat(extension.path("manager").path("value").textValue())
          .isEqualTo(resource(answer, 1 - i).path("id").textValue());
      assertThat(extension.path("department").textValue()).isEqualTo("D");
    }
  }

  @Test
  void whatCannotCloseItsCircleLeavesNothingBehind() {
    lenient.created("/Groups", group("bulk-broken-taken"));

    Answer answer =
        lenient.bulk(
            post("Groups", "a", group("bulk-broken-a", "bulkId:b"))
                + ","
                + post("Groups", "b", group("bulk-broken-taken", "bulkId:a"))
                + ","
                + post("Groups", "c", group("bulk-broken-c", "bulkId:a"))
                + ","
                + post("Users", "d", user("bulk-broken-d")));

    assertThat(statuses(answer)).containsExactly("409", "409", "409", "201");
    JsonNode answers = answer.body().path("Operations");
    assertThat(answers.path(0).path("response").path("detail").textValue()).contains("bulkId:b");
    assertThat(answers.path(1).path("response").path("scimType").textValue())
        .isEqualTo("uniqueness");
    assertThat(answers.path(0).has("location")).isFalse();
    for (String name : List.of("bulk-broken-a", "bulk-broken-c")) {
      assertThat(found("Groups", "displayName", name)).isZero();
    }
  }

  private static int found(String type, String attribute, String value) {
    return lenient
        .get("/" + type + "?filter=" + attribute + "%20eq%20%22" + value + "%22")
        .body()
        .path("totalResults")
        .intValue();
  }

  @Test
  void pathsAndPatchesMayNameWhatIsNew() {
    String group = lenient.created("/Groups", group("bulk-paths"));
    String old = lenient.created("/Users", user("bulk-paths-old"));
    lenient.patch(
        "/Groups/" + group,
        "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(old));

    Answer answer =
        lenient.bulk(
            String.join(
                ",",
                """
                {"method":"patch","path":"/Groups/%s","data":{"Operations":[
                 {"op":"remove","path":"members[value eq \\"%s\\"]"},
                 {"op":"add","path":"members","value":[{"value":"bulkId:n"},{"value":"bulkId:m"}]},
                 {"op":"remove","path":"members[value eq \\"bulkId:m\\"]"}]}}"""
                    .formatted(group, old),
                """
                {"method":"PATCH","path":"/Users/bulkId:n","data":
                 [{"op":"add","path":"title","value":"new"}]}""",
                "{\"method\":\"DELETE\",\"path\":\"/Users/bulkId:m\"}",
                post("Users", "n", user("bulk-paths-n")),
                post("Users", "m", user("bulk-paths-m"))));

    assertThat(statuses(answer)).containsExactly("204", "200", "204", "201", "201");
    assertThat(members(resource(answer, 0)))
        .containsExactly(resource(answer, 3).path("id").textValue());
    assertThat(resource(answer, 3).path("title").textValue()).isEqualTo("new");
    assertThat(found("Users", "userName", "bulk-paths-m")).isZero();
  }

  @Test
  void whatIsWrongWithOneOperationIsItsOwnAffair() {
    String one = lenient.created("/Users", user("bulk-own-1"));

    Answer answer =
        lenient.bulk(
            String.join(
                ",",
                "7",
                "{\"method\":\"FETCH\",\"path\":\"/Users\"}",
                "{\"method\":\"POST\",\"path\":\"/Devices\",\"bulkId\":\"1\",\"data\":{}}",
                "{\"method\":\"PUT\",\"path\":\"/Users\",\"data\":{}}",
                "{\"method\":\"POST\",\"path\":\"/Users/%s\",\"bulkId\":\"2\",\"data\":{}}"
                    .formatted(one),
                "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"3\"}",
                post("Groups", "4", group("bulk-own", "bulkId:nobody")),
                post("Users", "5", "{\"displayName\":\"nameless\"}"),
                post("Groups", "6", group("bulk-own-6", "bulkId:5")),
                "{\"method\":\"DELETE\",\"path\":\"/Users/%s\",\"version\":\"W/\\\"7\\\"\"}"
                    .formatted(one),
                "{\"method\":\"DELETE\",\"path\":\"/Users/00919288221112222\"}",
                post("Users", "ok", user("bulk-own-2"))));

    assertThat(statuses(answer))
        .containsExactly(
            "400", "400", "404", "405", "405", "400", "400", "400", "409", "412", "404", "201");
    JsonNode answers = answer.body().path("Operations");
    assertThat(answers.path(6).path("response").path("scimType").textValue())
        .isEqualTo("invalidValue");
    assertThat(answers.path(6).path("response").path("detail").textValue())
        .contains("bulkId:nobody");
    assertThat(answers.path(7).path("response").path("detail").textValue()).contains("userName");
    assertThat(answers.path(9).path("location").textValue())
        .isEqualTo(edge.url() + "/Users/" + one);
    assertThat(lenient.get("/Users/" + one).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "2,4", "9,5"})
  void itStopsWhenAsManyHaveFailedAsTheClientAccepts(int failOnErrors, int answered) {
    String bad = "{\"method\":\"DELETE\",\"path\":\"/Users/none\"}";
    String good = post("Users", "%s", user("bulk-stop-" + failOnErrors + "-%s"));

    Answer answer =
        lenient.post(
            "/Bulk",
            "{\"failOnErrors\":%d,\"Operations\":[%s]}"
                .formatted(
                    failOnErrors,
                    String.join(
                        ",",
                        good.formatted("a", "a"),
                        bad,
                        good.formatted("b", "b"),
                        bad,
                        good.formatted("c", "c"))));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("Operations")).hasSize(answered);
    assertThat(found("Users", "userName", "bulk-stop-" + failOnErrors + "-c"))
        .isEqualTo(answered == 5 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Operations\":[]}",
        "{\"Operations\":{}}",
        "{\"Operations\":[{}],\"failOnErrors\":0}",
        "{\"Operations\":[{}],\"failOnErrors\":\"many\"}"
      })
  void aMalformedRequestIsRefusedAsAWhole(String body) {
    assertThat(lenient.post("/Bulk", body).status()).isEqualTo(400);
  }

  @Test
  void aBulkIdThatIsGivenTwiceRefusesTheRequest() {
    Answer answer =
        lenient.bulk(
            post("Users", "twice", user("bulk-twice-1"))
                + ","
                + post("Users", "twice", user("bulk-twice-2")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.scimType()).isEqualTo("invalidSyntax");
    assertThat(found("Users", "userName", "bulk-twice-1")).isZero();
  }

  @Test
  void theLimitsAreAnnouncedAndKept() {
    JsonNode bulk = lenient.get("/ServiceProviderConfig").body().path("bulk");
    int most = bulk.path("maxOperations").intValue();
    List<String> operations =
        new ArrayList<>(
            IntStream.range(0, most)
                .mapToObj(i -> "{\"method\":\"DELETE\",\"path\":\"/Users/none\"}")
                .toList());

    assertThat(bulk.path("supported").booleanValue()).isTrue();
    assertThat(lenient.bulk(String.join(",", operations)).status()).isEqualTo(200);
    operations.add(operations.getFirst());
    Answer tooMany = lenient.bulk(String.join(",", operations));
    assertThat(tooMany.status()).isEqualTo(413);
    assertThat(tooMany.body().path("detail").textValue()).contains("maxOperations (" + most);

    String padding = " ".repeat(bulk.path("maxPayloadSize").intValue());
    assertThat(lenient.bulk(operations.getFirst() + padding).status()).isEqualTo(413);
  }

  /**
   * Eight at once, 1.2 s each: with a wait of its own for each they would all be accepted, after 9
   * s.
   */
  @Test
  void allOperationsShareOneWaitAndWhatIsLeftIsPending() throws Exception {
    try (RunningEdge hasty = RunningEdge.start(Duration.ofSeconds(3))) {
      hasty.cognito().addFault(FaultRule.latency(Duration.ofMillis(1200)).on("AdminCreateUser"));
      long begun = System.nanoTime();
      Answer answer =
          new EdgeClient(hasty, "lenient")
              .bulk(
                  IntStream.range(0, 60)
                      .mapToObj(i -> post("Users", "w" + i, user("bulk-wait-" + i)))
                      .collect(Collectors.joining(",")));
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      hasty.cognito().clearFaults();

      assertThat(statuses(answer)).hasSize(60).containsOnly("201");
      assertThat(took).isGreaterThan(Duration.ofSeconds(2));
      assertThat(hasty.audited("lenient"))
          .filteredOn(entry -> entry.action().equals("user.create"))
          .hasSize(60)
          .extracting(Audit.Entry::result)
          .contains("pending")
          .isSubsetOf("accepted", "pending");
      await(() -> hasty.outOfStep("lenient") == 0);
      assertThat(hasty.accounts()).hasSize(60);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in step in time").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void strictAppsHaveToSayWhatTheRfcDemands() {
    String nameless = "{\"method\":\"POST\",\"path\":\"/Users\",\"data\":{\"userName\":\"%s\"}}";

    assertThat(strict.post("/Bulk", "{\"Operations\":[{}]}").status()).isEqualTo(400);
    assertThat(lenient.post("/Bulk", "{\"Operations\":[{}]}").status()).isEqualTo(200);
    assertThat(statuses(strict.bulk(nameless.formatted("bulk-strict-1")))).containsExactly("400");
    assertThat(statuses(lenient.bulk(nameless.formatted("bulk-lenient-1")))).containsExactly("201");
  }

  @Test
  void creationsInARowRunTogetherAndAreAnsweredInOrder() {
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Every fifth has the name of the one before it, which is then the one that gets it.
      operations.add(post("Users", "r" + i, user("bulk-row-" + (i % 5 == 4 ? i - 1 : i))));
    }

    Answer answer = lenient.bulk(String.join(",", operations));

    for (int i = 0; i < 40; i++) {
      JsonNode one = answer.body().path("Operations").path(i);
      assertThat(one.path("bulkId").textValue()).isEqualTo("r" + i);
      assertThat(one.path("status").textValue()).isEqualTo(i % 5 == 4 ? "409" : "201");
      if (i % 5 != 4) {
        assertThat(resource(answer, i).path("userName").textValue()).isEqualTo("bulk-row-" + i);
      }
    }
  }

  @Test
  void theBulkModelOfTheSdkIsUnderstoodAndUnderstands() throws Exception {
    BulkRequest request =
        new BulkRequest(
            BulkOperation.post(
                    "/Groups",
                    new GroupResource()
                        .setDisplayName("bulk-sdk")
                        .setMembers(new Member().setValue("bulkId:sdk")))
                .setBulkId("group"),
            BulkOperation.post("/Users", new UserResource().setUserName("bulk-sdk"))
                .setBulkId("sdk"),
            BulkOperation.patch(
                "/Users/bulkId:sdk", PatchOperation.replace("nickName", "the SDK's")));

    Answer answer = lenient.post("/Bulk", JsonUtils.getObjectWriter().writeValueAsString(request));
    BulkResponse response =
        JsonUtils.getObjectReader().forType(BulkResponse.class).readValue(answer.http().body());

    assertThat(response.getOperations())
        .extracting(BulkOperationResult::getStatusInt)
        .containsExactly(201, 201, 200);
    assertThat(response.getOperations().getFirst().getBulkId()).isEqualTo("group");
    assertThat(members(resource(answer, 0)))
        .containsExactly(resource(answer, 1).path("id").textValue());
    assertThat(resource(answer, 1).path("nickName").textValue()).isEqualTo("the SDK's");
  }

  @Test
  void theOrderOnOneResourceStays() {
    String id = lenient.created("/Users", user("bulk-order"));
    String patch =
        """
        {"method":"PATCH","path":"/Users/%s","data":[{"op":"replace","path":"title","value":"%s"}]}""";

    Answer answer =
        lenient.bulk(
            String.join(
                ",",
                """
                {"method":"PATCH","path":"/Users/%s","data":[{"op":"add","path":"manager","value":"bulkId:late"}]}"""
                    .formatted(id),
                patch.formatted(id, "1"),
                patch.formatted(id, "2"),
                post("Users", "late", user("bulk-order-late"))));

    assertThat(statuses(answer)).containsExactly("200", "200", "200", "201");
    assertThat(strings(answer.body().path("Operations"), "version"))
        .containsExactly("W/\"2\"", "W/\"3\"", "W/\"4\"", "W/\"1\"");
    assertThat(resource(answer, 0).path("title").textValue()).isEqualTo("2");
  }
}
