package scimbridge.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
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
  public void filter(ContainerRequestContext context) {
    mount(context);
    if (!legalMediaTypes(context)) {
      context.abortWith(
          answer(
              400,
              Fault.of(
                  Fault.Kind.INVALID_SYNTAX,
                  "The Content-Type or Accept header is not a media type.")));
      return;
    }
    long declared = declaredLength(context);
    if (declared > maxBodyBytes) {
      context.abortWith(tooLarge());
      return;
    }
    try {
      byte[] body = body(context, (int) declared);
      if (body.length > maxBodyBytes) {
        context.abortWith(tooLarge());
      } else {
        context.setEntityStream(new ByteArrayInputStream(body));
      }
    } catch (Fault fault) {
      context.abortWith(answer(fault.kind() == Fault.Kind.NOT_IMPLEMENTED ? 501 : 408, fault));
    } catch (IOException clientGone) {
      // Nobody may be left to read the answer; for the log it is no failure of the server.
      context.abortWith(
          answer(
              400,
              Fault.of(
                  Fault.Kind.INVALID_SYNTAX, "The request body is broken, or ended too early.")));
    }
  }

  /** Jersey would answer what it cannot parse itself, without a body. */
  private static boolean legalMediaTypes(ContainerRequestContext context) {
    try {
      context.getMediaType();
      context.getAcceptableMediaTypes();
      return true;
    } catch (ProcessingException malformed) {
      return false;
    }
  }

  /** In bytes; -1 when it is not declared. Jersey reads it as an int, which it need not be. */
  private static long declaredLength(ContainerRequestContext context) {
    String declared = context.getHeaderString("Content-Length");
    return declared == null ? -1 : Long.parseLong(declared.strip());
  }

  /**
   * The body, or one byte more than is allowed of it. Its length is taken from the headers (RFC
   * 9112 §6.3) because Grizzly reads a request that offers an upgrade, as Java's own client does by
   * default, until the connection ends.
   */
  private byte[] body(ContainerRequestContext context, int declared) throws IOException {
    boolean chunked = context.getHeaderString("Transfer-Encoding") != null;
    if (chunked && context.getHeaderString("Upgrade") != null) {
      throw Fault.of(
          Fault.Kind.NOT_IMPLEMENTED,
          "A chunked body cannot come with an offer to upgrade the protocol; use HTTP/1.1.");
    }
    if (!chunked && declared <= 0) {
      return new byte[0];
    }
    return read(context.getEntityStream(), chunked ? maxBodyBytes + 1 : declared);
  }

  private static void mount(ContainerRequestContext context) {
    URI uri = context.getUriInfo().getRequestUri();
    String authority = uri.getScheme() + "://" + uri.getRawAuthority();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    context.setRequestUri(
        URI.create(authority + BaseUrl.PATH + "/"),
        URI.create(authority + FrontDoor.plainPath(uri.getRawPath()) + query));
  }

  /** What arrives, up to the given number of bytes. */
  private static byte[] read(InputStream stream, int most) throws IOException {
    long start = System.nanoTime();
    byte[] buffer = new byte[Math.min(8 * 1024, most)];
    int length = 0;
    while (length < most) {
      int read = stream.read(buffer, length, buffer.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * length, most));
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
            "The request body is larger than the limit of "
                + maxBodyBytes
                + " bytes (limits.maxBody)."));
  }

  private Response answer(int status, Fault fault) {
    return Response.status(status).type(FrontDoor.SCIM_JSON).entity(errors.of(fault)).build();
  }
}
