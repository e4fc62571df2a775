package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs from app to app, and what one app sees of another: nothing. */
class AppsTest {
  // As it comes: it asks for an upgrade to HTTP/2 with its first request.
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static RunningEdge edge;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private record Answer(int status, JsonNode body) {}

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

  @Test
  void aStrictAppIsToldOfUnknownAttributes() throws Exception {
    String body = "{\"userName\":\"strict-1\",\"shoeSize\":44}";

    assertThat(send("strict", "POST", "/Users", body).status()).isEqualTo(400);
    assertThat(send("lenient", "POST", "/Users", body).status()).isEqualTo(201);
  }

  @Test
  void aStrictAppIsToldOfUnknownMembers() throws Exception {
    String members = "\"members\":[{\"value\":\"7f4bc1a3-285e-48ae-8202-5accb43efb0e\"}]";

    Answer refused =
        send("strict", "POST", "/Groups", "{\"displayName\":\"strict\"," + members + "}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("scimType").textValue()).isEqualTo("invalidValue");
    assertThat(
            send("lenient", "POST", "/Groups", "{\"displayName\":\"lenient\"," + members + "}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void aStrictAppIsToldThatAGroupCannotBeItsOwnMember() throws Exception {
    for (String app : List.of("strict", "lenient")) {
      String named = "{\"displayName\":\"own-" + app + "\"";
      String group = idOf(send(app, "POST", "/Groups", named + "}"));
      String members = "\"members\":[{\"value\":\"" + group + "\"}]";

      Answer replaced = send(app, "PUT", "/Groups/" + group, named + "," + members + "}");
      Answer patched =
          send(
              app,
              "PATCH",
              "/Groups/" + group + "?attributes=members",
              "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                  + "\"Operations\":[{\"op\":\"add\",\"value\":{"
                  + members
                  + "}}]}");

      int status = app.equals("strict") ? 400 : 200;
      assertThat(List.of(replaced.status(), patched.status())).containsOnly(status);
      assertThat(patched.body().has("members")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'remove','path':'members[value eq \"%s\"]'},{'op':'frob','path':'displayName'}",
        "{'op':'replace','path':'members[','value':'x'},"
            + "{'op':'remove','path':'members','value':[{'value':'%s'}]}",
        "{'op':'remove','path':'members','value':[{'value':'%s'}]},"
            + "{'op':'replace','path':'displayName','value':''}",
      })
  void aMemberIsRemovedWhateverElseIsWrongWithThePatch(String operations) throws Exception {
    String user = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String stays = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String members = "[{\"value\":\"" + user + "\"},{\"value\":\"" + stays + "\"}]";
    String group =
        idOf(
            send(
                "lenient",
                "POST",
                "/Groups",
                "{\"displayName\":\"" + next() + "\",\"members\":" + members + "}"));

    Answer answer =
        send(
            "lenient",
            "PATCH",
            "/Groups/" + group,
            ("{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
                    + operations.formatted(user)
                    + "]}")
                .replace('\'', '"')
                .replace("value eq \"" + user + "\"", "value eq \\\"" + user + "\\\""));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").textValue()).contains("removed all the same");
    JsonNode left = send("lenient", "GET", "/Groups/" + group, "").body().path("members");
    assertThat(left.findValuesAsText("value")).containsExactly(stays);
  }

  private Answer replacedGroup(String group, String document) throws Exception {
    return send("lenient", "PUT", "/Groups/" + group, document.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'displayName':'','members':[{'value':'%s'}]}",
        "{'Members':[{'value':'%s','type':'User'}]}",
        "{'displayName':{'a':1},'members':{'value':'%s'}}",
      })
  void whoIsNotNamedLeavesWhateverElseIsWrongWithThePut(String document) throws Exception {
    String goes = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String stays = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String joins = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String name = next();
    String group =
        idOf(
            send(
                "lenient",
                "POST",
                "/Groups",
                "{\"displayName\":\"%s\",\"members\":[{\"value\":\"%s\"},{\"value\":\"%s\"}]}"
                    .formatted(name, goes, stays)));

    Answer answer = replacedGroup(group, document.formatted(stays));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").textValue()).endsWith("removed all the same.");
    JsonNode left = send("lenient", "GET", "/Groups/" + group, "").body();
    assertThat(left.path("members").findValuesAsText("value")).containsExactly(stays);
    assertThat(left.path("displayName").textValue()).isEqualTo(name);
    replacedGroup(group, document.formatted(joins));
    assertThat(send("lenient", "GET", "/Groups/" + group, "").body().has("members")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'displayName':''}",
        "{}",
        "{'displayName':'','members':[{'value':'somebody@example.com'}]}",
        "{'displayName':'','members':[{'value':{}}]}",
        "{'displayName':'','members':['']}",
      })
  void aPutThatDoesNotSayWhoStaysRemovesNobody(String document) throws Exception {
    String user = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String group =
        idOf(
            send(
                "lenient",
                "POST",
                "/Groups",
                "{\"displayName\":\"%s\",\"members\":[{\"value\":\"%s\"}]}"
                    .formatted(next(), user)));

    Answer answer = replacedGroup(group, document);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").textValue()).doesNotContain("all the same");
    JsonNode left = send("lenient", "GET", "/Groups/" + group, "").body().path("members");
    assertThat(left.findValuesAsText("value")).containsExactly(user);
  }

  @Test
  void whoIsPutBackByTheSamePatchStaysIn() throws Exception {
    String user = idOf(send("lenient", "POST", "/Users", "{\"userName\":\"" + next() + "\"}"));
    String member = "[{\"value\":\"" + user + "\"}]";
    String group =
        idOf(
            send(
                "lenient",
                "POST",
                "/Groups",
                "{\"displayName\":\"" + next() + "\",\"members\":" + member + "}"));

    Answer answer =
        send(
            "lenient",
            "PATCH",
            "/Groups/" + group,
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
                + "{\"op\":\"replace\",\"path\":\"members\",\"value\":"
                + member
                + "},{\"op\":\"frob\"}]}");

    assertThat(answer.status()).isEqualTo(400);
    JsonNode left = send("lenient", "GET", "/Groups/" + group, "").body().path("members");
    assertThat(left.findValuesAsText("value")).containsExactly(user);
  }

  private static String idOf(Answer created) {
    assertThat(created.status()).isEqualTo(201);
    return created.body().path("id").textValue();
  }

  private static String next() {
    return "n-" + java.util.UUID.randomUUID();
  }

  @Test
  void anAppSeesNothingOfAnother() throws Exception {
    Answer created = send("lenient", "POST", "/Users", "{\"userName\":\"mine\"}");
    String id = created.body().path("id").textValue();

    for (String method : new String[] {"GET", "DELETE"}) {
      assertThat(send("other", method, "/Users/" + id, "").status()).isEqualTo(404);
    }
    assertThat(
            send("other", "GET", "/Users?filter=userName%20eq%20%22mine%22", "")
                .body()
                .path("totalResults")
                .intValue())
        .isZero();
    // The pool is shared, so the name is taken there; by whom is nobody's business.
    Answer taken = send("other", "POST", "/Users", "{\"userName\":\"mine\"}");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.body().toString()).doesNotContain("lenient");
  }

