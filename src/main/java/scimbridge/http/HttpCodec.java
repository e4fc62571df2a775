package scimbridge.http;

import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import scimbridge.fault.Fault;

/**
 * Grizzly's reader of HTTP, which refuses what it cannot read before any handler sees it (headers
 * over their limit, an illegal length, broken chunks). Grizzly's own refusals have no body, and
 * identity providers show an administrator the body.
 */
final class HttpCodec extends HttpServerFilter {
  private static final int TOO_LARGE = 413;

  private final ErrorAnswers errors;

  @SuppressWarnings("deprecation") // the constructor that Grizzly's own server uses
  private HttpCodec(NetworkListener listener, ErrorAnswers errors) {
    super(
        listener.isChunkingEnabled(),
        listener.getMaxHttpHeaderSize(),
        null,
        listener.getKeepAlive(),
        null,
        listener.getMaxRequestHeaders(),
        listener.getMaxResponseHeaders());
    this.errors = errors;
    setAllowPayloadForUndefinedHttpMethods(true);
    setMaxPayloadRemainderToSkip(ScimHttpServer.MAX_SKIPPED_BYTES);
  }

  /** Takes the place of the reader that Grizzly made. */
  static AddOn replacing(ErrorAnswers errors) {
    return (listener, filters) ->
        filters.set(filters.indexOfType(HttpServerFilter.class), new HttpCodec(listener, errors));
  }

  @Override
  protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
    byte[] body = errors.of(fault(response)).body().getBytes(StandardCharsets.UTF_8);
    // Past Grizzly's own handling, which forgets the type when the request line was not read.
    response.getHeaders().setValue(Header.ContentType).setString(AnswerType.SCIM_JSON);
    response.setContentLength(body.length);
    return HttpContent.builder(response)
        .content(Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, body))
        .last(true)
        .build();
  }

  /** The status in the body is the one in the first line, so there are only two. */
  private static Fault fault(HttpResponsePacket response) {
    if (response.getStatus() == TOO_LARGE) {
      return Fault.of(Fault.Kind.TOO_LARGE, "The request is larger than this server takes.");
    }
    HttpStatus.BAD_REQUEST_400.setValues(response);
    return Fault.of(
        Fault.Kind.INVALID_SYNTAX,
        "The request is not legal HTTP/1.1, or its URL and headers take more than "
            + ScimHttpServer.MAX_HEADER_BYTES
            + " bytes; a long filter has to be shorter.");
  }
}
