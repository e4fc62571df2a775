package scimbridge.provisioning.random;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.emulator.Controls;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.PoolId;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * Two user pools of the embedded Cognito, in two regions: in one people sign in by their address,
 * in the other by a name. They are read as anybody would read them, with the AWS SDK.
 */
final class Pools implements AutoCloseable {
  static final PoolId STAFF = new PoolId("staff");
  static final PoolId PARTNERS = new PoolId("partners");

  private static final Map<PoolId, String> REGIONS =
      Map.of(STAFF, "eu-central-1", PARTNERS, "us-west-2");

  private final EmbeddedCognito emulator;
  private final Map<PoolId, CognitoIdentityProviderClient> clients = new LinkedHashMap<>();
  private final Map<PoolId, String> ids = new LinkedHashMap<>();
  private final Map<PoolId, String> signInClients = new LinkedHashMap<>();

  Pools(Clock clock) throws IOException {
    emulator = EmbeddedCognito.start(EmulatorSettings.inMemory().withClock(clock));
    add(STAFF, pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL));
    add(PARTNERS, pool -> pool);
  }

  private void add(PoolId name, UnaryOperator<CreateUserPoolRequest.Builder> kind) {
    CognitoIdentityProviderClient client =
        CognitoIdentityProviderClient.builder()
            .region(Region.of(REGIONS.get(name)))
            .endpointOverride(emulator.endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    clients.put(name, client);
    CreateUserPoolRequest request =
        kind.apply(CreateUserPoolRequest.builder().poolName(name.value())).build();
    String id = client.createUserPool(request).userPool().id();
    ids.put(name, id);
    signInClients.put(
        name,
        client
            .createUserPoolClient(
                r ->
                    r.userPoolId(id)
                        .clientName("sign-in")
                        .explicitAuthFlows(
                            ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                            ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
            .userPoolClient()
            .clientId());
  }

  Controls controls() {
    return emulator.controls();
  }

  /** How many calls there were so far. */
  long calls() {
    return controls().calls().values().stream().mapToLong(n -> n).sum();
  }

  String id(PoolId pool) {
    return ids.get(pool);
  }

  /** A connection of the bridge's. */
  AwsUserPool connect(PoolId pool) {
    return AwsUserPool.open(
        pool,
        new AwsPoolSettings(
            REGIONS.get(pool),
            ids.get(pool),
            emulator.endpoint(),
            new PoolCredentials.StaticKeys("key", "secret", null)));
  }

  /**
   * An account as Cognito has it.
   *
   * @param attributes all but {@code sub}
   */
  record Seen(
      TreeMap<String, String> attributes,
      boolean enabled,
      String status,
      TreeSet<String> groups,
      String username) {}

  /** Every account by the name that its owner signs in with; fails if two have one name. */
  Map<String, Seen> accounts(PoolId pool) {
    Map<String, Seen> accounts = new TreeMap<>();
    for (UserType user :
        clients.get(pool).listUsersPaginator(r -> r.userPoolId(ids.get(pool))).users()) {
      TreeMap<String, String> attributes = new TreeMap<>();
      for (AttributeType attribute : user.attributes()) {
        attributes.put(attribute.name(), attribute.value());
      }
      attributes.remove("sub");
      String name = pool.equals(STAFF) ? attributes.get("email") : user.username();
      Seen seen =
          new Seen(
              attributes,
              user.enabled(),
              user.userStatusAsString(),
              groupsOf(pool, user.username()),
              user.username());
      if (accounts.put(name, seen) != null) {
        throw new AssertionError("two accounts named " + name + " in pool " + pool);
      }
    }
    return accounts;
  }

  private TreeSet<String> groupsOf(PoolId pool, String username) {
    TreeSet<String> names = new TreeSet<>();
    for (GroupType group :
        clients
            .get(pool)
            .adminListGroupsForUserPaginator(r -> r.userPoolId(ids.get(pool)).username(username))
            .groups()) {
      names.add(group.groupName());
    }
    return names;
  }

  TreeSet<String> groups(PoolId pool) {
    TreeSet<String> names = new TreeSet<>();
    for (GroupType group :
        clients.get(pool).listGroupsPaginator(r -> r.userPoolId(ids.get(pool))).groups()) {
      names.add(group.groupName());
    }
    return names;
  }

  /** Whether somebody can sign in with this password. */
  boolean signsIn(PoolId pool, String name, String password) {
    try {
      clients
          .get(pool)
          .adminInitiateAuth(
              r ->
                  r.userPoolId(ids.get(pool))
                      .clientId(signInClients.get(pool))
                      .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                      .authParameters(Map.of("USERNAME", name, "PASSWORD", password)));
      return true;
    } catch (NotAuthorizedException refused) {
      return false;
    }
  }

  @Override
  public void close() {
    clients.values().forEach(CognitoIdentityProviderClient::close);
    emulator.close();
  }
}
