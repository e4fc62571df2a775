package scimbridge.fault;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request, a command or a plan cannot go on, and this is why. */
public final class Fault extends RuntimeException {

  /**
   * What kind of thing went wrong. The first ten are the {@code scimType} values of RFC 7644 §3.12.
   */
  public enum Kind {
    /** The filter is not valid, or not supported. */
    INVALID_FILTER,
    /** The query would yield, or read, more than the server is willing to. */
    TOO_MANY,
    /** A name is taken. */
    UNIQUENESS,
    /** The attribute cannot be changed, or not in this way. */
    MUTABILITY,
    /** The message is not what the protocol says. */
    INVALID_SYNTAX,
    /** The path of a PATCH operation is malformed or names nothing the schemas know. */
    INVALID_PATH,
    /** The path of a PATCH operation matches nothing. */
    NO_TARGET,
    /** A required value is missing, or a value does not fit its attribute. */
    INVALID_VALUE,
    /** The protocol version is not supported. */
    INVALID_VERSION,
    /** The request may not be made with this in the URL. */
    SENSITIVE,
    /** The cursor is not one that this server gave for this query (RFC 9865 §2.1). */
    INVALID_CURSOR,
    /** The cursor was given too long ago (RFC 9865 §2.1). */
    EXPIRED_CURSOR,
    /** The count does not fit a query by cursor (RFC 9865 §2.1). */
    INVALID_COUNT,
    /** No such resource, or no such route. */
    NOT_FOUND,
    /** The route exists, the method does not. */
    METHOD_NOT_ALLOWED,
    /** None of the media types asked for can be produced. */
    NOT_ACCEPTABLE,
    /** The body's media type cannot be read. */
    UNSUPPORTED_MEDIA_TYPE,
    /** A limit on the size of a message is exceeded. */
    TOO_LARGE,
    /** The rest of the message did not arrive in time. */
    TIMED_OUT,
    /** No token, or none that is valid. */
    UNAUTHENTICATED,
    /** The token is valid; the operation is not allowed to it. */
    FORBIDDEN,
    /** It depends on something else that failed. */
    CONFLICT,
    /** {@code If-Match} names a version that is not the current one. */
    VERSION_MISMATCH,
    /** The user pool's quota, or the backlog, allows no more now. Nothing was changed. */
    THROTTLED,
    /** Somebody else is changing the same thing, or a part is not reachable now. */
    BUSY,
    /** The protocol has it, this server does not. */
    NOT_IMPLEMENTED,
    /** What the store holds of it cannot be read; the detail says what an administrator does. */
    UNREADABLE,
    /** A defect or a misconfiguration; the detail is for the log only. */
    INTERNAL
  }

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  private Fault(
      Kind kind, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(detail, cause);
    this.kind = Objects.requireNonNull(kind);
    this.retryAfter = retryAfter;
  }

  /** A fault with a detail written for the administrator; it must not hold secrets. */
  public static Fault of(Kind kind, String detail) {
    return new Fault(kind, detail, null, null);
  }

  /** A fault that another exception caused; the cause is logged, never shown. */
  public static Fault of(Kind kind, String detail, Throwable cause) {
    return new Fault(kind, detail, null, cause);
  }

  /** A fault that may pass: the client should try again after the given time (whole seconds). */
  public static Fault retryable(Kind kind, String detail, Duration retryAfter) {
    return new Fault(kind, detail, retryAfter, null);
  }

  /** A fault that may pass and that another exception caused; the cause is logged, never shown. */
  public static Fault retryable(Kind kind, String detail, Duration retryAfter, Throwable cause) {
    return new Fault(kind, detail, retryAfter, cause);
  }

  /** What kind of fault this is. */
  public Kind kind() {
    return kind;
  }

  /** The sentence for the administrator. */
  public String detail() {
    return Objects.requireNonNull(getMessage());
  }

  /** How long the client should wait before it tries again, if trying again makes sense. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
