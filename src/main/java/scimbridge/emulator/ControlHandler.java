package scimbridge.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/**
 * Control calls: {@code /_emulator/calls} is open to everybody, all others need {@code
 * Authorization: Bearer} with the control key.
 */
final class ControlHandler extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
  static final String PREFIX = "/_emulator/";

  private static final int MOST_BODY_BYTES = 1 << 16;
  private static final String SNAPSHOTS = "snapshots/";
  private static final String RESTORE = "/restore";

  private final Controls controls;
  private final byte[] key;

  ControlHandler(Controls controls, String key) {
    this.controls = controls;
    this.key = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    String path = request.getRequestURI().substring(PREFIX.length());
    String method = request.getMethod().getMethodString();
    if (!path.equals("calls") && !hasKey(request)) {
      response.setHeader("WWW-Authenticate", "Bearer");
      send(response, 401, problem("this control call needs the control key"));
      return;
    }
    try {
      JsonNode answer = answer(method + " " + path, request);
      if (answer == null) {
        send(response, 404, problem("no such control call"));
      } else if (answer.isNull()) {
        response.setStatus(204);
      } else {
        send(response, 200, answer);
      }
    } catch (IllegalArgumentException e) {
      send(response, 400, problem(String.valueOf(e.getMessage())));
    } catch (CognitoError e) {
      send(response, e.status(), problem(e.type() + ": " + e.text()));
    } catch (IOException | RuntimeException e) {
      // The caller has the key: it may know that it failed, and the log tells why.
      LOG.error("control call {} {} failed", method, path, e);
      send(response, 500, problem("the control call failed; the log tells why"));
    }
  }

  /** The body of the answer; JSON null for none, Java null when there is no such call. */
  private @Nullable JsonNode answer(String call, Request request) throws IOException {
    return switch (call) {
      case "GET calls" -> numbers(controls.calls());
      case "DELETE calls" -> done(controls::resetCalls);
      case "GET categories" -> numbers(controls.callsByCategory());
      case "GET log" -> controls.log().toJson();
      case "DELETE log" -> done(controls.log()::clear);
      case "GET faults" -> faults();
      case "POST faults" -> {
        controls.addFault(FaultRule.fromJson(body(request)));
        yield faults();
      }
      case "DELETE faults" -> done(controls::clearFaults);
      case "GET quotas" -> quotas();
      case "PUT quotas" -> {
        controls.enforceQuotas(body(request).path("factor").asDouble(-1));
        yield quotas();
      }
      case "GET listing" -> listing();
      case "PUT listing" -> {
        ObjectNode body = body(request);
        controls.lagListings(Duration.ofMillis(body.path("lagMillis").asLong(0)));
        controls.shortenPages(body.path("shortPages").asBoolean(false));
        yield listing();
      }
      case "POST reset" -> done(controls::reset);
      case "POST federated-sign-in" -> federatedSignIn(body(request));
      default -> snapshot(call);
    };
  }

  private @Nullable JsonNode snapshot(String call) throws IOException {
    if (call.startsWith("PUT " + SNAPSHOTS)) {
      controls.takeSnapshot(call.substring(("PUT " + SNAPSHOTS).length()));
      return Json.object().nullNode();
    }
    if (call.startsWith("POST " + SNAPSHOTS) && call.endsWith(RESTORE)) {
      controls.restoreSnapshot(
          call.substring(("POST " + SNAPSHOTS).length(), call.length() - RESTORE.length()));
      return Json.object().nullNode();
    }
    return null;
  }

  private JsonNode federatedSignIn(ObjectNode body) {
    Map<String, String> attributes = new LinkedHashMap<>();
    body.path("attributes")
        .properties()
        .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
    String username =
        controls.federatedSignIn(
            body.path("userPoolId").asText(""),
            body.path("provider").asText(""),
            body.path("subject").asText(""),
            attributes);
    return Json.object().put("username", username);
  }

  private JsonNode faults() {
    ArrayNode array = Json.object().arrayNode();
    controls.faults().forEach(rule -> array.add(rule.toJson()));
    return array;
  }

  private JsonNode quotas() {
    return Json.object().put("factor", controls.quotaFactor());
  }

  private JsonNode listing() {
    return Json.object()
        .put("lagMillis", controls.listing().lag().toMillis())
        .put("shortPages", controls.listing().shortPages());
  }

  private static JsonNode numbers(Map<String, Long> numbers) {
    ObjectNode json = Json.object();
    numbers.forEach(json::put);
    return json;
  }

  private static JsonNode done(Runnable work) {
    work.run();
    return Json.object().nullNode();
  }

  private boolean hasKey(Request request) {
    String given = request.getHeader("Authorization");
    return given != null && MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode body(Request request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      throw new IllegalArgumentException("the body is too large");
    }
    return Json.parseRequest(body);
  }

  private static ObjectNode problem(String text) {
    return Json.object().put("error", text);
  }

  private static void send(Response response, int status, JsonNode body) throws IOException {
    byte[] bytes = Json.bytes(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
