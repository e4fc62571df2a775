package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.config.BridgeConfig;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.UserDraft;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** {@code attribute …} and {@code mapping test}, from the configuration file to the user pools. */
class AttributeAndMappingCommandsTest {
  private static final String URN =
      "urn:scimbridge:params:scim:schemas:extension:app:okta:2.0:User";

  @TempDir Path folder;

  private final Deque<Runnable> stops = new ArrayDeque<>();
  private EmbeddedCognito emulator;
  private CognitoIdentityProviderClient cognito;
  private String open;
  private String closed;
  private Assembly assembly;

  @BeforeEach
  void start() throws Exception {
    emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
    cognito =
        CognitoIdentityProviderClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(emulator.endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    open = cognito.createUserPool(request -> request.poolName("open")).userPool().id();
    closed =
        cognito
            .createUserPool(
                request ->
                    request.poolName("closed").usernameAttributes(UsernameAttributeType.EMAIL))
            .userPool()
            .id();
    Path file =
        Files.writeString(
            folder.resolve("bridge.yaml"),
            """
            pools:
              open:
                region: us-east-1
                userPoolId: %s
                endpoint: %s
                credentials: {accessKeyId: "keykey", secretAccessKey: secret}
                addAttributes: true
                mapping:
                  nickname: off
                  name: {expression: "user.name.givenName + ' of ' + user.userName.split('@')[1]"}
                  zoneinfo: {path: 'addresses[type eq "work"].region', when: create}
                  website: {expression: "string(int(user.title))"}
                  custom:none: title
              closed:
                region: us-east-1
                userPoolId: %s
                endpoint: %s
                credentials: {accessKeyId: "keykey", secretAccessKey: secret}
            apps:
              okta:
                policies: [{for: DEFAULT, pools: [open, closed]}]
                requestWait: 50s
            """
                .formatted(open, emulator.endpoint(), closed, emulator.endpoint()));
    BridgeConfig config = BridgeConfig.read(file, Map.of());
    SqlDirectory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
    stops.push(directory::close);
    assembly = Assembly.of(config, directory, Clock.systemUTC(), stops);
  }

  @AfterEach
  void stop() {
    stops.forEach(Runnable::run);
    cognito.close();
    emulator.close();
  }

  private List<String> run(String command, String... arguments) {
    Map<String, String> all = new HashMap<>(Map.of("app", "okta"));
    for (int i = 0; i < arguments.length; i += 2) {
      all.put(arguments[i], arguments[i + 1]);
    }
    List<String> out = new ArrayList<>();
    assembly.commands().run(command, all, line -> out.addAll(List.of(line.split("\n"))));
    return out;
  }

  private void refused(String why, String... arguments) {
    assertThatThrownBy(() -> run("attribute add", arguments))
        .isInstanceOf(Fault.class)
        .hasMessage(why);
  }

  private Map<String, String> schema(String pool) {
    return cognito
        .describeUserPool(request -> request.userPoolId(pool))
        .userPool()
        .schemaAttributes()
        .stream()
        .filter(attribute -> attribute.name().startsWith("custom:"))
        .collect(
            Collectors.toMap(
                SchemaAttributeType::name, SchemaAttributeType::attributeDataTypeAsString));
  }

  private void create(String userName, String own) throws Exception {
    ObjectNode document =
        (ObjectNode)
            new ObjectMapper()
                .readTree("{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, URN, own));
    assembly
        .engine()
        .writes()
        .createUser(
            new Provisioning.Request(new AppId("okta"), "test", "test"),
            absent -> new UserDraft(Attributes.of(document), null));
  }

  private String value(String pool, String username, String attribute) {
    return cognito
        .adminGetUser(request -> request.userPoolId(pool).username(username))
        .userAttributes()
        .stream()
        .filter(found -> found.name().equals(attribute))
        .map(found -> found.value())
        .findFirst()
        .orElse("none");
  }

  @Test
  void an_attribute_goes_into_the_pools_that_may_be_changed_and_is_filled_in_the_others_later()
      throws Exception {
    assertThat(run("attribute add", "name", "tier", "values", "gold; silver;bronze"))
        .containsExactly(
            URN + ":tier: string, one of gold; silver; bronze, becomes custom:tier",
            "pool closed: has no custom:tier yet and its values are skipped. To add it, which"
                + " cannot be undone, run",
            "  aws cognito-idp add-custom-attributes --region us-east-1 --user-pool-id "
                + closed
                + " --custom-attributes 'Name=tier,AttributeDataType=String,Mutable=true,"
                + "StringAttributeConstraints={MinLength=0,MaxLength=2048}'",
            "and then this command again",
            "pool open: added custom:tier as String, number 1 of 50");
    assertThat(schema(open)).containsExactly(Map.entry("custom:tier", "String"));
    assertThat(schema(closed)).isEmpty();

    create("ada@example.com", "{\"tier\":\"gold\"}");
    assertThat(value(open, "ada@example.com", "custom:tier")).isEqualTo("gold");
    assertThat(value(closed, "ada@example.com", "custom:tier")).isEqualTo("none");

    cognito.addCustomAttributes(
        request ->
            request
                .userPoolId(closed)
                .customAttributes(
                    SchemaAttributeType.builder()
                        .name("tier")
                        .attributeDataType("String")
                        .mutable(true)
                        .build()));
    assertThat(run("attribute add", "name", "tier", "values", "gold;silver;bronze"))
        .contains(
            "pool closed: custom:tier is there already, as String",
            "1 users have a value; their accounts follow");
    assembly.engine().start();
    Instant deadline = Instant.now().plusSeconds(60);
    while (!value(closed, "ada@example.com", "custom:tier").equals("gold")) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void types_are_those_of_cognito_and_several_values_are_text() throws Exception {
    run("attribute add", "name", "score", "type", "number");
    run("attribute add", "name", "member", "type", "boolean");
    run("attribute add", "name", "since", "type", "dateTime");
    run("attribute add", "name", "marks", "type", "number", "multiValued", "");
    run("attribute add", "name", "note", "poolAttribute", "off");
    assertThat(schema(open))
        .containsOnly(
            Map.entry("custom:score", "Number"),
            Map.entry("custom:member", "Boolean"),
            Map.entry("custom:since", "DateTime"),
            Map.entry("custom:marks", "String"));
    create(
        "ada@example.com",
        "{\"score\":15,\"member\":true,\"since\":\"2026-01-31T10:00:00\",\"marks\":[1,2],"
            + "\"note\":\"x\"}");
    assertThat(value(open, "ada@example.com", "custom:score")).isEqualTo("15");
    assertThat(value(open, "ada@example.com", "custom:member")).isEqualTo("true");
    assertThat(value(open, "ada@example.com", "custom:since")).isEqualTo("2026-01-31T10:00:00Z");
    assertThat(value(open, "ada@example.com", "custom:marks")).isEqualTo("[1,2]");
  }

  @Test
  void what_is_added_is_listed_and_can_be_removed() {
    run("attribute add", "name", "tier", "values", "gold;silver", "required", "");
    run("attribute add", "name", "note", "poolAttribute", "off", "caseExact", "");
    assertThat(run("attribute list"))
        .containsExactly(
            URN,
            "  note: string, case-exact, stays in the bridge",
            "  tier: string, required, one of gold; silver, becomes custom:tier");
    assertThat(run("attribute remove", "name", "TIER"))
        .singleElement()
        .asString()
        .startsWith("removed TIER; users keep their values");
    run("attribute remove", "name", "note");
    assertThat(run("attribute list")).containsExactly("no attributes");
    assertThatThrownBy(() -> run("attribute remove", "name", "note"))
        .hasMessageContaining("has no attribute of its own");
  }

  @Test
  void what_cannot_be_is_refused_and_nothing_is_done() {
    refused("the name is taken by userName", "name", "username");
    refused(
        "the name is taken by urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "name",
        "department");
    refused(
        "'date' is no type; there are string, number, boolean and dateTime",
        "name",
        "a",
        "type",
        "date");
    refused(
        "a list of values is for attributes of type string",
        "name",
        "a",
        "type",
        "number",
        "values",
        "1");
    refused("the value 'Gold' is listed twice", "name", "a", "values", "gold;Gold");
    refused(
        "the Cognito attribute 'custom:muchLongerThanCognitoAllows' a custom attribute's name has 1"
            + " to 20 characters after 'custom:' and no spaces",
        "name",
        "muchLongerThanCognitoAllows");
    run("attribute add", "name", "tier");
    refused(
        "custom:tier is what 'tier' becomes already", "name", "a", "poolAttribute", "custom:tier");
    assertThat(run("attribute list")).hasSize(2);
    assertThat(schema(open)).hasSize(1);
  }

  @Test
  void a_pool_that_is_full_is_told_before_anything_is_done() {
    for (int call = 0; call < 2; call++) {
      int first = call * 25;
      cognito.addCustomAttributes(
          request ->
              request
                  .userPoolId(open)
                  .customAttributes(
                      IntStream.range(first, first + 25)
                          .mapToObj(
                              i ->
                                  SchemaAttributeType.builder()
                                      .name("a" + i)
                                      .attributeDataType("String")
                                      .mutable(true)
                                      .build())
                          .toList()));
    }
    refused(
        "pool 'open' has 50 custom attributes, the most that Cognito allows, and none can ever be"
            + " removed; let the attribute become one that is there with --pool-attribute, or stay"
            + " in the bridge with --pool-attribute off",
        "name",
        "tier");
    assertThat(run("attribute list")).containsExactly("no attributes");
    assertThat(run("attribute add", "name", "tier", "poolAttribute", "custom:a1"))
        .contains("pool open: custom:a1 is there already, as String");
  }

  @Test
  void a_mapping_is_tested_without_a_trace() throws Exception {
    run("attribute add", "name", "tier", "values", "gold;silver");
    List<String> shown = run("mapping test", "user", Files.readString(golden("user.json")));
    assertThat(shown).isEqualTo(Files.readAllLines(golden("mapping-test.txt")));
    assertThat(cognito.listUsers(request -> request.userPoolId(open)).users()).isEmpty();
    assertThatThrownBy(() -> run("mapping test", "user", "{\"userName\":\"a\"} x"))
        .isInstanceOf(Fault.class);
    assertThatThrownBy(() -> run("mapping test", "user", "{}")).hasMessage("userName is required");
  }

  @Test
  void a_test_of_the_mapping_sees_what_was_added_to_the_pool_meanwhile() throws Exception {
    String user = "{\"userName\":\"ada@example.com\",\"title\":\"Countess\"}";
    assertThat(run("mapping test", "user", user))
        .contains("  skipped: custom:none from title: the pool's schema has no such attribute");
    cognito.addCustomAttributes(
        request ->
            request
                .userPoolId(open)
                .customAttributes(
                    SchemaAttributeType.builder()
                        .name("none")
                        .attributeDataType("String")
                        .mutable(true)
                        .build()));
    assertThat(run("mapping test", "user", user))
        .contains("  custom:none              = Countess  (title)");
    create("ada@example.com", "{}");
    emulator.close();
    assertThat(run("mapping test", "user", user))
        .contains("  custom:none              = Countess  (title)")
        .anyMatch(line -> line.startsWith("  as it was last seen, now "));
  }

  private static Path golden(String name) {
    return Path.of("src/test/resources/scimbridge/golden", name);
  }
}
