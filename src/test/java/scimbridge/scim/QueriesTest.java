package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over HTTP: endpoints, messages and errors. */
class QueriesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

  private static RunningEdge edge;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    for (String name : List.of("ada", "Bob", "cleo", "dora", "Emil")) {
      String familyName = name.equals("dora") ? "" : ",\"name\":{\"familyName\":\"" + name + "\"}";
      assertThat(
              send(
                      "lenient",
                      "POST",
                      "/Users",
                      "{\"userName\":\"" + name + "\",\"title\":\"staff\"" + familyName + "}")
                  .status())
          .isEqualTo(201);
    }
    for (String name : List.of("Alpha", "beta")) {
      assertThat(send("lenient", "POST", "/Groups", "{\"displayName\":\"" + name + "\"}").status())
          .isEqualTo(201);
    }
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private record Answer(int status, JsonNode body) {
    List<String> names() {
      List<String> names = new ArrayList<>();
      for (JsonNode resource : body.path("Resources")) {
        names.add(resource.path("userName").asText(resource.path("displayName").asText()));
      }
      return names;
    }

    String scimType() {
      return body.path("scimType").asText();
    }
  }

  private static Answer send(String app, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(edge.url() + path))
            .header("Authorization", "Bearer " + app)
            .header("Content-Type", "application/scim+json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), new ObjectMapper().readTree(response.body()));
  }

  private static Answer get(String path) throws Exception {
    return send("lenient", "GET", path, "");
  }

  private static String filter(String text) {
    return "filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void aSearchAnswersAsAGetWithTheSameParameters() throws Exception {
    Answer found =
        send(
            "strict",
            "POST",
            "/Users/.search",
            "{\"schemas\":[\"" + SEARCH + "\"],\"filter\":\"userName pr\"}");
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body().path("totalResults").intValue()).isZero();

    String search =
        """
        {"schemas":["%s"],"filter":"title eq \\"STAFF\\"","sortBy":"userName",
         "sortOrder":"descending","startIndex":2,"count":2,"attributes":["userName"]}"""
            .formatted(SEARCH);
    Answer posted = send("lenient", "POST", "/Users/.search", search);
    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.names()).containsExactly("dora", "cleo");
    assertThat(posted.body())
        .isEqualTo(
            get("/Users?"
                    + filter("title eq \"STAFF\"")
                    + "&sortBy=userName&sortOrder=descending&startIndex=2&count=2"
                    + "&attributes=userName")
                .body());
    assertThat(posted.body().path("totalResults").intValue()).isEqualTo(5);
    assertThat(posted.body().path("Resources").path(0).has("title")).isFalse();
  }

  @Test
  void aSearchNeedsItsSchemaFromAStrictAppOnly() throws Exception {
    assertThat(send("strict", "POST", "/Users/.search", "{}").status()).isEqualTo(400);
    assertThat(send("lenient", "POST", "/Users/.search", "{}").names()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]}",
        "{\"filter\":7}",
        "{\"count\":\"many\"}",
        "{\"count\":1.5}",
        "{\"startIndex\":{}}",
        "{\"attributes\":7}",
        "{\"attributes\":[7]}",
        "{\"attributes\":[\"id\"],\"excludedAttributes\":[\"id\"]}",
        "{\"sortOrder\":\"up\"}",
        "{\"sortBy\":\"shoeSize\"}",
        "{\"sortBy\":\"name\"}",
        "{\"sortBy\":\"password\"}",
        "{\"cursor\":\"\",\"startIndex\":2}",
        "[]"
      })
  void aSearchThatMakesNoSenseIsTheClientsFault(String body) throws Exception {
    Answer refused = send("lenient", "POST", "/Users/.search", body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("detail").asText()).isNotEmpty();
  }

  @Test
  void theRootListsUsersAndGroups() throws Exception {
    for (Answer all :
        List.of(
            get("/?count=6"),
            get("?count=6"),
            send("lenient", "POST", "/.search", "{\"count\":6}"))) {
      assertThat(all.status()).isEqualTo(200);
      assertThat(all.body().path("totalResults").intValue()).isEqualTo(7);
      assertThat(all.names()).containsExactly("ada", "Bob", "cleo", "dora", "Emil", "Alpha");
    }
    assertThat(get("/?startIndex=5").names()).containsExactly("Emil", "Alpha", "beta");
    assertThat(get("/?" + filter("meta.resourceType eq \"Group\"")).names())
        .containsExactly("Alpha", "beta");
  }

  @Test
  void atTheRootAnAttributeOfAnotherTypeHasNoValue() throws Exception {
    assertThat(get("/?" + filter("userName sw \"b\" or displayName sw \"b\"")).names())
        .containsExactly("Bob", "beta");
    assertThat(get("/?" + filter("not (userName pr)")).names()).containsExactly("Alpha", "beta");
    assertThat(get("/?" + filter("members[value eq \"x\"]")).names()).isEmpty();
    assertThat(get("/?" + filter("shoeSize pr")).scimType()).isEqualTo("invalidFilter");
    assertThat(get("/?sortBy=userName&sortOrder=descending").names())
        .containsExactly("beta", "Alpha", "Emil", "dora", "cleo", "Bob", "ada");
  }

  @Test
  void pagesByCursorShowEachResultOnce() throws Exception {
    for (String query :
        List.of(
            "/Users?cursor&count=2",
            "/?cursor=&count=3",
            "/Users?cursor&count=2&sortBy=name.familyName",
            "/?cursor&count=2&sortBy=displayName&sortOrder=descending",
            "/Users?cursor&count=2&" + filter("title co \"taf\""),
            "/Users?cursor&count=2&sortBy=title&" + filter("title co \"taf\""))) {
      int all = query.startsWith("/?") ? 7 : 5;
      List<String> seen = new ArrayList<>();
      Answer page = get(query);
      while (true) {
        assertThat(page.status()).as(query).isEqualTo(200);
        assertThat(page.body().has("startIndex")).isFalse();
        assertThat(page.body().path("totalResults").asInt(all)).isEqualTo(all);
        seen.addAll(page.names());
        String next = page.body().path("nextCursor").textValue();
        if (next == null) {
          break;
        }
        assertThat(next).matches("[A-Za-z0-9_-]+");
        page = get(query.replaceFirst("cursor=?", "cursor=" + next));
      }
      assertThat(seen).as(query).hasSize(all);
      assertThat(new HashSet<>(seen)).hasSize(all);
    }
  }

  @Test
  void anythingMayBeSortedByAndWhatHasNoValueComesLast() throws Exception {
    assertThat(get("/Users?sortBy=name.familyName").names())
        .containsExactly("ada", "Bob", "cleo", "Emil", "dora");
    assertThat(get("/Users?sortBy=name.familyName&sortOrder=Descending").names())
        .containsExactly("dora", "Emil", "cleo", "Bob", "ada");
    assertThat(
            get("/Users?sortBy=urn:ietf:params:scim:schemas:core:2.0:User:userName&count=2")
                .names())
        .containsExactly("ada", "Bob");
    assertThat(get("/Groups?sortBy=displayName&sortOrder=descending").names())
        .containsExactly("beta", "Alpha");
  }

  @Test
  void aCursorOfAnotherQueryOrAppIsNone() throws Exception {
    String cursor = get("/Users?cursor&count=2").body().path("nextCursor").textValue();

    for (String path :
        List.of(
            "/Groups?cursor=" + cursor,
            "/Users?sortBy=userName&cursor=" + cursor,
            "/Users?" + filter("userName pr") + "&cursor=" + cursor,
            "/Users?cursor=" + cursor.substring(1),
            "/Users?cursor=abc",
            "/Users?cursor=%25")) {
      Answer refused = get(path);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.scimType()).as(path).isEqualTo("invalidCursor");
    }
    assertThat(send("other", "GET", "/Users?cursor=" + cursor, "").scimType())
        .isEqualTo("invalidCursor");
    assertThat(get("/Users?cursor=" + cursor).names()).containsExactly("cleo", "dora", "Emil");
  }

  @ParameterizedTest
  @CsvSource({
    "/Users?count=x, invalidValue",
    "/Users?startIndex=1e3, invalidValue",
    "/Users?count=1.5, invalidValue",
    "/Users?cursor&count=x, invalidCount",
    "/Users?cursor&count=100000, invalidCount",
    "/Users?sortBy=nothing, invalidValue",
    "/Users?sortBy=a%20b%5B, invalidValue",
    "/?sortBy=nothing, invalidValue"
  })
  void whatIsNoNumberOrAttributeIsTheClientsFault(String path, String scimType) throws Exception {
    Answer refused = get(path);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.scimType()).isEqualTo(scimType);
  }

  @ParameterizedTest
  @CsvSource({
    "/Users?startIndex=0, 5, 1",
    "/Users?startIndex=-7, 5, 1",
    "/Users?count=-1, 0, 1",
    "/Users?count=0, 0, 1",
    "/Users?startIndex=4, 2, 4",
    "/Users?startIndex=99, 0, 99",
    "/Users?startIndex=99999999999999999999&count=99999999999999999999, 0, 2147483647",
    "/Users?sortBy=title&startIndex=2147483647&count=2, 0, 2147483647",
    "/Users?startIndex=&count=, 5, 1"
  })
  void numbersBeyondTheEndsAreUnderstood(String path, int shown, int startIndex) throws Exception {
    Answer answer = get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("totalResults").intValue()).isEqualTo(5);
    assertThat(answer.body().path("itemsPerPage").intValue()).isEqualTo(shown);
    assertThat(answer.body().path("Resources")).hasSize(shown);
    assertThat(answer.body().path("startIndex").intValue()).isEqualTo(startIndex);
  }

  @Test
  void aCursorQueryForNothingTellsTheTotal() throws Exception {
    Answer none = get("/Users?cursor&count=0");
    assertThat(none.body().path("totalResults").intValue()).isEqualTo(5);
    assertThat(none.body().has("nextCursor")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void thereIsNoMe(String method) throws Exception {
    Answer answer = send("lenient", method, "/Me", method.matches("GET|DELETE") ? "" : "{}");
    assertThat(answer.status()).isEqualTo(501);
    assertThat(answer.body().path("schemas").path(0).asText()).endsWith(":Error");
  }

  @Test
  void discoveryAnnouncesIt() throws Exception {
    JsonNode config = get("/ServiceProviderConfig").body();
    assertThat(config.at("/sort/supported").booleanValue()).isTrue();
    assertThat(config.at("/filter/maxResults").intValue()).isEqualTo(200);
    assertThat(config.path("pagination"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"cursor":true,"index":true,"defaultPaginationMethod":"index",
                     "defaultPageSize":100,"maxPageSize":200,"cursorTimeout":600}"""));
    assertThat(get("/Schemas?" + filter("id pr")).status()).isEqualTo(403);
    assertThat(get("/ResourceTypes/User?" + filter("id pr")).status()).isEqualTo(403);
  }
}
