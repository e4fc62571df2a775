package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireTest extends WithEmulator {
  private static final String SIGNED = RawCalls.SIGNED;

  /** Offers an upgrade to HTTP/2 with every request. */
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anAnswerHasTheHeadersOfAws() throws Exception {
    String pool = pool();
    user(pool, "alice");
    HttpResponse<String> answer =
        call("AdminGetUser", SIGNED, "{\"UserPoolId\":\"" + pool + "\",\"Username\":\"alice\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-amzn-RequestId").orElseThrow())
        .matches("[0-9a-f-]{36}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.1");
    assertThat(answer.headers().firstValue("Date")).isPresent();
    assertThat(answer.body()).containsPattern("\"UserCreateDate\":[0-9]{10}\\.125[,}]");
  }

  @Test
  void operationsWithoutOutputAnswerNothing() throws Exception {
    String pool = pool();
    user(pool, "alice");
    String input = "{\"UserPoolId\":\"" + pool + "\",\"Username\":\"alice\"}";
    assertThat(call("AdminDisableUser", SIGNED, input).body()).isEqualTo("{}");
    assertThat(call("AdminDeleteUser", SIGNED, input).body()).isEmpty();
  }

  @Test
  void errorsAreTypedInBodyAndHeader() throws Exception {
    String pool = pool();
    HttpResponse<String> answer =
        call("AdminGetUser", SIGNED, "{\"UserPoolId\":\"" + pool + "\",\"Username\":\"x\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo("{\"__type\":\"UserNotFoundException\",\"message\":\"User does not exist.\"}");
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("UserNotFoundException:");
  }

  @Test
  void violationsAreCollectedAndSecretValuesLeftOut() throws Exception {
    HttpResponse<String> answer =
        call("AdminGetUser", SIGNED, "{\"UserPoolId\":\"x\",\"Username\":\"a b\"}");
    assertThat(answer.body())
        .contains("2 validation errors detected: Value 'x' at 'userPoolId' failed")
        .contains("; Value at 'username' failed to satisfy constraint");
    assertThat(call("AdminGetUser", SIGNED, "{\"UserPoolId\":\"us-east-1_x\"}").body())
        .contains(
            "1 validation error detected: Value null at 'username' failed to satisfy constraint:"
                + " Member must not be null");
    assertThat(call("ListUsers", SIGNED, "{\"UserPoolId\":\"us-east-1_x\",\"Limit\":100}").body())
        .contains(
            "Value '100' at 'limit' failed to satisfy constraint: Member must have value less than"
                + " or equal to 60");
  }

  @Test
  void wrongTypesAndBrokenJsonDoNotSerialize() throws Exception {
    for (String body :
        List.of(
            "{", "[]", "{\"UserPoolId\":1,\"Username\":\"a\"}", "{\"UserPoolId\":{}}", "{}{}")) {
      assertThat(call("AdminGetUser", SIGNED, body).body())
          .as(body)
          .contains("SerializationException");
    }
  }

  @Test
  void theSignatureHeaderMustBeThereAndWellFormed() throws Exception {
    for (Map.Entry<String, String> bad :
        Map.of(
                "",
                "MissingAuthenticationTokenException",
                "Bearer x",
                "IncompleteSignatureException",
                "AWS4-HMAC-SHA256 Credential=a",
                "IncompleteSignatureException",
                SIGNED.replace("20261123/", ""),
                "IncompleteSignatureException",
                SIGNED.replace("cognito-idp", "s3"),
                "InvalidSignatureException",
                SIGNED + "x",
                "InvalidSignatureException")
            .entrySet()) {
      HttpResponse<String> answer = call("ListUserPools", bad.getKey(), "{\"MaxResults\":1}");
      assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(400);
      assertThat(answer.body()).as(bad.getKey()).contains(bad.getValue());
    }
  }

  @Test
  void unknownOperationsAreRefused() throws Exception {
    assertThat(call("AdminTeleportUser", SIGNED, "{}").body())
        .isEqualTo("{\"__type\":\"UnknownOperationException\"}");
  }

  @Test
  void callsAreCountedPerOperation() throws Exception {
    send("DELETE", "/_emulator/calls");
    String pool = pool();
    user(pool, "alice");
    user(pool, "bob");
    assertThat(send("GET", "/_emulator/calls").body())
        .isEqualTo("{\"AdminCreateUser\":2,\"CreateUserPool\":1}");
    assertThat(emulator.controls().calls()).containsEntry("AdminCreateUser", 2L);
    assertThat(send("DELETE", "/_emulator/calls").statusCode()).isEqualTo(204);
    assertThat(send("GET", "/_emulator/calls").body()).isEqualTo("{}");
  }

  @Test
  void controlsNeedTheKeyButCountsDoNot() throws Exception {
    for (String path : List.of("log", "faults", "quotas", "listing", "categories")) {
      assertThat(send("GET", "/_emulator/" + path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(send("GET", "/_emulator/calls").statusCode()).isEqualTo(200);
    assertThat(control("GET", "nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void faultsQuotasAndListingsAreControlledFromOutside() throws Exception {
    assertThat(
            control("POST", "faults", "{\"kind\":\"throttle\",\"operation\":\"X\",\"calls\":2}")
                .body())
        .isEqualTo("[{\"kind\":\"throttle\",\"operation\":\"X\",\"calls\":2,\"rate\":1.0}]");
    assertThat(control("POST", "faults", "{\"kind\":\"flood\"}").statusCode()).isEqualTo(400);
    assertThat(control("DELETE", "faults", "").statusCode()).isEqualTo(204);
    assertThat(control("GET", "faults", "").body()).isEqualTo("[]");
    assertThat(control("PUT", "quotas", "{\"factor\":2}").body()).isEqualTo("{\"factor\":2.0}");
    assertThat(control("PUT", "quotas", "{}").statusCode()).isEqualTo(400);
    assertThat(control("PUT", "quotas", "{\"factor\":0}").statusCode()).isEqualTo(200);
    assertThat(control("PUT", "listing", "{\"lagMillis\":50}").body())
        .isEqualTo("{\"lagMillis\":50,\"shortPages\":false}");
    control("PUT", "listing", "{}");
  }

  @Test
  void theLogShowsWhoDidWhatButNoSecrets() throws Exception {
    String pool = pool();
    control("DELETE", "log", "");
    call(
        "AdminSetUserPassword",
        SIGNED,
        "{\"UserPoolId\":\"" + pool + "\",\"Username\":\"bob\",\"Password\":\"Hush-hush-1\"}");
    assertThat(control("GET", "log", "").body())
        .contains("\"operation\":\"AdminSetUserPassword\"", "\"accessKey\":\"AKID\"")
        .contains("\"user\":\"bob\"", "\"error\":\"UserNotFoundException\"")
        .doesNotContain("Hush");
  }

  @Test
  void aSnapshotBringsEverythingBack() throws Exception {
    String pool = pool();
    user(pool, "alice");
    group(pool, "red");
    assertThat(control("PUT", "snapshots/before", "").statusCode()).isEqualTo(204);
    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("alice"));
    user(pool, "bob");
    assertThat(control("POST", "snapshots/before/restore", "").statusCode()).isEqualTo(204);
    assertThat(attributes(pool, "alice")).containsKey("sub");
    assertThat(search(pool, "")).containsExactly("alice");

    assertThat(control("POST", "snapshots/never/restore", "").statusCode()).isEqualTo(400);
    assertThat(control("PUT", "snapshots/.hidden", "").statusCode()).isEqualTo(400);
    assertThat(control("POST", "reset", "").statusCode()).isEqualTo(204);
    assertThat(cognito.listUserPools(r -> r.maxResults(60)).userPools()).isEmpty();
    assertThat(emulator.controls().calls()).containsOnlyKeys("ListUserPools");
  }

  @Test
  void aFederatedSignInIsMadeFromOutside() throws Exception {
    String pool = pool();
    assertThat(
            control(
                    "POST",
                    "federated-sign-in",
                    "{\"userPoolId\":\"" + pool + "\",\"provider\":\"Corp\",\"subject\":\"s1\"}")
                .body())
        .isEqualTo("{\"username\":\"Corp_s1\"}");
  }

  private HttpResponse<String> control(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(emulator.endpoint().resolve("/_emulator/" + path))
            .header("Authorization", "Bearer " + emulator.controlKey())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String operation, String authorization, String body) {
    return new RawCalls(emulator.endpoint()).call(operation, authorization, body);
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = emulator.endpoint().resolve(path);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
