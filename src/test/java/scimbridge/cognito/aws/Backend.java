package scimbridge.cognito.aws;

import java.net.URI;
import java.util.function.Consumer;
import scimbridge.cognito.PoolFixture;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.identity.PoolId;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** An emulator at some endpoint, in which tests make a pool each. */
record Backend(URI endpoint) {
  private static final PoolId POOL = new PoolId("under-test");

  private static final StaticCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "example"));

  PoolFixture plainPool() {
    return pool(request -> {});
  }

  PoolFixture emailPool() {
    return pool(request -> request.usernameAttributes(UsernameAttributeType.EMAIL));
  }

  PoolFixture aliasPool() {
    return pool(
        request ->
            request.aliasAttributes(
                AliasAttributeType.EMAIL,
                AliasAttributeType.PHONE_NUMBER,
                AliasAttributeType.PREFERRED_USERNAME));
  }

  private PoolFixture pool(Consumer<CreateUserPoolRequest.Builder> kind) {
    String userPoolId;
    try (CognitoIdentityProviderClient client =
        CognitoIdentityProviderClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(endpoint)
            .credentialsProvider(KEYS)
            .build()) {
      userPoolId =
          client
              .createUserPool(
                  request -> {
                    request.poolName("under-test");
                    kind.accept(request);
                  })
              .userPool()
              .id();
    }
    AwsPoolSettings settings =
        new AwsPoolSettings(
            "us-east-1",
            userPoolId,
            endpoint,
            new PoolCredentials.StaticKeys("AKIAEXAMPLE", "example", null));
    return new PoolFixture(POOL, AwsUserPool.open(POOL, settings), new UnlimitedGate());
  }
}
