package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/** AWS JSON 1.1 over HTTP: every operation is a POST to {@code /}. */
final class CognitoHandler extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CognitoHandler.class);
  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final int LONGEST_HEADER = 1_024;
  private static final byte[] NO_BODY = {};

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
    Service.Pending call;
    try {
      call = read(request, requestId);
    } catch (CognitoError e) {
      sendError(response, e);
      return;
    }
    if (call.delay().isZero()) {
      send(request, response, service.answer(call));
    } else {
      sendLater(request, response, call);
    }
  }

  private Service.Pending read(Request request, String requestId) throws IOException {
    if (!request.getMethod().getMethodString().equals("POST")
        || !request.getRequestURI().equals("/")) {
      throw CognitoError.withStatus(404, "UnknownOperationException", "");
    }
    return service.read(
        new Service.Headers(
            request.getHeader("X-Amz-Target"),
            request.getHeader("Authorization"),
            request.getHeader("X-Amz-Date") != null || request.getHeader("Date") != null),
        body(request),
        requestId);
  }

  private static byte[] body(Request request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      throw CognitoError.withStatus(413, "RequestEntityTooLargeException", "Request size exceeded");
    }
    return body;
  }

  /** No thread waits meanwhile. */
  private void sendLater(Request request, Response response, Service.Pending call) {
    ExecutorService workers =
        request.getContext().getConnection().getTransport().getWorkerThreadPool();
    response.suspend();
    CompletableFuture.delayedExecutor(call.delay().toMillis(), TimeUnit.MILLISECONDS, workers)
        .execute(
            () -> {
              try {
                send(request, response, service.answer(call));
              } catch (IOException e) {
                LOG.debug("the caller of {} is gone", call.call().requestId(), e);
              } finally {
                response.resume();
              }
            });
  }

  private static void send(Request request, Response response, Service.Answer answer)
      throws IOException {
    switch (answer) {
      case Service.Answer.Success success -> sendSuccess(response, success.body());
      case Service.Answer.Failure failure -> sendError(response, failure.error());
      case Service.Answer.Reset reset -> reset(request);
    }
  }

  private static void sendSuccess(Response response, @Nullable ObjectNode body) throws IOException {
    send(response, 200, body == null ? NO_BODY : Json.bytes(body));
  }

  private static void sendError(Response response, CognitoError error) throws IOException {
    ObjectNode body = Json.object();
    body.put("__type", error.type());
    response.setHeader("x-amzn-ErrorType", error.type() + ":");
    String text = error.text();
    if (!text.isEmpty()) {
      body.put("message", text);
      if (text.length() <= LONGEST_HEADER && text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        response.setHeader("x-amzn-ErrorMessage", text);
      }
    }
    send(response, error.status(), Json.bytes(body));
  }

  private static void send(Response response, int status, byte[] body) throws IOException {
    response.setStatus(status);
    response.setContentType(CONTENT_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Ends the connection with a TCP reset instead of an orderly close. */
  private static void reset(Request request) throws IOException {
    if (request.getContext().getConnection() instanceof NIOConnection connection
        && connection.getChannel() instanceof SocketChannel channel) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      connection.terminateSilently();
    }
  }
}
