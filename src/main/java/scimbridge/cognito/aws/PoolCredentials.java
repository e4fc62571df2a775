package scimbridge.cognito.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** As whom the bridge calls AWS. Secrets never appear in {@code toString}. */
public sealed interface PoolCredentials {

  /**
   * Whatever the AWS SDK finds: environment, system properties, profile, web identity, container or
   * instance role.
   */
  record DefaultChain() implements PoolCredentials {}

  /**
   * An access key.
   *
   * @param sessionToken for temporary keys only
   */
  record StaticKeys(String accessKeyId, String secretAccessKey, @Nullable String sessionToken)
      implements PoolCredentials {
    /** Checks that both halves of the key are there. */
    public StaticKeys {
      if (accessKeyId.isBlank()) {
        throw new IllegalArgumentException("the access key id is empty");
      }
      if (secretAccessKey.isBlank()) {
        throw new IllegalArgumentException("the secret access key is empty");
      }
      if (sessionToken != null && sessionToken.isBlank()) {
        throw new IllegalArgumentException("the session token is empty; leave it out instead");
      }
    }

    @Override
    public String toString() {
      return "StaticKeys[" + accessKeyId + ", secrets hidden]";
    }
  }

  /**
   * A role, usually of another account, that is assumed through STS.
   *
   * @param roleArn {@code arn:aws:iam::123456789012:role/name}
   * @param externalId what the role's trust policy demands as {@code sts:ExternalId}, if anything
   * @param sessionName 2 to 64 of {@code A-Za-z0-9_+=,.@-}; it appears in CloudTrail
   * @param source as whom the role is assumed
   */
  record AssumeRole(
      String roleArn, @Nullable String externalId, String sessionName, PoolCredentials source)
      implements PoolCredentials {
    private static final Pattern ROLE_ARN = Pattern.compile("arn:[\\w-]+:iam::\\d{12}:role/\\S+");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
    private static final int MAX_ARN = 2048;

    /** Checks the three names against what STS allows. */
    public AssumeRole {
      if (roleArn.length() > MAX_ARN || !ROLE_ARN.matcher(roleArn).matches()) {
        throw new IllegalArgumentException(
            "'" + roleArn + "' is no role: arn:aws:iam::<12 digits>:role/<name>");
      }
      if (externalId != null && !EXTERNAL_ID.matcher(externalId).matches()) {
        throw new IllegalArgumentException(
            "the external id must be 2 to 1224 letters, digits and _+=,.@:/-");
      }
      if (!SESSION_NAME.matcher(sessionName).matches()) {
        throw new IllegalArgumentException(
            "'"
                + sessionName
                + "' is no role session name: 2 to 64 letters, digits and _+=,.@- are");
      }
    }

    /** The AWS account that the role belongs to. */
    public String accountId() {
      return roleArn.split(":", -1)[4];
    }

    @Override
    public String toString() {
      return "AssumeRole[" + roleArn + ", " + sessionName + ", source=" + source + "]";
    }
  }
}
