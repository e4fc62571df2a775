package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import scimbridge.emulator.protocol.Json;

/**
 * {@code /_emulator/calls}: GET answers the counts as a JSON object, DELETE resets them. Open to
 * everybody.
 */
final class CallsHandler extends HttpHandler {
  private final CallCounts counts;

  CallsHandler(CallCounts counts) {
    this.counts = counts;
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    switch (request.getMethod().getMethodString()) {
      case "GET" -> {
        ObjectNode body = Json.object();
        counts.all().forEach(body::put);
        byte[] bytes = Json.bytes(body);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        try (OutputStream out = response.getOutputStream()) {
          out.write(bytes);
        }
      }
      case "DELETE" -> {
        counts.reset();
        response.setStatus(204);
      }
      default -> {
        response.setHeader("Allow", "GET, DELETE");
        response.setStatus(405);
      }
    }
  }
}
