package scimbridge.emulator.protocol;

/**
 * An error answer as AWS gives it: a type name, a text, a status. Most are client errors (400);
 * only {@code InternalErrorException} is the server's (500). Operations throw it; nothing of the
 * change they were making stays.
 */
public final class CognitoError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final int status;

  private CognitoError(String type, String message, int status) {
    super(message, null, false, false);
    this.type = type;
    this.status = status;
  }

  /** A client error of the given type, the type spelled in full. */
  public static CognitoError of(String type, String message) {
    return new CognitoError(type, message, 400);
  }

  /** A client error with a status of its own, for what is refused before it is an API call. */
  public static CognitoError withStatus(int status, String type, String message) {
    return new CognitoError(type, message, status);
  }

  /** The request does not follow the rules. */
  public static CognitoError invalidParameter(String message) {
    return of("InvalidParameterException", message);
  }

  /** A pool, group or client that does not exist. */
  public static CognitoError resourceNotFound(String message) {
    return of("ResourceNotFoundException", message);
  }

  /** The user does not exist. */
  public static CognitoError userNotFound() {
    return of("UserNotFoundException", "User does not exist.");
  }

  /** A limit on the number of things is reached; not a rate. */
  public static CognitoError limitExceeded(String message) {
    return of("LimitExceededException", message);
  }

  /** The caller may not do this, or the sign-in failed. */
  public static CognitoError notAuthorized(String message) {
    return of("NotAuthorizedException", message);
  }

  /** The server's own failure, HTTP 500. */
  public static CognitoError internal() {
    return new CognitoError("InternalErrorException", "Internal server error", 500);
  }

  /** AWS's name of the error, such as {@code UserNotFoundException}. */
  public String type() {
    return type;
  }

  /** The HTTP status it travels with. */
  public int status() {
    return status;
  }

  /** The text, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
