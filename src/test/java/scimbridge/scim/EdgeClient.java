package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What a test says to a {@link RunningEdge}, over real HTTP, as one app. Safe for many threads. */
final class EdgeClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String app;

  EdgeClient(RunningEdge edge, String app) {
    this(edge.url(), app);
  }

  private EdgeClient(URI base, String app) {
    this.base = base;
    this.app = app;
  }

  /** One whose requests are only previewed. */
  static EdgeClient previewing(RunningEdge edge, String app) {
    return new EdgeClient(edge.url().resolve("/preview/v2"), app);
  }

  /** An answer; the body is missing where there is none. */
  record Answer(int status, JsonNode body, HttpResponse<String> http) {
    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String scimType() {
      return body.path("scimType").asText();
    }
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  Answer delete(String path, String... headers) {
    return send("DELETE", path, "", headers);
  }

  /** Sends a PATCH with these operations. */
  Answer patch(String path, String operations, String... headers) {
    return send(
        "PATCH",
        path,
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
            + operations
            + "]}",
        headers);
  }

  /** Sends a bulk request with these operations. */
  Answer bulk(String operations) {
    return post(
        "/Bulk",
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":["
            + operations
            + "]}");
  }

  /** Creates what has this body and answers its id. */
  String created(String path, String body) {
    Answer answer = post(path, body);
    if (answer.status() != 201) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer.body().path("id").textValue();
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + app)
            .header("Content-Type", "application/scim+json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), MAPPER.readTree(response.body()), response);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
