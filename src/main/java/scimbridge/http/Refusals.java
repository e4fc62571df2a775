package scimbridge.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.Header;
import scimbridge.fault.Fault;

/** Answers a request with a fault, as long as nothing else was answered. */
final class Refusals {
  private final ErrorAnswers errors;

  Refusals(ErrorAnswers errors) {
    this.errors = errors;
  }

  void refuse(Request request, Response response, Fault fault) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    ErrorAnswers.Answer answer = errors.of(fault);
    response.setStatus(answer.status());
    // Past Grizzly's own handling, which forgets the type when the first line is not whole.
    response
        .getResponse()
        .getHeaders()
        .setValue(Header.ContentType)
        .setString(AnswerType.of(request).orElse(AnswerType.SCIM_JSON));
    if (fault.kind() == Fault.Kind.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"scim\"");
    }
    answer
        .retryAfter()
        .ifPresent(seconds -> response.setHeader("Retry-After", Long.toString(seconds)));
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
