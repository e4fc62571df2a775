package scimbridge.policy;

import org.jspecify.annotations.Nullable;
import scimbridge.identity.User;
import scimbridge.policy.mapping.Source;

/**
 * How accounts of a pool are linked to an external identity provider before their owners first sign
 * in there, so that Cognito does not make a second account for the same person.
 *
 * @param provider the provider's name in the user pool
 * @param attribute what Cognito compares the subject with: {@code Cognito_Subject}, or a claim that
 *     the provider's attribute mapping knows
 * @param subject where the value comes from that names the person at the provider
 */
public record Federation(String provider, String attribute, Source subject) {
  /** Default of {@link #attribute()}: the provider's own name for the person. */
  public static final String DEFAULT_ATTRIBUTE = "Cognito_Subject";

  /** Who the user is at the provider, or null if the user has no value for it. */
  @Nullable FederatedIdentity identity(User user) {
    String value = subject.read().apply(user).value();
    return value == null ? null : new FederatedIdentity(provider, attribute, value);
  }
}
