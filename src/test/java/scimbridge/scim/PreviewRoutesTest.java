package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.scim.EdgeClient.Answer;

/** Any SCIM request under {@code /preview/v2}: what it would do, and nothing of it is done. */
class PreviewRoutesTest {
  private static RunningEdge edge;
  private static EdgeClient client;
  private static EdgeClient preview;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    client = new EdgeClient(edge, "lenient");
    preview = EdgeClient.previewing(edge, "lenient");
    client.created("/Users", "{\"userName\":\"first\"}");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void aCreationShowsItsAnswerItsCallsAndItsCost() {
    edge.cognito().resetCalls();

    Answer shown = preview.post("/Users", "{\"userName\":\"ada\"}");

    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().path("status").asText()).isEqualTo("201");
    assertThat(shown.body().path("response").path("userName").asText()).isEqualTo("ada");
    assertThat(sentences(shown))
        .containsExactly(
            "create account 'ada' in pool customers",
            "confirm account 'ada' in pool customers with a random password");
    assertThat(shown.body().path("cost").path("requests").path("UserCreation").asInt())
        .isEqualTo(1);
    assertThat(shown.body().path("cost").path("monthlyActiveUsers").asInt()).isEqualTo(1);
    assertThat(edge.cognito().calls()).isEqualTo(Map.of());
    assertThat(client.get("/Users?filter=userName%20eq%20%22ada%22").body().path("totalResults"))
        .hasToString("0");
  }

  @Test
  void aPatchAndADeletionAreShown() {
    String id = client.created("/Users", "{\"userName\":\"patched\",\"active\":true}");
    edge.cognito().resetCalls();

    Answer patched =
        preview.patch("/Users/" + id, "{\"op\":\"replace\",\"path\":\"active\",\"value\":false}");
    Answer deleted = preview.delete("/Users/" + id);

    assertThat(sentences(patched))
        .containsExactly(
            "disable account 'patched' in pool customers",
            "sign account 'patched' out everywhere in pool customers");
    assertThat(deleted.body().path("status").asText()).isEqualTo("204");
    assertThat(sentences(deleted)).containsExactly("delete account 'patched' from pool customers");
    assertThat(client.get("/Users/" + id).body().path("active").asBoolean()).isTrue();
    assertThat(edge.cognito().calls()).isEqualTo(Map.of());
  }

  @Test
  void aBulkRequestIsPreviewedAsAWhole() {
    Answer shown =
        preview.bulk(
            """
            {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"bulk-a"}},
            {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"bulk-b",
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
               {"manager":{"value":"bulkId:a"}}}},
            {"method":"POST","path":"/Users","bulkId":"c","data":{"userName":"bulk-a"}}""");

    assertThat(shown.body().path("response").path("Operations").findValuesAsText("status"))
        .startsWith("201", "201", "409");
    assertThat(sentences(shown)).hasSize(4).contains("create account 'bulk-b' in pool customers");
    assertThat(client.get("/Users?filter=userName%20sw%20%22bulk-%22").body().path("totalResults"))
        .hasToString("0");
  }

  @Test
  void whatWouldBeRefusedShowsTheErrorAndNoCall() {
    Answer taken = preview.post("/Users", "{\"userName\":\"FIRST\"}");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body().path("status").asText()).isEqualTo("409");
    assertThat(taken.body().path("response").path("scimType").asText()).isEqualTo("uniqueness");
    assertThat(sentences(taken)).isEmpty();
    assertThat(preview.post("/Users", "{").status()).isEqualTo(400);
  }

  @Test
  void aReadTakesNoCallAndShowsItsAnswer() {
    JsonNode listed = preview.get("/Users?filter=userName%20eq%20%22first%22").body();
    String id = listed.path("response").path("Resources").path(0).path("id").asText();

    assertThat(listed.path("status").asText()).isEqualTo("200");
    assertThat(listed.path("calls")).isEmpty();
    assertThat(preview.get("/Users/" + id).body().path("response").path("userName").asText())
        .isEqualTo("first");
    for (String path : List.of("/.search", "/Users/.search")) {
      assertThat(preview.post(path, "{\"count\":0}").body().path("response").has("totalResults"))
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/Users/nobody,404",
    "GET,/Users?filter=bad(,400",
    "GET,/Things,404",
    "GET,/Bulk,405",
    "GET,/Me,501",
    "POST,/Me,501",
    "POST,/Things,404",
    "POST,/Things/.search,404",
    "PUT,/Users,405",
    "DELETE,/Users/nobody.search,404",
    "DELETE,/Users/.search,404",
  })
  void whatTheClientWouldBeRefusedIsNotShownAsASuccess(String method, String path, String status) {
    Answer shown = preview.send(method, path, method.startsWith("P") ? "{}" : "");

    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().path("status").asText()).isEqualTo(status);
    assertThat(shown.body().path("response").path("detail").asText()).isNotEmpty();
  }

  @Test
  void discoveryHasNoPreview() {
    assertThat(preview.get("/Schemas").status()).isEqualTo(404);
  }

  private static List<String> sentences(Answer answer) {
    List<String> sentences = new ArrayList<>();
    for (JsonNode call : answer.body().path("calls")) {
      sentences.add(call.path("sentence").asText());
    }
    return sentences;
  }
}
