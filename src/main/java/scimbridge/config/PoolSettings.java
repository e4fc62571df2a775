package scimbridge.config;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.Pool;

/**
 * One user pool: its rules and how it is reached.
 *
 * @param rules what becomes of people in it
 * @param region AWS region, for example {@code eu-central-1}
 * @param userPoolId Cognito's id of it, for example {@code eu-central-1_AbCdEf123}
 * @param endpoint where Cognito is reached; null for AWS itself
 * @param credentials who the bridge is to AWS
 * @param quotaShare how much of the pool's request quotas the bridge may use, in percent
 */
public record PoolSettings(
    Pool rules,
    String region,
    String userPoolId,
    @Nullable URI endpoint,
    Credentials credentials,
    int quotaShare) {

  /** Default of {@link #quotaShare()}: the rest is left to people who sign in. */
  public static final int DEFAULT_QUOTA_SHARE = 60;

  /** Where Cognito is reached, if not at AWS itself. */
  public Optional<URI> fixedEndpoint() {
    return Optional.ofNullable(endpoint);
  }

  /**
   * Who the bridge is to AWS. Without static keys the default chain of the AWS SDK is used
   * (environment, profile, container, instance). A role is assumed with either.
   *
   * @param keys fixed keys, or null for the default chain
   * @param role the role to assume, or null for none
   */
  public record Credentials(@Nullable StaticKeys keys, @Nullable AssumedRole role) {
    /** The default chain of the AWS SDK. */
    public static final Credentials DEFAULT_CHAIN = new Credentials(null, null);
  }

  /**
   * Fixed keys.
   *
   * @param accessKeyId the public part
   * @param secretAccessKey the secret part
   * @param sessionToken for temporary keys, else null
   */
  public record StaticKeys(
      String accessKeyId, Secret secretAccessKey, @Nullable Secret sessionToken) {}

  /**
   * A role to assume, usually in the account that owns the pool.
   *
   * @param arn the role
   * @param externalId what its trust policy asks for, or null
   * @param sessionName how the bridge appears in CloudTrail
   */
  public record AssumedRole(String arn, @Nullable String externalId, String sessionName) {
    /** Default of {@link #sessionName()}. */
    public static final String DEFAULT_SESSION_NAME = "scim-bridge";
  }
}
