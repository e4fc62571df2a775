package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An app client of a pool.
 *
 * @param key the store's key
 * @param created milliseconds since the epoch
 * @param modified milliseconds since the epoch
 * @param settings what DescribeUserPoolClient answers besides ids, name and dates
 */
public record AppClient(
    long key, String id, String name, long created, long modified, ObjectNode settings) {
  private static final Map<String, Long> SECONDS =
      Map.of("seconds", 1L, "minutes", 60L, "hours", 3_600L, "days", 86_400L);

  /**
   * Whether users may sign in with username and password through the administrator's operations.
   */
  public boolean allowsAdminPasswordFlow() {
    for (var flow : settings.path("ExplicitAuthFlows")) {
      if (flow.asText().equals("ALLOW_ADMIN_USER_PASSWORD_AUTH")
          || flow.asText().equals("ADMIN_NO_SRP_AUTH")) {
        return true;
      }
    }
    return false;
  }

  /** The secret, null for a public client. */
  public @Nullable String secret() {
    return settings.hasNonNull("ClientSecret") ? settings.get("ClientSecret").asText() : null;
  }

  /** Whether a missing user looks like a wrong password. */
  public boolean hidesMissingUsers() {
    return settings.path("PreventUserExistenceErrors").asText().equals("ENABLED");
  }

  /** Seconds that access tokens are good for; one hour unless set. */
  public long accessTokenSeconds() {
    return validity("AccessToken", "hours", 1);
  }

  /** Seconds that id tokens are good for; one hour unless set. */
  public long idTokenSeconds() {
    return validity("IdToken", "hours", 1);
  }

  /** Seconds that refresh tokens are good for; 30 days unless set. */
  public long refreshTokenSeconds() {
    return validity("RefreshToken", "days", 30);
  }

  /** Minutes that a challenge can be answered. */
  public int sessionMinutes() {
    return settings.path("AuthSessionValidity").asInt(3);
  }

  private long validity(String token, String defaultUnit, long otherwise) {
    String unit = settings.path("TokenValidityUnits").path(token).asText(defaultUnit);
    long number = settings.path(token + "Validity").asLong(0);
    return number == 0
        ? otherwise * SECONDS.getOrDefault(defaultUnit, 1L)
        : number * SECONDS.getOrDefault(unit, 1L);
  }
}
