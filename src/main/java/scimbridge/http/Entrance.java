package scimbridge.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import scimbridge.fault.Fault;

/**
 * Makes of a request what the resources expect: the path begins where the service is mounted and
 * has no doubled slashes (Microsoft's own request collection sends {@code /Users/?filter=}), and
 * the body is whole, in memory and within its limit, however it was transferred.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class Entrance implements ContainerRequestFilter {
  /** A client that needs longer than this for one body is holding the connection, not using it. */
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

  private final int maxBodyBytes;
  private final ErrorBody errors;

  Entrance(int maxBodyBytes, ErrorBody errors) {
    this.maxBodyBytes = maxBodyBytes;
    this.errors = errors;
  }

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    mount(context);
    if (context.getLength() > maxBodyBytes) {
      context.abortWith(tooLarge());
      return;
    }
    try {
      byte[] body = body(context.getEntityStream(), announced(context));
      if (body.length > maxBodyBytes) {
        context.abortWith(tooLarge());
      } else {
        context.setEntityStream(new ByteArrayInputStream(body));
      }
    } catch (Fault fault) {
      context.abortWith(answer(408, fault));
    }
  }

  private static void mount(ContainerRequestContext context) {
    URI uri = context.getUriInfo().getRequestUri();
    String authority = uri.getScheme() + "://" + uri.getRawAuthority();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    context.setRequestUri(
        URI.create(authority + BaseUrl.PATH + "/"),
        URI.create(authority + FrontDoor.plainPath(uri.getRawPath()) + query));
  }

  /**
   * How many bytes of body the request has at the most. Grizzly takes a request with an {@code
   * Upgrade} header, which Java's own client sends with every first request, for one without end.
   */
  private int announced(ContainerRequestContext context) {
    if (context.getHeaderString(HttpHeaders.CONTENT_LENGTH) != null) {
      return context.getLength();
    }
    return context.getHeaderString("Transfer-Encoding") == null ? 0 : maxBodyBytes + 1;
  }

  /** The body, or one byte more than is allowed of it. */
  private byte[] body(InputStream stream, int announced) throws IOException {
    long start = System.nanoTime();
    byte[] buffer = new byte[8 * 1024];
    int length = 0;
    while (length < announced) {
      int read = stream.read(buffer, length, Math.min(buffer.length, announced) - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(2 * length, maxBodyBytes + 1));
      }
      if (System.nanoTime() - start > BODY_TIMEOUT.toNanos()) {
        throw Fault.of(
            Fault.Kind.INVALID_SYNTAX,
            "The request body did not arrive within " + BODY_TIMEOUT.toSeconds() + " seconds.");
      }
    }
    return Arrays.copyOf(buffer, length);
  }

  private Response tooLarge() {
    return answer(
        413,
        Fault.of(
            Fault.Kind.TOO_LARGE,
            "The request body is larger than the limit of " + maxBodyBytes + " bytes."));
  }

  private Response answer(int status, Fault fault) {
    return Response.status(status).type(FrontDoor.SCIM_JSON).entity(errors.of(fault)).build();
  }
}