  @Test
  void theProvisioningExtensionTellsThatTheAccountIsInStep() throws Exception {
    Answer created =
        send("lenient", "POST", "/Users", "{\"userName\":\"shown\",\"password\":\"S3cret!pass\"}");

    JsonNode account =
        created
            .body()
            .path("urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User")
            .path("accounts")
            .path(0);
    assertThat(account.path("pool").textValue()).isEqualTo("customers");
    assertThat(account.path("username").textValue()).isEqualTo("shown");
    assertThat(account.path("state").textValue()).isEqualTo("inStep");
    assertThat(account.path("enabled").booleanValue()).isTrue();
    assertThat(account.path("policies").toString()).isEqualTo("[\"DEFAULT\"]");
    assertThat(account.has("departure")).isFalse();
    assertThat(created.body().toString()).doesNotContain("S3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"op":"replace","path":"active","value":"False"},{"op":"remove","path":"userName"}""",
        """
        {"op":"replace","value":{"Active":false,"emails":7}}""",
        """
        {"op":"add","path":"emails[type eq","value":"x"},{"op":"Replace","path":"active","value":false}"""
      })
  void aDeactivationGoesThroughWhateverElseIsWrongWithThePatch(String operations) throws Exception {
    JsonNode user = userNamed("leaver-" + operations.hashCode());
    Answer answer = patch(user, operations);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").textValue()).endsWith("deactivated all the same.");
    assertThat(isActive(user)).isFalse();
  }

  @Test
  void aReplacementThatDeactivatesGoesThroughInThat() throws Exception {
    JsonNode user = userNamed("replaced");
    Answer answer =
        send(
            "lenient",
            "PUT",
            "/Users/" + user.path("id").textValue(),
            "{\"userName\":\"replaced\",\"active\":false,\"name\":[1,2]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(isActive(user)).isFalse();
  }

  @Test
  void aRefusedPatchThatEndsActiveChangesNothing() throws Exception {
    JsonNode user = userNamed("stayer");
    Answer answer =
        patch(
            user,
            """
            {"op":"replace","path":"active","value":false},
            {"op":"replace","path":"active","value":true},{"op":"remove","path":"userName"}""");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(isActive(user)).isTrue();
  }

  private static JsonNode userNamed(String userName) throws Exception {
    return send("lenient", "POST", "/Users", "{\"userName\":\"" + userName + "\"}").body();
  }

  private static Answer patch(JsonNode user, String operations) throws Exception {
    return send(
        "lenient",
        "PATCH",
        "/Users/" + user.path("id").textValue(),
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
            + operations
            + "]}");
  }

  private static boolean isActive(JsonNode user) throws Exception {
    return send("lenient", "GET", "/Users/" + user.path("id").textValue(), "")
        .body()
        .path("active")
        .booleanValue();
  }

  @Test
  void whatThePoolCannotHoldIsKeptAndShownAsSkipped() throws Exception {
    JsonNode created =
        send(
                "lenient",
                "POST",
                "/Users",
                """
                {"userName":"skipper","phoneNumbers":[{"type":"work","value":"10-040-1308"}]}""")
            .body();

    JsonNode account =
        created
            .path("urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User")
            .path("accounts")
            .path(0);
    assertThat(account.path("state").textValue()).isEqualTo("inStep");
    assertThat(account.path("skipped").path(0).textValue()).startsWith("phone_number: ");
    assertThat(created.path("phoneNumbers").path(0).path("value").textValue())
        .isEqualTo("10-040-1308");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/scim/v2/Users?filter=%zz",
        "/scim/v2/Schemas?filter=%",
        "/scim/v2/Users?filter=a|b\"c",
        "/scim/v2/Users/%zz",
        "/scim/v2/Users?count=%00",
        "/scim/v2/Users?filter=%ff%fe"
      })
  void aMalformedUrlIsTheClientsFault(String target) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", edge.url().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + target
                      + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + "Authorization: Bearer lenient\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 4").contains("api:messages:2.0:Error");
    }
  }
}
