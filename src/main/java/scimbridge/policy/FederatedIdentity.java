package scimbridge.policy;

import org.jspecify.annotations.Nullable;

/**
 * Somebody as an external identity provider knows them, linked to an account so that signing in
 * there is signing in to the account.
 *
 * @param provider the provider's name in the user pool
 * @param attribute what {@code value} is compared with: {@code Cognito_Subject}, or a claim that
 *     the provider's attribute mapping knows
 * @param value the subject, or the value of that claim
 */
public record FederatedIdentity(String provider, String attribute, String value) {
  /** The attribute in which Cognito shows what an account is linked to. */
  public static final String IDENTITIES = "identities";

  private static final char SEPARATOR = '\n';

  /** The identity on three lines, as it is kept with the account. */
  public String text() {
    return provider + SEPARATOR + attribute + SEPARATOR + value;
  }

  /** Reads {@link #text()} back; null stays null. */
  public static @Nullable FederatedIdentity parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int first = text.indexOf(SEPARATOR);
    int second = text.indexOf(SEPARATOR, first + 1);
    if (first < 0 || second < 0) {
      throw new IllegalArgumentException("no federated identity");
    }
    return new FederatedIdentity(
        text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
  }

  @Override
  public String toString() {
    return "FederatedIdentity[" + provider + ", " + attribute + "]";
  }
}
