package scimbridge.cognito.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.UserPool;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * The SDK clients of one pool, over one connection pool, and how to close them again.
 *
 * <p>The SDK must not retry: a create that is silently sent twice answers "exists" for the account
 * it made itself. Nothing here connects; the first call does.
 */
final class AwsClients implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 50;

  /** Shorter than what load balancers keep, so that a request seldom meets a closed connection. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(AwsClients.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Timeouts timeouts;
  private final SdkHttpClient http;
  private final Region region;
  private final CognitoIdentityProviderClient cognito;

  AwsClients(AwsPoolSettings settings, Timeouts timeouts) {
    this.timeouts = timeouts;
    http =
        closing(
            Apache5HttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(timeouts.connect())
                .connectionAcquisitionTimeout(timeouts.connect())
                .socketTimeout(timeouts.attempt())
                .connectionMaxIdleTime(MAX_IDLE)
                .expectContinueEnabled(false)
                .build());
    region = Region.of(settings.region());
    AwsCredentialsProvider credentials = provider(settings.credentials());
    var builder =
        CognitoIdentityProviderClient.builder()
            .region(region)
            .httpClient(http)
            .overrideConfiguration(oneAttempt(timeouts.attempt()))
            .credentialsProvider(() -> resolve(credentials));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    cognito = closing(builder.build());
  }

  /** The client for all Cognito calls. */
  CognitoIdentityProviderClient cognito() {
    return cognito;
  }

  private static AwsCredentials resolve(AwsCredentialsProvider credentials) {
    try {
      return credentials.resolveCredentials();
    } catch (SdkException e) {
      throw new NoCredentialsException(e);
    }
  }

  private AwsCredentialsProvider provider(PoolCredentials credentials) {
    return switch (credentials) {
      case PoolCredentials.DefaultChain chain ->
          closing(DefaultCredentialsProvider.builder().build());
      case PoolCredentials.StaticKeys keys -> StaticCredentialsProvider.create(identity(keys));
      case PoolCredentials.AssumeRole role -> assumedRole(role, provider(role.source()));
    };
  }

  private static AwsCredentials identity(PoolCredentials.StaticKeys keys) {
    @Nullable String sessionToken = keys.sessionToken();
    return sessionToken == null
        ? AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())
        : AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), sessionToken);
  }

  private AwsCredentialsProvider assumedRole(
      PoolCredentials.AssumeRole role, AwsCredentialsProvider source) {
    StsClient sts =
        closing(
            StsClient.builder()
                .region(region)
                .httpClient(http)
                .overrideConfiguration(oneAttempt(timeouts.credentials()))
                .credentialsProvider(source)
                .build());
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn(role.roleArn())
            .roleSessionName(role.sessionName())
            .externalId(role.externalId())
            .build();
    return closing(
        StsAssumeRoleCredentialsProvider.builder().stsClient(sts).refreshRequest(request).build());
  }

  private static ClientOverrideConfiguration oneAttempt(Duration timeout) {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(AwsRetryStrategy.doNotRetry())
        .apiCallTimeout(timeout)
        .apiCallAttemptTimeout(timeout)
        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, userAgent())
        .build();
  }

  private static String userAgent() {
    @Nullable String version = UserPool.class.getPackage().getImplementationVersion();
    return "scim-bridge/" + (version == null ? "dev" : version);
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes what was opened, last first. */
  @Override
  public void close() {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        // Closing goes on whatever one part says: nobody can do anything about it any more.
        LOG.debug("closing {} failed", resource, e);
      }
    }
  }

  /**
   * How long things may take.
   *
   * @param attempt one call, from resolving credentials to the end of the answer
   * @param connect until a connection is had; shorter, so that the two can be told apart
   */
  record Timeouts(Duration attempt, Duration connect) {
    static final Timeouts STANDARD =
        new Timeouts(Duration.ofMillis(UserPool.ATTEMPT_MILLIS), Duration.ofSeconds(2));

    /** For assuming a role; it must fail before the call that waits for it does. */
    Duration credentials() {
      return attempt.dividedBy(2);
    }
  }
}
