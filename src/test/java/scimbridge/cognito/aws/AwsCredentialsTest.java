package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.aws.PoolCredentials.AssumeRole;
import scimbridge.cognito.aws.PoolCredentials.DefaultChain;
import scimbridge.cognito.aws.PoolCredentials.StaticKeys;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminEnableUser;

/** As whom calls are made, and settings that cannot be right. */
class AwsCredentialsTest {
  private static final PoolId POOL = new PoolId("staff");
  private static final String ROLE = "arn:aws:iam::123456789012:role/scim/bridge";

  /** Where the SDK looks for another STS than AWS's. */
  private static final String STS_ENDPOINT = "aws.endpointUrlSts";

  private CannedServer cognito;
  private CannedServer sts;

  @BeforeEach
  void open() throws IOException {
    cognito = new CannedServer().reply(CannedServer.json(200, "{}"));
    sts = new CannedServer();
    System.setProperty(STS_ENDPOINT, sts.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    System.clearProperty(STS_ENDPOINT);
    cognito.close();
    sts.close();
  }

  private AwsUserPool pool(PoolCredentials credentials) {
    return AwsUserPool.open(
        POOL,
        new AwsPoolSettings(
            "eu-central-1", "eu-central-1_AbCdEfGhI", cognito.endpoint(), credentials));
  }

  private static AssumeRole role() {
    return new AssumeRole(
        ROLE, "customer-42", "scim-bridge", new StaticKeys("AKIASOURCE", "source-secret", null));
  }

  @Test
  void assumesTheRoleOnceAndCallsAsIt() {
    sts.reply(
        CannedServer.json(
            200,
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
            <SessionToken>role-token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>"""));
    try (AwsUserPool pool = pool(role())) {
      assertThat(sts.requests()).as("nothing before the first call").isEmpty();
      assertThat(pool.attempt(new AdminEnableUser(POOL, "a"))).isEqualTo(new Outcome.Done());
      assertThat(pool.attempt(new AdminEnableUser(POOL, "a"))).isEqualTo(new Outcome.Done());
    }

    assertThat(sts.requests()).hasSize(1);
    assertThat(sts.requests().getFirst().headers().get("Authorization")).contains("AKIASOURCE/");
    assertThat(sts.requests().getFirst().body())
        .contains("Action=AssumeRole", "ExternalId=customer-42", "RoleSessionName=scim-bridge");
    assertThat(cognito.requests())
        .allSatisfy(
            request -> {
              assertThat(request.headers().get("Authorization")).contains("ASIAROLE/");
              assertThat(request.headers().get("X-Amz-Security-Token")).isEqualTo("role-token");
            });
  }

  @Test
  void aRoleThatMayNotBeAssumedMeansNothingWasSent() {
    sts.reply(
        CannedServer.json(
            403,
            """
            <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
            <Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"""));
    try (AwsUserPool pool = pool(role())) {
      assertThat(pool.attempt(new AdminEnableUser(POOL, "a")))
          .isInstanceOfSatisfying(
              Outcome.Unavailable.class,
              outcome ->
                  assertThat(outcome.reason())
                      .contains("staff", "no usable credentials", "sts:AssumeRole"));
      assertThatThrownBy(pool::describe)
          .isInstanceOfSatisfying(
              Fault.class,
              fault -> {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL);
                assertThat(fault.detail()).contains("no usable credentials");
              });
    }
    assertThat(cognito.requests()).isEmpty();
  }

  @Test
  void anStsThatDoesNotAnswerMeansNothingWasSent() {
    sts.reply(CannedServer.Reply.RESETS);
    try (AwsUserPool pool = pool(role())) {
      assertThat(pool.attempt(new AdminEnableUser(POOL, "a")))
          .isInstanceOf(Outcome.Unavailable.class);
      assertThatThrownBy(pool::describe)
          .isInstanceOfSatisfying(
              Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY));
    }
    assertThat(cognito.requests()).isEmpty();
  }

  @Test
  void neverShowsASecret() {
    StaticKeys keys = new StaticKeys("AKIASHOWN", "hidden-secret", "hidden-token");
    AssumeRole role = new AssumeRole(ROLE, "customer-42", "scim-bridge", keys);

    assertThat(new AwsPoolSettings("eu-central-1", "eu-central-1_A", null, role).toString())
        .contains("AKIASHOWN", ROLE)
        .doesNotContain("hidden-secret", "hidden-token");
  }

  @ParameterizedTest
  @CsvSource({
    "'', eu-central-1_A, no AWS region",
    "EU-CENTRAL-1, eu-central-1_A, no AWS region",
    "eu-central-1.evil.example, eu-central-1_A, no AWS region",
    "eu-central-1, eu-central-1, no user pool id",
    "eu-central-1, 'eu-central-1_A B', no user pool id",
    "eu-central-1, eu-central-1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, no user pool id",
    "eu-central-1, us-east-1_A, is in region us-east-1",
    "eu-central-1, eu-central_1, is in region eu-central",
  })
  void refusesAPoolThatCannotBe(String region, String userPoolId, String why) {
    assertThatThrownBy(() -> new AwsPoolSettings(region, userPoolId, null, new DefaultChain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anEndpointMayHavePoolIdsOfItsOwn() {
    URI endpoint = URI.create("http://127.0.0.1:9229");
    assertThat(new AwsPoolSettings("eu-central-1", "local_1", endpoint, new DefaultChain()))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9229",
        "ftp://example.org",
        "http:///x",
        "http://user:pass@example.org"
      })
  void refusesAnEndpointThatIsNoUrl(String endpoint) {
    URI uri = URI.create(endpoint);
    assertThatThrownBy(
            () -> new AwsPoolSettings("eu-central-1", "eu-central-1_A", uri, new DefaultChain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint");
  }

  @Test
  void refusesCredentialsThatCannotBe() {
    assertThatThrownBy(() -> new StaticKeys("", "s", null)).hasMessageContaining("key id");
    assertThatThrownBy(() -> new StaticKeys("a", " ", null)).hasMessageContaining("secret");
    assertThatThrownBy(() -> new StaticKeys("a", "s", "")).hasMessageContaining("session token");
    DefaultChain chain = new DefaultChain();
    assertThatThrownBy(() -> new AssumeRole("arn:aws:iam::1:role/x", null, "ok", chain))
        .hasMessageContaining("no role");
    assertThatThrownBy(() -> new AssumeRole(ROLE, "x", "ok", chain))
        .hasMessageContaining("external id");
    assertThatThrownBy(() -> new AssumeRole(ROLE, null, "not ok", chain))
        .hasMessageContaining("session name");
  }

  @Test
  void countsTheQuotaOfOneAccountAndRegionTogether() {
    DefaultChain chain = new DefaultChain();
    AssumeRole role = role();
    String here = scope("eu-central-1", "eu-central-1_A", null, chain);

    assertThat(scope("eu-central-1", "eu-central-1_B", null, role().source())).isEqualTo(here);
    assertThat(scope("us-east-1", "us-east-1_B", null, chain)).isNotEqualTo(here);
    assertThat(scope("eu-central-1", "eu-central-1_B", null, role))
        .isNotEqualTo(here)
        .contains("123456789012");
    assertThat(scope("eu-central-1", "eu-central-1_A", cognito.endpoint(), chain))
        .isNotEqualTo(here);
  }

  private static String scope(
      String region, String userPoolId, URI endpoint, PoolCredentials credentials) {
    return new AwsPoolSettings(region, userPoolId, endpoint, credentials).quotaScope();
  }
}
