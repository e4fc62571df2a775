package scimbridge.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/** The one place where a fault becomes a SCIM error (RFC 7644 §3.12). */
public final class ScimErrors {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";
  private static final String NO_DETAIL =
      "The server failed. Its log tells why, under the id of this request.";

  private ScimErrors() {}

  /** The HTTP status of a kind of fault. */
  public static int status(Fault.Kind kind) {
    return line(kind).status();
  }

  /** The error message as JSON text: {@code schemas}, {@code status}, {@code scimType}, detail. */
  public static String body(Fault fault) {
    return message(fault).toString();
  }

  /**
   * The whole seconds of a {@code Retry-After} header. Faults that may pass always have one: Okta
   * waits five minutes when it is missing or a date.
   */
  public static OptionalLong retryAfter(Fault fault) {
    boolean passing = fault.kind() == Fault.Kind.THROTTLED || fault.kind() == Fault.Kind.BUSY;
    Optional<Duration> wait =
        passing
            ? Optional.of(fault.retryAfter().orElse(Duration.ofSeconds(1)))
            : fault.retryAfter();
    return wait.map(time -> OptionalLong.of(Math.max(1, time.plusMillis(999).toSeconds())))
        .orElse(OptionalLong.empty());
  }

  static ObjectNode message(Fault fault) {
    Line line = line(fault.kind());
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add(SCHEMA);
    message.put("status", Integer.toString(line.status()));
    if (line.scimType() != null) {
      message.put("scimType", line.scimType());
    }
    message.put("detail", fault.kind() == Fault.Kind.INTERNAL ? NO_DETAIL : fault.detail());
    return message;
  }

  static ScimResponse response(Fault fault) {
    return ScimResponse.of(line(fault.kind()).status(), message(fault))
        .withRetryAfter(retryAfter(fault));
  }

  private static Line line(Fault.Kind kind) {
    return switch (kind) {
      case INVALID_FILTER -> new Line(400, "invalidFilter");
      case TOO_MANY -> new Line(400, "tooMany");
      case UNIQUENESS -> new Line(409, "uniqueness");
      case MUTABILITY -> new Line(400, "mutability");
      case INVALID_SYNTAX -> new Line(400, "invalidSyntax");
      case INVALID_PATH -> new Line(400, "invalidPath");
      case NO_TARGET -> new Line(400, "noTarget");
      case INVALID_VALUE -> new Line(400, "invalidValue");
      case INVALID_VERSION -> new Line(400, "invalidVers");
      case INVALID_CURSOR -> new Line(400, "invalidCursor");
      case EXPIRED_CURSOR -> new Line(400, "expiredCursor");
      case INVALID_COUNT -> new Line(400, "invalidCount");
      case SENSITIVE -> new Line(403, "sensitive");
      case UNAUTHENTICATED -> new Line(401, null);
      case FORBIDDEN -> new Line(403, null);
      case NOT_FOUND -> new Line(404, null);
      case METHOD_NOT_ALLOWED -> new Line(405, null);
      case NOT_ACCEPTABLE -> new Line(406, null);
      case TIMED_OUT -> new Line(408, null);
      case CONFLICT -> new Line(409, null);
      case VERSION_MISMATCH -> new Line(412, null);
      case TOO_LARGE -> new Line(413, null);
      case UNSUPPORTED_MEDIA_TYPE -> new Line(415, null);
      case THROTTLED -> new Line(429, null);
      case UNREADABLE, INTERNAL -> new Line(500, null);
      case NOT_IMPLEMENTED -> new Line(501, null);
      case BUSY -> new Line(503, null);
    };
  }

  private record Line(int status, @Nullable String scimType) {}
}
