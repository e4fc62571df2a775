package scimbridge.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import scimbridge.fault.Fault;
import scimbridge.identity.RequestProperties;

/**
 * Makes of a request what the resources expect: the path begins where the service is mounted, or at
 * {@link RequestProperties#PREVIEW} where previews are, and has no doubled slashes (Microsoft's own
 * request collection sends {@code /Users/?filter=}), and the body is the one that was received.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class Entrance implements ContainerRequestFilter {
  /** Property of a request: its body, an {@link InputStream}. */
  static final String BODY = "scimbridge.body";

  private final ErrorAnswers errors;

  Entrance(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  public void filter(ContainerRequestContext context) {
    mount(context);
    if (!legalMediaTypes(context)) {
      context.abortWith(
          answer(
              context,
              Fault.of(
                  Fault.Kind.INVALID_SYNTAX,
                  "The Content-Type or Accept header is not a media type.")));
    } else if (context.getProperty(BODY) instanceof InputStream body) {
      context.setEntityStream(body);
    }
  }

  private static void mount(ContainerRequestContext context) {
    URI uri = context.getUriInfo().getRequestUri();
    String authority = uri.getScheme() + "://" + uri.getRawAuthority();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String path = UriText.plainPath(uri.getRawPath());
    String resource =
        path.startsWith(BaseUrl.PREVIEW_PATH)
            ? BaseUrl.PATH
                + "/"
                + RequestProperties.PREVIEW
                + path.substring(BaseUrl.PREVIEW_PATH.length())
            : path;
    context.setRequestUri(
        URI.create(authority + BaseUrl.PATH + "/"), URI.create(authority + resource + query));
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

  private Response answer(ContainerRequestContext context, Fault fault) {
    ErrorAnswers.Answer answer = errors.of(fault);
    String type =
        context.getProperty(RequestProperties.ANSWER_TYPE) instanceof String given
            ? given
            : AnswerType.SCIM_JSON;
    return Response.status(answer.status()).type(type).entity(answer.body()).build();
  }
}
