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
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/cognito-idp/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature="
          + "0".repeat(64);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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

  private HttpResponse<String> call(String operation, String authorization, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(emulator.endpoint().resolve("/"))
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Date", "20261123T100000Z")
            .header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = emulator.endpoint().resolve(path);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
