package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scimbridge.scim.EdgeClient.Answer;

/** {@code onDuplicate: match}, for clients that repeat a POST whose answer they did not get. */
class DuplicatesTest {
  private static RunningEdge edge;
  private static EdgeClient matching;
  private static EdgeClient usual;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    matching = new EdgeClient(edge, "match");
    usual = new EdgeClient(edge, "lenient");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void aRepeatedPostGetsTheAnswerThatWasLost() {
    String body =
        """
        {"userName":"again@example.com","externalId":"k-1","name":{"givenName":"A"},
         "emails":[{"value":"again@example.com"}],"active":true}""";
    Answer first = matching.post("/Users", body);
    edge.cognito().resetCalls();
    Answer second = matching.post("/Users", body);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(edge.cognito().calls()).isEqualTo(Map.of());
  }

  @Test
  void withoutItTheSameIsAConflict() {
    usual.created("/Users", "{\"userName\":\"plain-again\"}");

    Answer second = usual.post("/Users", "{\"userName\":\"PLAIN-again\"}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.scimType()).isEqualTo("uniqueness");
  }

  @Test
  void theUserBecomesWhatTheRequestSays() {
    String id =
        matching.created(
            "/Users", "{\"userName\":\"changed\",\"externalId\":\"e\",\"title\":\"Old\"}");

    JsonNode second =
        matching.post("/Users", "{\"userName\":\"CHANGED\",\"nickName\":\"New\"}").body();

    assertThat(second.path("id").textValue()).isEqualTo(id);
    assertThat(second.path("userName").textValue()).isEqualTo("CHANGED");
    assertThat(second.path("nickName").textValue()).isEqualTo("New");
    assertThat(second.has("title")).isFalse();
    assertThat(second.path("externalId").textValue()).isEqualTo("e");
  }

  @Test
  void somebodyElseOfTheSameNameIsNotTakenOver() {
    String id = matching.created("/Users", "{\"userName\":\"claimed\",\"externalId\":\"mine\"}");

    Answer second = matching.post("/Users", "{\"userName\":\"claimed\",\"externalId\":\"theirs\"}");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.scimType()).isEqualTo("uniqueness");
    assertThat(second.body().path("detail").textValue()).contains("externalId");
    assertThat(matching.get("/Users/" + id).body().path("externalId").textValue())
        .isEqualTo("mine");
  }

  @Test
  void aNameThatAnotherAppHasInThePoolStaysAConflict() {
    usual.created("/Users", "{\"userName\":\"of-another-app\"}");

    assertThat(matching.post("/Users", "{\"userName\":\"of-another-app\"}").status())
        .isEqualTo(409);
  }

  @Test
  void whoWasShutOutStaysOutUnlessTheRequestSaysActive() {
    String id = matching.created("/Users", "{\"userName\":\"out\",\"active\":false}");

    matching.post("/Users", "{\"userName\":\"out\"}");
    assertThat(matching.get("/Users/" + id).body().path("active").booleanValue()).isFalse();
    matching.post("/Users", "{\"userName\":\"out\",\"active\":true}");
    assertThat(matching.get("/Users/" + id).body().path("active").booleanValue()).isTrue();
  }

  @Test
  void aGroupKeepsItsMembersWhenTheRequestNamesNone() {
    String one = matching.created("/Users", "{\"userName\":\"member-1\"}");
    String two = matching.created("/Users", "{\"userName\":\"member-2\"}");
    String group =
        matching.created(
            "/Groups",
            "{\"displayName\":\"kept\",\"members\":[{\"value\":\"%s\"}]}".formatted(one));

    for (String body :
        List.of("{\"displayName\":\"Kept\"}", "{\"displayName\":\"kept\",\"members\":[]}")) {
      Answer again = matching.post("/Groups", body);
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.body().path("id").textValue()).isEqualTo(group);
      assertThat(again.body().path("members").findValuesAsText("value")).containsExactly(one);
    }
    Answer named =
        matching.post(
            "/Groups",
            "{\"displayName\":\"kept\",\"members\":[{\"value\":\"%s\"}]}".formatted(two));
    assertThat(named.body().path("members").findValuesAsText("value")).containsExactly(two);
  }

  @Test
  void postsAtTheSameTimeMakeOneUser() {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> matching.post("/Users", "{\"userName\":\"race\"}")))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join).map(Answer::status).distinct())
        .containsExactly(201);
    assertThat(
            answers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.body().path("id").textValue())
                .distinct())
        .hasSize(1);
  }
}
