package scimbridge.scim;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.RequestProperties;
import scimbridge.identity.schema.AppSchemas;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.Operations.PasswordSync;

/**
 * Between HTTP and the operations: what of a request matters to SCIM, and how an answer is put on
 * the wire.
 *
 * <p>Whoever authenticates the request leaves its findings as {@link RequestProperties}.
 */
final class Exchange {
  private static final String SUBTYPE = "scim+json";
  private static final String SCIM_JSON = "application/" + SUBTYPE + "; charset=utf-8";

  private final Map<AppId, App> apps;
  private final AppSchemas schemas;
  private final ScimJson json;

  Exchange(Map<AppId, App> apps, AppSchemas schemas, ScimJson json) {
    this.apps = Map.copyOf(apps);
    this.schemas = schemas;
    this.json = json;
  }

  ScimRequest request(ContainerRequestContext context, @Nullable InputStream body) {
    if (body != null) {
      checkMediaType(context.getMediaType());
      checkEncoding(context.getHeaderString(HttpHeaders.CONTENT_ENCODING));
    }
    contentType(context);
    App app =
        app(context)
            .orElseThrow(
                () ->
                    Fault.of(
                        Fault.Kind.UNAUTHENTICATED,
                        "The request carries no token of a known app."));
    return new ScimRequest(
        app,
        schemas.of(app.id()),
        property(context, RequestProperties.ACTOR),
        property(context, RequestProperties.REQUEST_ID),
        property(context, RequestProperties.BASE_URL),
        parameters(context),
        context.getHeaderString(HttpHeaders.IF_MATCH),
        context.getHeaderString(HttpHeaders.IF_NONE_MATCH),
        body == null ? null : json.read(body),
        null);
  }

  /** Whether the app that asks, if one does, has its passwords synchronised. */
  boolean usesPasswords(ContainerRequestContext context) {
    return app(context)
        .filter(app -> app.operations().passwordSync() != PasswordSync.OFF)
        .isPresent();
  }

  /** The schemas of the app that asks; those that all apps have, if none does. */
  Schemas schemas(ContainerRequestContext context) {
    return app(context).map(app -> schemas.of(app.id())).orElseGet(schemas::shared);
  }

  private Optional<App> app(ContainerRequestContext context) {
    return context.getProperty(RequestProperties.APP) instanceof AppId id
        ? Optional.ofNullable(apps.get(id))
        : Optional.empty();
  }

  static Response response(ContainerRequestContext context, ScimResponse answer) {
    return response(answer, contentType(context));
  }

  /** An error is sent as it is even to a client that accepts nothing that we produce. */
  static Response error(ContainerRequestContext context, Fault fault) {
    String type = property(context, RequestProperties.ANSWER_TYPE);
    return response(ScimErrors.response(fault), type.isEmpty() ? SCIM_JSON : type);
  }

  private static Response response(ScimResponse answer, String contentType) {
    Response.ResponseBuilder response = Response.status(answer.status());
    answer
        .message()
        .ifPresent(
            message ->
                response
                    .header(HttpHeaders.CONTENT_TYPE, contentType)
                    .entity(ScimJson.write(message)));
    if (answer.location() != null && answer.body() != null) {
      // RFC 7643 §3.1: meta.location is the Content-Location of the answer that shows it.
      response.header(HttpHeaders.CONTENT_LOCATION, answer.location());
    }
    if (answer.location() != null && answer.status() == 201) {
      response.header(HttpHeaders.LOCATION, answer.location());
    }
    if (answer.etag() != null) {
      response.header(HttpHeaders.ETAG, answer.etag());
    }
    if (answer.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter());
    }
    return response.build();
  }

  static String property(ContainerRequestContext context, String name) {
    return context.getProperty(name) instanceof String text ? text : "";
  }

  private static String contentType(ContainerRequestContext context) {
    String type = property(context, RequestProperties.ANSWER_TYPE);
    if (type.isEmpty()) {
      throw Fault.of(
          Fault.Kind.NOT_ACCEPTABLE, "Answers are application/scim+json or application/json.");
    }
    return type;
  }

  private static void checkMediaType(@Nullable MediaType type) {
    boolean readable =
        type == null
            || (type.getType().equalsIgnoreCase("application")
                && (type.getSubtype().equalsIgnoreCase(SUBTYPE)
                    || type.getSubtype().equalsIgnoreCase("json")));
    if (!readable) {
      throw Fault.of(
          Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
          "A body has to be application/scim+json or application/json.");
    }
  }

  /** RFC 9110 §8.4: a body that was compressed would be told that it is no JSON. */
  private static void checkEncoding(@Nullable String encoding) {
    if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
      throw Fault.of(
          Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
          "A body has to be sent as it is, without a Content-Encoding.");
    }
  }

  static Map<String, String> parameters(ContainerRequestContext context) {
    Map<String, String> parameters = new HashMap<>();
    try {
      context
          .getUriInfo()
          .getQueryParameters()
          .forEach((name, values) -> parameters.put(name, values.getFirst()));
    } catch (IllegalArgumentException malformed) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX, "The query of the URL is not encoded as a URL has to be.");
    }
    return parameters;
  }
}
