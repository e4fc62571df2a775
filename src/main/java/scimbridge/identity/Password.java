package scimbridge.identity;

/**
 * A password on its way to Cognito. It is never stored or logged, so it shows nothing of itself.
 *
 * <p>Strings cannot be wiped from memory; the AWS SDK takes one anyway, so pretending otherwise
 * with a character array would only look safer.
 */
public final class Password {
  private final String secret;

  private Password(String secret) {
    this.secret = secret;
  }

  /** Wraps what the client sent. */
  public static Password of(String secret) {
    return new Password(secret);
  }

  /** The secret itself; only the adapter that hands it to Cognito asks for it. */
  public String reveal() {
    return secret;
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
