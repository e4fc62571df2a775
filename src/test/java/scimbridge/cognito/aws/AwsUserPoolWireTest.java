package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scimbridge.cognito.Outcome;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDisableProviderForUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.GetGroup;
import scimbridge.plan.CognitoCall.Invitation;
import scimbridge.plan.Plan.Reason;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;

/** What is sent, and what is made of answers that leave things out. */
class AwsUserPoolWireTest {
  private static final PoolId POOL = new PoolId("staff");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PoolCredentials KEYS =
      new PoolCredentials.StaticKeys("AKIAEXAMPLE", "example-secret", "example-token");

  private CannedServer server;
  private AwsUserPool pool;

  @BeforeEach
  void open() throws IOException {
    server = new CannedServer();
    pool = pool(KEYS);
  }

  @AfterEach
  void close() throws IOException {
    pool.close();
    server.close();
  }

  private AwsUserPool pool(PoolCredentials credentials) {
    return AwsUserPool.open(
        POOL,
        new AwsPoolSettings(
            "eu-central-1", "eu-central-1_AbCdEfGhI", server.endpoint(), credentials));
  }

  private JsonNode lastBody() throws IOException {
    return JSON.readTree(server.requests().getLast().body());
  }

  @Test
  void createsWithoutInvitationAndWithoutTakingAnAlias() throws IOException {
    server.reply(
        CannedServer.json(
            200,
            """
            {"User":{"Username":"7b1e","Attributes":[{"Name":"sub","Value":"7b1e"}]}}"""));

    Outcome outcome =
        pool.attempt(
            new AdminCreateUser(
                POOL, "a@example.org", new TreeMap<>(Map.of("email", "a@example.org"))));

    assertThat(outcome).isEqualTo(new Outcome.Created("7b1e", "7b1e"));
    assertThat(lastBody())
        .isEqualTo(
            JSON.readTree(
                """
                {"UserPoolId":"eu-central-1_AbCdEfGhI","Username":"a@example.org",
                 "UserAttributes":[{"Name":"email","Value":"a@example.org"}],
                 "ForceAliasCreation":false,"MessageAction":"SUPPRESS"}"""));
  }

  @Test
  void invitesByTheMediumThatIsAskedFor() throws IOException {
    server.reply(CannedServer.json(200, "{}"));

    pool.attempt(new AdminCreateUser(POOL, "ann", new TreeMap<>(), Invitation.SMS, null));
    assertThat(lastBody().get("DesiredDeliveryMediums")).isEqualTo(JSON.readTree("[\"SMS\"]"));
    assertThat(lastBody().has("MessageAction")).isFalse();
    pool.attempt(new AdminCreateUser(POOL, "ann", new TreeMap<>(), Invitation.EMAIL, null));
    assertThat(lastBody().get("DesiredDeliveryMediums")).isEqualTo(JSON.readTree("[\"EMAIL\"]"));
  }

  @Test
  void aTemporaryPasswordIsNotAPermanentOne() throws IOException {
    server.reply(CannedServer.json(200, "{}"));
    Password password = Password.of("correct horse");

    pool.attempt(new AdminCreateUser(POOL, "ann", new TreeMap<>(), Invitation.NONE, password));
    assertThat(lastBody().get("TemporaryPassword").textValue()).isEqualTo("correct horse");
    assertThat(lastBody().get("MessageAction").textValue()).isEqualTo("SUPPRESS");
    pool.attempt(new AdminSetUserPassword(POOL, "ann", password, false));
    assertThat(lastBody().get("Permanent").booleanValue()).isFalse();
  }

  @Test
  void linksTheAccountToTheIdentityAndUnlinksTheIdentity() throws IOException {
    FederatedIdentity identity = new FederatedIdentity("Corporate", "email", "a@example.org");
    server.reply(CannedServer.json(200, "{}"));

    assertThat(pool.attempt(new AdminLinkProviderForUser(POOL, "ann", identity)))
        .isEqualTo(new Outcome.Done());
    assertThat(lastBody())
        .isEqualTo(
            JSON.readTree(
                """
                {"UserPoolId":"eu-central-1_AbCdEfGhI",
                 "DestinationUser":{"ProviderName":"Cognito",
                   "ProviderAttributeName":"Cognito_Subject","ProviderAttributeValue":"ann"},
                 "SourceUser":{"ProviderName":"Corporate","ProviderAttributeName":"email",
                   "ProviderAttributeValue":"a@example.org"}}"""));
    assertThat(pool.attempt(new AdminDisableProviderForUser(POOL, "ann", identity)))
        .isEqualTo(new Outcome.Done());
    assertThat(lastBody().get("User"))
        .isEqualTo(
            JSON.readTree(
                """
                {"ProviderName":"Corporate","ProviderAttributeName":"email",
                 "ProviderAttributeValue":"a@example.org"}"""));
  }

