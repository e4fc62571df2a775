package scimbridge.cognito.aws;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a user pool is and as whom to call it.
 *
 * @param region AWS region, for example {@code eu-central-1}
 * @param userPoolId AWS user pool id, for example {@code eu-central-1_AbCdEfGhI}
 * @param endpoint base URL of something that speaks the Cognito protocol instead of AWS itself;
 *     null for AWS
 * @param credentials as whom to call
 */
public record AwsPoolSettings(
    String region, String userPoolId, @Nullable URI endpoint, PoolCredentials credentials) {
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** UserPoolIdType of the Cognito API. */
  private static final Pattern USER_POOL_ID = Pattern.compile("([\\w-]+)_[0-9a-zA-Z]+");

  private static final int MAX_REGION = 32;
  private static final int MAX_USER_POOL_ID = 55;

  /** Checks each part, and that region and user pool id belong together. */
  public AwsPoolSettings {
    if (region.length() > MAX_REGION || !REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "'" + region + "' is no AWS region; they look like eu-central-1");
    }
    if (userPoolId.length() > MAX_USER_POOL_ID || !USER_POOL_ID.matcher(userPoolId).matches()) {
      throw new IllegalArgumentException(
          "'" + userPoolId + "' is no user pool id; they look like eu-central-1_AbCdEfGhI");
    }
    if (endpoint == null && !userPoolId.startsWith(region + "_")) {
      throw new IllegalArgumentException(
          "user pool "
              + userPoolId
              + " is in region "
              + userPoolId.substring(0, userPoolId.lastIndexOf('_'))
              + ", but the region given is "
              + region);
    }
    if (endpoint != null && !isHttp(endpoint)) {
      throw new IllegalArgumentException(
          "endpoint '" + endpoint + "' is no http or https URL with a host");
    }
  }

  private static boolean isHttp(URI endpoint) {
    return ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
        && endpoint.getHost() != null
        && endpoint.getUserInfo() == null;
  }

  /**
   * Names whose quota the calls use up. AWS counts per account and region, so pools with the same
   * scope share their quota. The account is known only from a role; all else is taken to be one
   * account, since pacing two accounts as one is merely slow while the reverse would throttle the
   * customer's sign-ins.
   */
  public String quotaScope() {
    String account =
        credentials instanceof PoolCredentials.AssumeRole role
            ? "account " + role.accountId()
            : "this account";
    String place = endpoint == null ? region : region + " at " + endpoint;
    return account + " in " + place;
  }
}
