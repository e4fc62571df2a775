package scimbridge.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls without an SDK, for requests that no SDK would send. */
final class RawCalls {
  static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/cognito-idp/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature="
          + "0".repeat(64);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  RawCalls(URI endpoint) {
    this.endpoint = endpoint.resolve("/");
  }

  HttpResponse<String> call(String operation, String body) {
    return call(operation, SIGNED, body);
  }

  HttpResponse<String> call(String operation, String authorization, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Date", "20261123T100000Z")
            .header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
