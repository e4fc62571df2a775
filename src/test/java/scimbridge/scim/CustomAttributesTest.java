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
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.CustomAttribute.Type;

/** Attributes of an app's own, as its client sees them: there at once, and nowhere else. */
class CustomAttributesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String URN = urn("lenient");

  private static RunningEdge edge;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    edge.addAttribute(
        "lenient", attribute("tier", Type.STRING, false, false, "gold", "silver", "bronze"));
    edge.addAttribute("lenient", attribute("tags", Type.STRING, false, true));
    edge.addAttribute("lenient", attribute("level", Type.NUMBER, false, false));
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private record Answer(int status, JsonNode body) {
    String detail() {
      return body.path("detail").asText();
    }
  }

  private static CustomAttribute attribute(
      String name, Type type, boolean required, boolean multiValued, String... values) {
    return new CustomAttribute(
        name, type, required, multiValued, false, List.of(values), "custom:" + name);
  }

  private static String urn(String app) {
    return "urn:scimbridge:params:scim:schemas:extension:app:" + app + ":2.0:User";
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

  private static Answer create(String userName, String own) throws Exception {
    String body = "{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, URN, own);
    return send("lenient", "POST", "/Users", body);
  }

  private static String patch(String path, String value) {
    return """
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations": [{"op": "replace", "path": "%s", "value": %s}]}
        """
        .formatted(path, value);
  }

  @Test
  void theyAreInTheDiscoveryOfTheirAppAlone() throws Exception {
    Answer schema = send("lenient", "GET", "/Schemas/" + URN, "");
    assertThat(schema.status()).isEqualTo(200);
    JsonNode tier =
        StreamSupport.stream(schema.body().path("attributes").spliterator(), false)
            .filter(attribute -> attribute.path("name").asText().equals("tier"))
            .findFirst()
            .orElseThrow();
    assertThat(tier.path("canonicalValues").toString())
        .isEqualTo("[\"gold\",\"silver\",\"bronze\"]");
    assertThat(send("lenient", "GET", "/ResourceTypes/User", "").body().toString())
        .contains("{\"schema\":\"" + URN + "\",\"required\":false}");
    assertThat(send("other", "GET", "/Schemas/" + URN, "").status()).isEqualTo(404);
    assertThat(send("other", "GET", "/Schemas", "").body().toString()).doesNotContain(":app:");
    assertThat(send("other", "GET", "/ResourceTypes/User", "").body().toString())
        .doesNotContain(":app:");
  }

  @Test
  void theirValuesAreKeptShownAndFound() throws Exception {
    Answer created = create("kept", "{\"tier\":\"GOLD\",\"tags\":[\"a\",\"b\"],\"level\":7}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path(URN).toString())
        .isEqualTo("{\"tier\":\"gold\",\"tags\":[\"a\",\"b\"],\"level\":7}");
    assertThat(created.body().path("schemas").toString()).contains(URN);
    String filter = URLEncoder.encode(URN + ":level gt 6", StandardCharsets.UTF_8);
    assertThat(send("lenient", "GET", "/Users?filter=" + filter, "").body().path("totalResults"))
        .hasToString("1");
  }

  @Test
  void aValueOutsideTheListIsRefusedWithTheList() throws Exception {
    Answer refused = create("outside", "{\"tier\":\"platinum\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("scimType").asText()).isEqualTo("invalidValue");
    assertThat(refused.detail()).isEqualTo(URN + ":tier must be one of gold, silver, bronze");
    String id = create("outside", "{\"tier\":\"gold\"}").body().path("id").asText();
    assertThat(send("lenient", "PATCH", "/Users/" + id, patch(URN + ":tier", "\"tin\"")).detail())
        .isEqualTo(URN + ":tier must be one of gold, silver, bronze");
    assertThat(
            send("lenient", "PATCH", "/Users/" + id, patch(URN + ":tier", "\"Silver\""))
                .body()
                .path(URN)
                .path("tier")
                .asText())
        .isEqualTo("silver");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() throws Exception {
    assertThat(create("typed", "{\"level\":\"high\"}").detail())
        .isEqualTo(URN + ":level must be a number");
  }

  @Test
  void whatIsRequiredIsRequiredOfEverybody() throws Exception {
    edge.addAttribute("other", attribute("badge", Type.STRING, true, false));
    Answer refused = send("other", "POST", "/Users", "{\"userName\":\"nobadge\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).isEqualTo(urn("other") + ":badge is required");
    assertThat(send("other", "GET", "/ResourceTypes/User", "").body().toString())
        .contains("{\"schema\":\"" + urn("other") + "\",\"required\":true}");
    edge.removeAttribute("other", "badge");
    assertThat(send("other", "POST", "/Users", "{\"userName\":\"nobadge\"}").status())
        .isEqualTo(201);
  }

  @Test
  void whatIsRemovedHoldsUpNobodyWhoHasAValue() throws Exception {
    edge.addAttribute("strict", attribute("shoe", Type.NUMBER, false, false));
    String urn = urn("strict");
    String body = "{\"userName\":\"shod\",\"%s\":{\"shoe\":44}}".formatted(urn);
    String id = send("strict", "POST", "/Users", body).body().path("id").asText();
    edge.removeAttribute("strict", "shoe");

    assertThat(send("strict", "POST", "/Users", body.replace("shod", "other")).status())
        .isEqualTo(400);
    Answer changed = send("strict", "PATCH", "/Users/" + id, patch("title", "\"CEO\""));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().has(urn)).isFalse();
  }
}
