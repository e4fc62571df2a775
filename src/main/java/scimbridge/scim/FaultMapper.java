package scimbridge.scim;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.RequestProperties;
import scimbridge.identity.ResourceType;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Turns whatever was thrown into a SCIM error: faults as they are, what JAX-RS itself refuses
 * (unknown route, wrong method) by its status, and anything else, which is a defect, into a 500
 * that tells nothing and a log record that tells everything.
 */
public final class FaultMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(FaultMapper.class);

  // A mapper is one object for all requests, so the request comes through a provider.
  @Inject private @Nullable Provider<ContainerRequestContext> context;

  private final WriteRefusals refusals;

  FaultMapper(WriteRefusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    ContainerRequestContext request = Objects.requireNonNull(context).get();
    Fault fault = fault(thrown);
    if (fault.kind() == Fault.Kind.INTERNAL) {
      LOG.error(
          "Request {} {} {} failed",
          Exchange.property(request, RequestProperties.REQUEST_ID),
          request.getMethod(),
          request.getUriInfo().getPath(),
          thrown);
    }
    tell(request, fault);
    Response answer = Exchange.error(request, fault);
    if (thrown instanceof WebApplicationException refused
        && refused.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
      return Response.fromResponse(answer)
          .header(HttpHeaders.ALLOW, refused.getResponse().getHeaderString(HttpHeaders.ALLOW))
          .build();
    }
    return answer;
  }

  /** A write that was refused before any endpoint saw it, such as one whose body is no JSON. */
  private void tell(ContainerRequestContext request, Fault fault) {
    String path = request.getUriInfo().getPath();
    if (request.getProperty(RequestProperties.APP) instanceof AppId app
        && isWrite(request.getMethod(), path)) {
      Request origin =
          new Request(
              app,
              Exchange.property(request, RequestProperties.ACTOR),
              Exchange.property(request, RequestProperties.REQUEST_ID));
      refusals.told(origin, action(request.getMethod(), path), fault);
    }
  }

  private static boolean isWrite(String method, String path) {
    return switch (method) {
      case "PUT", "PATCH", "DELETE" -> !path.startsWith(RequestProperties.PREVIEW);
      case "POST" -> !path.startsWith(RequestProperties.PREVIEW) && !path.endsWith(".search");
      default -> false;
    };
  }

  private static String action(String method, String path) {
    String operation =
        switch (method) {
          case "POST" -> "create";
          case "DELETE" -> "delete";
          default -> "update";
        };
    for (ResourceType type : ResourceType.values()) {
      if (("/" + path).startsWith(type.endpoint())) {
        return Fold.fold(type.scimName()) + "." + operation;
      }
    }
    return path.startsWith("Bulk") ? "bulk" : "request";
  }

  private static Fault fault(Throwable thrown) {
    if (thrown instanceof Fault fault) {
      return fault;
    }
    if (thrown instanceof WebApplicationException refused) {
      return switch (refused.getResponse().getStatus()) {
        case 400 -> Fault.of(Fault.Kind.INVALID_SYNTAX, "The request is malformed.");
        case 401 -> Fault.of(Fault.Kind.UNAUTHENTICATED, "The request carries no valid token.");
        case 403 -> Fault.of(Fault.Kind.FORBIDDEN, "The token does not allow this.");
        case 404 -> Fault.of(Fault.Kind.NOT_FOUND, "There is nothing under this path.");
        case 405 ->
            Fault.of(Fault.Kind.METHOD_NOT_ALLOWED, "This path exists, but not with this method.");
        case 406 -> Fault.of(Fault.Kind.NOT_ACCEPTABLE, "Answers are application/scim+json.");
        case 413 -> Fault.of(Fault.Kind.TOO_LARGE, "The body is larger than this server takes.");
        case 415 ->
            Fault.of(
                Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
                "A body has to be application/scim+json or application/json.");
        default -> Fault.of(Fault.Kind.INTERNAL, "unexpected refusal", refused);
      };
    }
    return Fault.of(Fault.Kind.INTERNAL, "defect", thrown);
  }
}
