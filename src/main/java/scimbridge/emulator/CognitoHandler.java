package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.UUID;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/** AWS JSON 1.1 over HTTP: every operation is a POST to {@code /}. */
final class CognitoHandler extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CognitoHandler.class);
  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
  private static final int MOST_BODY_BYTES = 1 << 20;

  private final Service service;
  private final HttpDate date;

  CognitoHandler(Service service, Clock clock) {
    this.service = service;
    this.date = new HttpDate(clock);
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    response.setHeader("Date", date.now());
    try {
      if (!request.getMethod().getMethodString().equals("POST")
          || !request.getRequestURI().equals("/")) {
        throw CognitoError.withStatus(404, "UnknownOperationException", "");
      }
      byte[] body = body(request);
      send(
          response,
          200,
          service.answer(
              request.getHeader("X-Amz-Target"),
              request.getHeader("Authorization"),
              request.getHeader("X-Amz-Date") != null || request.getHeader("Date") != null,
              body,
              requestId));
    } catch (CognitoError e) {
      sendError(response, e);
    } catch (RuntimeException e) {
      // Whatever it was, the caller sees what AWS would show: nothing.
      LOG.error("request {} failed", requestId, e);
      sendError(response, CognitoError.internal());
    }
  }

  /**
   * Reads what {@code Content-Length} announces and no more: a request that offers an upgrade, as
   * the JDK's client does, has no end of its own here.
   */
  private static byte[] body(Request request) throws IOException {
    long announced = request.getContentLengthLong();
    int most = announced < 0 ? MOST_BODY_BYTES + 1 : (int) Math.min(announced, MOST_BODY_BYTES + 1);
    byte[] body = request.getInputStream().readNBytes(most);
    if (body.length > MOST_BODY_BYTES) {
      throw CognitoError.withStatus(413, "RequestEntityTooLargeException", "Request size exceeded");
    }
    return body;
  }

  private static void sendError(Response response, CognitoError error) throws IOException {
    ObjectNode body = Json.object();
    body.put("__type", error.type());
    if (!error.text().isEmpty()) {
      body.put("message", error.text());
    }
    response.setHeader("x-amzn-ErrorType", error.type() + ":");
    if (!error.text().isEmpty() && error.text().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      response.setHeader("x-amzn-ErrorMessage", error.text());
    }
    send(response, error.status(), Json.bytes(body));
  }

  private static void send(Response response, int status, byte[] body) throws IOException {
    response.setStatus(status);
    response.setContentType(CONTENT_TYPE);
    response.setContentLength(body.length);
    try (OutputStream out = response.getOutputStream()) {
      out.write(body);
    }
  }
}
