package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.AdminClient;
import scimbridge.admin.DataFolder;
import scimbridge.cli.CommandLineInterface;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.AppId;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * The first days of an identity provider at a pool that has people in it: the administrator types
 * {@code import}, and then the clients come, each in its own way.
 */
class ImportCommandTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  private final Services services = new Wiring(Clock.systemUTC());
  private EmbeddedCognito cognito;
  private CognitoIdentityProviderClient aws;
  private String userPoolId;
  private Path file;
  private BridgeConfig config;
  private String problems = "";

  @BeforeEach
  void start() throws Exception {
    cognito = EmbeddedCognito.start(EmulatorSettings.inMemory());
    aws =
        CognitoIdentityProviderClient.builder()
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(cognito.endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    userPoolId = aws.createUserPool(r -> r.poolName("old")).userPool().id();
    file =
        Files.writeString(
            folder.resolve("bridge.yaml"),
            """
            listen: {port: 0}
            pools:
              old:
                region: eu-central-1
                userPoolId: %s
                endpoint: %s
                credentials: {accessKeyId: test, secretAccessKey: test}
                mapping: {preferred_username: off}
            apps:
              okta:
                policies: [{for: DEFAULT, pools: [old]}]
                requestWait: 50s
                onDuplicate: match
              entra:
                policies: [{for: DEFAULT, pools: [old]}]
                requestWait: 50s
                adopt: never
            """
                .formatted(userPoolId, cognito.endpoint()));
    config = BridgeConfig.read(file, Map.of());
  }

  @AfterEach
  void stop() {
    aws.close();
    cognito.close();
  }

  private void person(String username, String email) {
    aws.adminCreateUser(
        r ->
            r.userPoolId(userPoolId)
                .username(username)
                .messageAction(MessageActionType.SUPPRESS)
                .userAttributes(
                    a -> a.name("email").value(email),
                    a -> a.name("email_verified").value("true"),
                    a -> a.name("given_name").value("Ada"),
                    a -> a.name("family_name").value("Lovelace")));
  }

  private List<String> run(int exit, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        CommandLineInterface.run(
            services,
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Stream.concat(Stream.of(arguments), Stream.of("--config", file.toString()))
                .toArray(String[]::new));
    problems = err.toString();
    assertThat(code).as(problems).isEqualTo(exit);
    return out.toString().lines().toList();
  }

  /** What is asked about the pool itself, now and then. */
  private static final Set<String> OF_THE_POOL = Set.of("DescribeUserPool", "GetProvisionedLimit");

  /** Calls about accounts that are no listing, so far. */
  private Map<String, Long> calls() {
    Map<String, Long> calls = new TreeMap<>();
    cognito
        .controls()
        .calls()
        .forEach(
            (name, count) -> {
              if (!name.contains("List") && !OF_THE_POOL.contains(name)) {
                calls.put(name, (long) count);
              }
            });
    return calls;
  }

  /** One client with its token. */
  private record Idp(URI scim, String token) {
    JsonNode send(int status, String method, String path, JsonNode body) throws Exception {
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(scim + path))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/scim+json")
                  .method(
                      method,
                      body == null
                          ? BodyPublishers.noBody()
                          : BodyPublishers.ofString(body.toString()))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      return answer.body().isEmpty() ? null : JSON.readTree(answer.body());
    }

    JsonNode find(String type, String filter) throws Exception {
      JsonNode found =
          send(
              200,
              "GET",
              "/" + type + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8),
              null);
      assertThat(found.path("totalResults").intValue()).as(filter).isEqualTo(1);
      return found.path("Resources").get(0);
    }
  }

  private Idp idp(Services.Bridge bridge, String app) {
    return new Idp(bridge.scimUrl(), bridge.tokens().issue(new AppId(app)));
  }

  private static JsonNode patch(String path, String value) throws Exception {
    return JSON.readTree(
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations":[{"op":"Replace","path":"%s","value":"%s"}]}
        """
            .formatted(path, value));
  }

  private static String state(JsonNode user) {
    return user.path("urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User")
        .path("accounts")
        .path(0)
        .path("state")
        .asText();
  }

  @Test
  void theFirstSynchronisationFindsWhatWasThereAndPaysForWhatDiffersOnly() throws Exception {
    person("ada@example.com", "ada@example.com");
    person("bob@example.com", "bob@example.com");
    person("eve@example.com", "eve@example.com");
    aws.createGroup(r -> r.userPoolId(userPoolId).groupName("Domain+Admins"));
    aws.adminAddUserToGroup(
        r -> r.userPoolId(userPoolId).groupName("Domain+Admins").username("ada@example.com"));
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      assertThat(run(0, "import", "--app", "okta", "--dry-run"))
          .singleElement()
          .asString()
          .startsWith("Pool old: 3 accounts: 3 to be taken in,");
      assertThat(run(0, "import", "--app", "okta", "--pool", "old"))
          .singleElement()
          .asString()
          .contains("3 accounts: 3 taken in", "1 groups: 1 taken in", "1 memberships taken in");
      assertThat(run(0, "status", "--app", "okta"))
          .anyMatch(
              line ->
                  line.endsWith(
                      "of those in step, 3 accounts are known from an import and not the bridge's"
                          + " until the client changes them."));
      Idp okta = idp(bridge, "okta");
      Map<String, Long> before = calls();

      // Entra ID asks by userName, compares for itself, and sends what differs.
      JsonNode ada = okta.find("Users", "userName eq \"ADA@example.com\"");
      assertThat(state(ada)).isEqualTo("known");
      assertThat(okta.find("Users", "emails.value eq \"ada@example.com\"")).isEqualTo(ada);
      JsonNode admins = okta.find("Groups", "displayName eq \"Domain Admins\"");
      assertThat(admins.path("members").findValuesAsText("value"))
          .containsExactly(ada.path("id").asText());
      String path = "/Users/" + ada.path("id").asText();
      okta.send(200, "PATCH", path, patch("name.givenName", "Ada"));
      assertThat(calls()).isEqualTo(before);
      assertThat(state(okta.send(200, "GET", path, null))).isEqualTo("known");
      JsonNode changed = okta.send(200, "PATCH", path, patch("name.givenName", "Augusta"));
      assertThat(state(changed)).isEqualTo("inStep");
      assertThat(made(before))
          .isEqualTo(Map.of("AdminGetUser", 1L, "AdminUpdateUserAttributes", 1L));

      // Okta sends the whole user, with an externalId that the pool has no place for.
      before = calls();
      JsonNode bob = okta.find("Users", "userName eq \"bob@example.com\"");
      ObjectNode whole = bob.deepCopy();
      whole.put("externalId", "00ub0b");
      JsonNode put = okta.send(200, "PUT", "/Users/" + bob.path("id").asText(), whole);
      assertThat(state(put)).isEqualTo("inStep");
      assertThat(calls()).isEqualTo(before);
      assertThat(okta.find("Users", "externalId eq \"00ub0b\"").path("id"))
          .isEqualTo(bob.path("id"));

      // Others never ask.
      ObjectNode posted = JSON.createObjectNode().put("userName", "eve@example.com");
      posted.put("active", true).put("displayName", "Eve");
      JsonNode eve = okta.send(201, "POST", "/Users", posted);
      assertThat(state(eve)).isEqualTo("inStep");
      assertThat(run(0, "explain", "--app", "okta", "eve@example.com"))
          .anyMatch(line -> line.contains("account 'eve@example.com': enabled, in step"));

      // Another app cannot have what this one knows, and is told so once for each.
      assertThat(run(0, "import", "--app", "entra"))
          .contains(
              "not taken in: account 'ada@example.com' belongs to app 'okta'.",
              "not taken in: group 'Domain+Admins' belongs to app 'okta'.");
      Idp entra = idp(bridge, "entra");
      assertThat(refusedCreation(entra, "ada@example.com"))
          .startsWith("The Username 'ada@example.com' in pool old is already taken, by another");
      assertThat(refusedCreation(okta, "bob@example.com"))
          .startsWith("userName 'bob@example.com' is already taken by another user of this app.");
      person("zoe@example.com", "zoe@example.com");
      assertThat(refusedCreation(okta, "zoe@example.com"))
          .contains("take that account in with 'scim-bridge import', change or delete it");
      assertThat(run(1, "import", "--app", "entra", "--pool", "none")).isEmpty();
      assertThat(problems)
          .isEqualTo(
              "scim-bridge: app 'entra' has no policy for pool 'none'; it has one for: old\n");
      run(1, "import", "--app", "ping");
      assertThat(problems)
          .isEqualTo("scim-bridge: there is no app 'ping'; configured: entra, okta\n");
    }
  }

  /** The detail of a conflict. */
  private static String refusedCreation(Idp idp, String userName) throws Exception {
    ObjectNode user = JSON.createObjectNode().put("userName", userName).put("externalId", "other");
    return idp.send(409, "POST", "/Users", user).path("detail").asText();
  }

  /** Calls that were made since. */
  private Map<String, Long> made(Map<String, Long> before) {
    Map<String, Long> made = new TreeMap<>(calls());
    before.forEach((name, count) -> made.computeIfPresent(name, (same, now) -> now - count));
    made.values().removeIf(count -> count == 0);
    return made;
  }

  @Test
  void itEndsWithTheOperatorWhoGoesAwayAndTheNextOneGoesOn() throws Exception {
    for (int i = 0; i < 650; i++) {
      person("user" + i, "user" + i + "@example.com");
    }
    try (DataFolder held = DataFolder.lock(config.data());
        AdminClient.Offline local = services.offline(config, held)) {
      assertThatThrownBy(
              () ->
                  local
                      .commands()
                      .run(
                          "import",
                          Map.of("app", "okta"),
                          line -> {
                            throw new IllegalStateException("gone");
                          }))
          .hasMessage("gone");
    }

    assertThat(run(0, "log", "--app", "okta", "--limit", "1"))
        .anyMatch(line -> line.contains("okta  failed    import"))
        .anyMatch(line -> line.endsWith("; cut short: it was stopped"));
    assertThat(run(0, "import", "--app", "okta"))
        .last()
        .asString()
        .contains("650 accounts: 50 taken in, 600 there already");
  }

  @Test
  void withoutAServerAndWhereNothingIsEverAdopted() throws Exception {
    person("ada@example.com", "ada@example.com");
    assertThat(run(0, "import", "--app", "entra")).hasSize(1);
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      Idp entra = idp(bridge, "entra");
      JsonNode ada = entra.find("Users", "userName eq \"ada@example.com\"");
      String path = "/Users/" + ada.path("id").asText();
      assertThat(state(entra.send(200, "PATCH", path, patch("title", "Countess"))))
          .isEqualTo("known");
      JsonNode refused = entra.send(403, "PATCH", path, patch("active", "False"));
      assertThat(refused.path("detail").asText())
          .isEqualTo(
              "The user is not deactivated: account 'ada@example.com' in pool old was not made by"
                  + " this bridge, and 'adopt: never' keeps the bridge from changing it. Disable it"
                  + " in the pool.");
      assertThat(run(0, "explain", "--app", "entra", "ada@example.com"))
          .anyMatch(line -> line.contains("was in the pool before and is not the bridge's"));
      entra.send(204, "DELETE", path, null);
      assertThat(
              aws.adminGetUser(r -> r.userPoolId(userPoolId).username("ada@example.com")).enabled())
          .isTrue();
    }
  }
}
