package scimbridge.config;

import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.policy.Pool;

/**
 * One user pool: its rules and how it is reached.
 *
 * @param rules what becomes of people in it
 * @param aws where it is and as whom it is called
 * @param quotaShare how much of the pool's request quotas the bridge may use, in percent
 * @param addAttributes whether the bridge may add attributes to the pool's schema, which can never
 *     be undone
 */
public record PoolSettings(Pool rules, AwsPoolSettings aws, int quotaShare, boolean addAttributes) {

  /** Default of {@link #quotaShare()}: the rest is left to people who sign in. */
  public static final int DEFAULT_QUOTA_SHARE = 60;
}
