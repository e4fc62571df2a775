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
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each limit on what a SCIM request may ask for: what is exactly at it, and one past it. */
class LimitsTest {
  private static final ScimLimits LIMITS =
      new ScimLimits(12, 100, 5, 3, 4, 6, 2, 1 << 20, 7, Duration.ofMinutes(1));
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static RunningEdge edge;

  private record Answer(int status, JsonNode body) {
    private void isRefused(int expected, String scimType, String key) {
      assertThat(status).isEqualTo(expected);
      assertThat(body.path("status").textValue()).isEqualTo(Integer.toString(expected));
      assertThat(body.path("scimType").asText()).isEqualTo(scimType);
      assertThat(body.path("detail").textValue()).contains(key);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start(LIMITS);
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void nestingOfABody() throws Exception {
    assertThat(post("/Users", nested(12)).status()).isEqualTo(201);
    post("/Users", nested(13)).isRefused(400, "invalidSyntax", "12 (limits.maxJsonDepth)");
  }

  /** An attribute that nobody knows, which is dropped, in a body of the given depth. */
  private static String nested(int depth) {
    return "{\"userName\":\"nested\",\"unknown\":"
        + "[".repeat(depth - 1)
        + "]".repeat(depth - 1)
        + "}";
  }

  @Test
  void lengthOfAFilter() throws Exception {
    assertThat(find(filter(100)).status()).isEqualTo(200);
    find(filter(101)).isRefused(400, "invalidFilter", "100 characters (limits.maxFilterLength)");
  }

  private static String filter(int length) {
    String start = "userName eq \"";
    return start + "x".repeat(length - start.length() - 1) + "\"";
  }

  @Test
  void resourcesInAPageAndLookedAt() throws Exception {
    for (int i = 1; i <= 7; i++) {
      created("paged", i);
    }
    assertThat(page("").path("itemsPerPage").intValue()).isEqualTo(3);
    assertThat(page("?count=5").path("itemsPerPage").intValue()).isEqualTo(5);
    JsonNode cut = page("?count=6");
    assertThat(cut.path("itemsPerPage").intValue()).isEqualTo(5);
    assertThat(cut.path("Resources")).hasSize(5);

    // No index has substrings.
    String scan = "title co \"x\"";
    assertThat(findOf("other", scan).status()).isEqualTo(200);
    created("paged", 8);
    findOf("other", scan).isRefused(400, "tooMany", "7 resources (limits.scanLimit)");
  }

  private static void created(String name, int number) throws Exception {
    assertThat(send("other", "POST", "/Users", user(name + number)).status()).isEqualTo(201);
  }

  private static JsonNode page(String query) throws Exception {
    return send("other", "GET", "/Users" + query, "").body();
  }

  @Test
  void operationsInAPatch() throws Exception {
    String id = post("/Users", user("patched")).body().path("id").textValue();
    assertThat(patch(id, 4).status()).isEqualTo(200);
    patch(id, 5).isRefused(413, "", "4 operations (limits.maxPatchOperations)");
  }

  private static Answer patch(String id, int operations) throws Exception {
    return send(
        "lenient",
        "PATCH",
        "/Users/" + id,
        many(
            operations,
            "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"%d\"}",
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[",
            "]}"));
  }

  @Test
  void membersInARequest() throws Exception {
    assertThat(post("/Groups", group(6)).status()).isEqualTo(201);
    post("/Groups", group(7)).isRefused(413, "", "6 members (limits.maxMembers)");
  }

  private static String group(int members) {
    return many(members, "\"%d\"", "{\"displayName\":\"with " + members + "\",\"members\":[", "]}");
  }

  @Test
  void operationsInABulkRequest() throws Exception {
    assertThat(post("/Bulk", bulk(2)).status()).isEqualTo(200);
    post("/Bulk", bulk(3)).isRefused(413, "", "limits.maxBulkOperations");
  }

  private static String bulk(int operations) {
    return many(
        operations,
        "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b%1$d\","
            + "\"data\":{\"userName\":\"bulk"
            + operations
            + "-%1$d\"}}",
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[",
        "]}");
  }

  @Test
  void whatHasAPlaceInTheDiscoveryIsAnnounced() throws Exception {
    JsonNode config = send("lenient", "GET", "/ServiceProviderConfig", "").body();
    assertThat(config.path("filter").path("maxResults").intValue()).isEqualTo(5);
    assertThat(config.path("bulk").path("maxOperations").intValue()).isEqualTo(2);
    assertThat(config.path("bulk").path("maxPayloadSize").intValue()).isEqualTo(1 << 20);
  }

  private static String user(String userName) {
    return "{\"userName\":\"" + userName + "\"}";
  }

  private static String many(int count, String each, String before, String after) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(each::formatted)
        .collect(Collectors.joining(",", before, after));
  }

  private static Answer post(String path, String body) throws Exception {
    return send("lenient", "POST", path, body);
  }

  private static Answer find(String filter) throws Exception {
    return findOf("lenient", filter);
  }

  private static Answer findOf(String app, String filter) throws Exception {
    String encoded = URLEncoder.encode(filter, StandardCharsets.UTF_8);
    return send(app, "GET", "/Users?filter=" + encoded, "");
  }

  private static Answer send(String app, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(edge.url() + path))
            .header("Authorization", "Bearer " + app)
            .header("Content-Type", "application/scim+json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
  }
}