  @Test
  void aLinkIsThereOrTakenOrCannotBeMade() {
    FederatedIdentity identity = new FederatedIdentity("Corporate", "Cognito_Subject", "c-1");
    AdminLinkProviderForUser link = new AdminLinkProviderForUser(POOL, "ann", identity);
    server.reply(
        CannedServer.error(
            400, "InvalidParameterException", "SourceUser is already linked to DestinationUser"));
    assertThat(pool.attempt(link)).isEqualTo(new Outcome.Done());
    server.reply(CannedServer.error(400, "AliasExistsException", "Linked."));
    assertThat(pool.attempt(link))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(Reason.NAME_TAKEN);
              assertThat(refused.refusal().detail())
                  .contains("Corporate", "'ann'", "another account")
                  .doesNotContain("c-1");
            });
    server.reply(
        CannedServer.error(400, "InvalidParameterException", "Merging is not currently supported"));
    assertThat(pool.attempt(link))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.VALUE_REFUSED));
    server.reply(CannedServer.error(400, "UserNotFoundException", "User does not exist."));
    assertThat(pool.attempt(new AdminDisableProviderForUser(POOL, "ann", identity)))
        .isEqualTo(new Outcome.Done());
  }

  @Test
  void saysWhoCallsAndSignsWithTheKeysGiven() {
    server.reply(CannedServer.json(200, "{}"));

    pool.attempt(new AdminEnableUser(POOL, "alice"));

    Map<String, String> headers = server.requests().getLast().headers();
    assertThat(headers.get("User-Agent")).contains("scim-bridge/");
    assertThat(headers.get("Authorization")).contains("AKIAEXAMPLE/", "/eu-central-1/cognito-idp/");
    assertThat(headers.get("X-Amz-Security-Token")).isEqualTo("example-token");
    assertThat(headers).doesNotContainKey("Expect");
  }

  @Test
  void setsTheGivenPasswordForGood() throws IOException {
    server.reply(CannedServer.json(200, "{}"));

    pool.attempt(new AdminSetUserPassword(POOL, "alice", Password.of("correct horse")));

    assertThat(lastBody().get("Password").textValue()).isEqualTo("correct horse");
    assertThat(lastBody().get("Permanent").booleanValue()).isTrue();
  }

  @Test
  void setsAPasswordNobodyKnowsAndAnotherOneEachTime() throws IOException {
    server.reply(CannedServer.json(200, "{}"));

    pool.attempt(new AdminSetUserPassword(POOL, "alice", null));
    String first = lastBody().get("Password").textValue();
    pool.attempt(new AdminSetUserPassword(POOL, "alice", null));

    assertThat(lastBody().get("Password").textValue()).hasSize(128).isNotEqualTo(first);
    assertThat(lastBody().get("Permanent").booleanValue()).isTrue();
  }

  @Test
  void readsAllPagesOfTheGroupsOfAUser() throws IOException {
    server.reply(
        CannedServer.json(200, "{\"Groups\":[{\"GroupName\":\"b\"}],\"NextToken\":\"more\"}"),
        CannedServer.json(200, "{\"Groups\":[{\"GroupName\":\"a\"}]}"));

    Outcome outcome = pool.attempt(new AdminListGroupsForUser(POOL, "alice"));

    assertThat(outcome).isEqualTo(new Outcome.InGroups(new TreeSet<>(List.of("a", "b"))));
    assertThat(lastBody().get("NextToken").textValue()).isEqualTo("more");
    assertThat(lastBody().get("Limit").intValue()).isEqualTo(60);
  }

  @Test
  void givesUpOnPagesThatNeverEnd() {
    server.reply(CannedServer.json(200, "{\"Groups\":[],\"NextToken\":\"again\"}"));

    assertThat(pool.attempt(new AdminListGroupsForUser(POOL, "alice")))
        .isInstanceOf(Outcome.Unavailable.class);
  }

  @Test
  void aListThatBreaksOffInTheMiddleIsNoList() {
    server.reply(
        CannedServer.json(200, "{\"Groups\":[{\"GroupName\":\"b\"}],\"NextToken\":\"more\"}"),
        CannedServer.error(400, "TooManyRequestsException", "Rate exceeded"));

    assertThat(pool.attempt(new AdminListGroupsForUser(POOL, "alice")))
        .isEqualTo(new Outcome.Throttled());
  }

  @Test
  void readsAnAccountWithItsAttributesThatHaveAValue() {
    server.reply(
        CannedServer.json(
            200,
            """
            {"Username":"alice","Enabled":false,"UserStatus":"CONFIRMED",
             "UserCreateDate":1689980857.949,"UserLastModifiedDate":1689980858,
             "UserAttributes":[{"Name":"sub","Value":"s-1"},{"Name":"name","Value":"Ålice 🦊"},
                               {"Name":"nickname"}]}"""));

    assertThat(pool.attempt(new AdminGetUser(POOL, "alice")))
        .isEqualTo(
            new Outcome.Found(
                "alice",
                "s-1",
                new TreeMap<>(Map.of("sub", "s-1", "name", "Ålice 🦊")),
                false,
                "CONFIRMED",
                Instant.parse("2023-07-21T23:07:37.949Z")));
  }

  @Test
  void neverTakesAnAccountForDisabledThatDoesNotSaySo() {
    server.reply(CannedServer.json(200, "{\"Username\":\"alice\",\"UserStatus\":\"BRAND_NEW\"}"));

    assertThat(pool.attempt(new AdminGetUser(POOL, "alice")))
        .isEqualTo(
            new Outcome.Found("alice", null, new TreeMap<>(), true, "BRAND_NEW", Instant.EPOCH));
  }

  @Test
  void aGroupMayKeepItsAgeToItself() {
    server.reply(CannedServer.json(200, "{\"Group\":{\"GroupName\":\"g\"}}"));
    assertThat(pool.attempt(new GetGroup(POOL, "g"))).isEqualTo(new Outcome.GroupFound(null));
  }

  @Test
  void readsWhatAPoolIs() {
    server.reply(
        CannedServer.json(
            200,
            """
            {"UserPool":{"Id":"eu-central-1_AbCdEfGhI","UsernameAttributes":["email"],
              "UsernameConfiguration":{"CaseSensitive":false},
              "SchemaAttributes":[
                {"Name":"sub","AttributeDataType":"String","Mutable":false,"Required":true,
                 "StringAttributeConstraints":{"MinLength":"1","MaxLength":"2048"}},
                {"Name":"updated_at","AttributeDataType":"Number","Mutable":true,"Required":false,
                 "NumberAttributeConstraints":{"MinValue":"0"}},
                {"Name":"custom:team","AttributeDataType":"String","Mutable":true,
                 "StringAttributeConstraints":{"MaxLength":"many"}}]}}"""));

    assertThat(pool.describe())
        .isEqualTo(
            new PoolTraits(
                PoolTraits.Kind.EMAIL,
                false,
                Map.of(
                    "sub",
                    new AttributeTraits("String", false, true, 1, 2048, null, null),
                    "updated_at",
                    new AttributeTraits("Number", true, false, null, null, "0", null),
                    "custom:team",
                    new AttributeTraits("String", true, false, null, null, null, null))));
  }

  @Test
  void knowsTheKindsOfPools() {
    assertThat(kind("{}")).isEqualTo(PoolTraits.Kind.PLAIN);
    assertThat(kind("{\"AliasAttributes\":[\"email\"]}")).isEqualTo(PoolTraits.Kind.ALIAS);
    assertThat(kind("{\"UsernameAttributes\":[\"phone_number\"]}"))
        .isEqualTo(PoolTraits.Kind.PHONE);
    assertThat(kind("{\"UsernameAttributes\":[\"phone_number\",\"email\"]}"))
        .isEqualTo(PoolTraits.Kind.EMAIL);
  }

  @Test
  void knowsTheAliasesAndWhereOneTimePasswordsGo() {
    server.reply(
        CannedServer.json(
            200,
            """
            {"UserPool":{"AliasAttributes":["email","preferred_username"],"Policies":
              {"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","SMS_OTP"]}}}}"""));

    PoolTraits traits = pool.describe();

    assertThat(traits.aliases()).containsExactlyInAnyOrder("email", "preferred_username");
    assertThat(traits.oneTimePasswords()).containsExactly("phone_number");
  }

  private PoolTraits.Kind kind(String description) {
    server.reply(CannedServer.json(200, "{\"UserPool\":" + description + "}"));
    PoolTraits traits = pool.describe();
    assertThat(traits.caseSensitive()).as("what the API does when nothing is said").isTrue();
    return traits.kind();
  }
}
