package scimbridge.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.FederatedIdentity;

/**
 * Which identity an account is linked to, from the attribute {@code identities} that Cognito shows.
 *
 * <p>The attribute names a provider and its own name for the person ({@code userId}), not the claim
 * that a link was made by; and once the person has signed in, that name may be another than the one
 * that was linked. So a link that we recorded is believed as long as the provider is there at all.
 */
final class Identities {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Identities() {}

  /**
   * What the account is linked to.
   *
   * @param shown the attribute's value, or null if the account has none
   * @param wished what it should be linked to, or null
   * @param recorded what it was linked to when we last knew, or null
   */
  static @Nullable FederatedIdentity linked(
      @Nullable String shown,
      @Nullable FederatedIdentity wished,
      @Nullable FederatedIdentity recorded) {
    if (shown == null) {
      return null;
    }
    JsonNode identities = read(shown);
    if (wished != null && hasLink(identities, wished.provider(), wished.value())) {
      return wished;
    }
    return recorded != null && hasLink(identities, recorded.provider(), null) ? recorded : null;
  }

  private static boolean hasLink(JsonNode identities, String provider, @Nullable String value) {
    for (JsonNode identity : identities) {
      if (identity.path("providerName").asText().equals(provider)
          && (value == null || identity.path("userId").asText().equals(value))) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode read(String shown) {
    try {
      return JSON.readTree(shown);
    } catch (JsonProcessingException notJson) {
      // Then nothing is known of a link, and linking again does no harm.
      return JSON.createArrayNode();
    }
  }
}
