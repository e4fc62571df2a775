package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

/**
 * What an administrator types, beside a bridge that runs and without one: the same answers, and the
 * bridge that runs knows at once.
 */
class AdministratorCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String OKTA_URN =
      "urn:scimbridge:params:scim:schemas:extension:app:okta:2.0:User";
  private static final String ENTRA_URN =
      "urn:scimbridge:params:scim:schemas:extension:app:entra:2.0:User";

  @TempDir private Path folder;

  private final AtomicInteger opened = new AtomicInteger();
  private final Services services = new CountedServices(new Wiring(Clock.systemUTC()), opened);
  private EmbeddedCognito cognito;
  private Path file;
  private BridgeConfig config;
  private String problems = "";

  @BeforeEach
  void start() throws Exception {
    cognito = EmbeddedCognito.start(EmulatorSettings.inMemory());
    file =
        Files.writeString(
            folder.resolve("bridge.yaml"),
            """
            listen: {port: 0}
            pools:
              main:
                region: eu-central-1
                userPoolId: %s
                endpoint: %s
                credentials: {accessKeyId: test, secretAccessKey: test}
                addAttributes: true
            apps:
              okta:
                policies: [{for: DEFAULT, pools: [main]}]
                requestWait: 50s
              entra:
                policies: [{for: DEFAULT, pools: [main]}]
                requestWait: 50s
            """
                .formatted(
                    cognito.userPool("eu-central-1", SamplePool.request()), cognito.endpoint()));
    config = BridgeConfig.read(file, Map.of());
  }

  @AfterEach
  void stop() {
    cognito.close();
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

  private static String send(
      Services.Bridge bridge, String app, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(bridge.scimUrl() + path))
                .header("Authorization", "Bearer " + bridge.tokens().issue(new AppId(app)))
                .header("Content-Type", "application/scim+json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return answer.body();
  }

  private void addTier() {
    assertThat(run(0, "attribute", "add", "--app", "okta", "--name", "tier"))
        .first()
        .isEqualTo(OKTA_URN + ":tier: string, becomes custom:tier");
  }

  /** Everything that only tells something, about the user ada. */
  private void tell() throws Exception {
    assertThat(run(0, "attribute", "list", "--app", "okta"))
        .containsExactly(OKTA_URN, "  tier: string, becomes custom:tier");
    Path user =
        Files.writeString(
            folder.resolve("ada.json"),
            "{\"userName\":\"ada\",\"%s\":{\"tier\":\"gold\"}}".formatted(OKTA_URN));
    assertThat(run(0, "mapping", "test", "--app", "okta", "--user", user.toString()))
        .anyMatch(line -> line.matches(" *custom:tier += gold .*"));
    assertThat(run(0, "plan", "--app", "okta")).isNotEmpty();
    assertThat(run(0, "plan", "--app", "okta", "--user", "ada")).isNotEmpty();
    assertThat(run(0, "explain", "--app", "okta", "ada"))
        .contains("still to be done")
        .anyMatch(line -> line.contains("main"));
    assertThat(run(0, "status", "--app", "okta"))
        .contains("app okta", "  Cognito groups: 0 in step, 0 pending, 0 refused, 0 held")
        .anyMatch(line -> line.matches("  accounts: (1 in step, 0|0 in step, 1) pending, .*"))
        .anyMatch(line -> line.startsWith("  new changes: accepted"));
    assertThat(run(0, "status", "--json"))
        .singleElement()
        .asString()
        .contains("\"app\":\"entra\"", "\"app\":\"okta\",\"accounts\":{\"inStep\":");
    assertThat(run(0, "guard", "--app", "okta"))
        .containsExactly(
            "app okta",
            "  removed within an hour: 0 of at most 50 accounts (20 %, and 50 in any case)",
            "  nothing is held");
    assertThat(run(0, "retry", "--app", "okta"))
        .containsExactly("0 accounts and 0 Cognito groups are tried again now.");
    assertThat(run(0, "retry", "--app", "okta", "--user", "ada", "--refused"))
        .containsExactly("0 accounts are tried again now.");
    assertThat(run(0, "reconcile", "--app", "okta", "--pool", "main", "--repair", "--unknown"))
        .startsWith("pool main: compared with the directory of app 'okta'")
        .endsWith("All that was compared is as the directory wishes.");
    assertThat(run(0, "reconcile", "--app", "okta", "--adopt-created-after", "1h"))
        .anyMatch(line -> line.contains("scim-bridge import --app okta"));
    run(1, "reconcile", "--app", "okta", "--adopt-created-after", "2999-01-01");
    assertThat(problems)
        .isEqualTo(
            "scim-bridge: --adopt-created-after: no backup was made yet at 2999-01-01T00:00:00Z.\n");
    run(1, "reconcile", "--app", "okta", "--pool", "elsewhere");
    assertThat(problems)
        .isEqualTo(
            "scim-bridge: App 'okta' has nothing to do with a pool 'elsewhere'; it has main\n");
    run(1, "explain", "--app", "okta", "nobody");
    assertThat(problems)
        .isEqualTo(
            "scim-bridge: the app 'okta' has no user with the userName or SCIM id 'nobody'\n");
    assertThat(run(0, "transfer", "--from", "okta", "--to", "entra", "--dry-run"))
        .containsExactly(
            "Attributes of 'okta': tier",
            "Would move 1 users and 0 groups from 'okta' to 'entra'.");
  }

  /** What a client chose to be called does nothing to the administrator's terminal. */
  @Test
  void a_hostile_name_is_seen_and_does_nothing() throws Exception {
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      String ada =
          JSON.readTree(send(bridge, "okta", "POST", "/Users", "{\"userName\":\"ada\"}"))
              .path("id")
              .asText();
      send(
          bridge,
          "okta",
          "POST",
          "/Groups",
          "{\"displayName\":\"\\u001b[2JStaff\\u202e\",\"members\":[{\"value\":\"%s\"}]}"
              .formatted(ada));
      for (String[] command :
          List.of(
              new String[] {"explain", "--app", "okta", "ada"},
              new String[] {"log", "--app", "okta"},
              new String[] {"log", "--app", "okta", "--json"},
              new String[] {"plan", "--app", "okta"},
              new String[] {"status"})) {
        assertThat(String.join("", run(0, command)))
            .as(List.of(command).toString())
            .doesNotContain("\u001b", "\u202e");
      }
      run(1, "explain", "--app", "okta", "\u001b[2Jnobody");
      assertThat(problems).doesNotContain("\u001b").contains("nobody");
    }
  }

  @Test
  void a_token_has_the_name_that_it_was_given() {
    String id = run(0, "token", "create", "--app", "okta", "--name", "Okta 1").getFirst();
    assertThat(run(0, "token", "list", "--app", "okta"))
        .singleElement()
        .asString()
        .startsWith(id.substring(6, 22))
        .endsWith("valid  Okta 1");
    assertThat(run(0, "log", "--app", "okta"))
        .anyMatch(line -> line.endsWith("token " + id.substring(6, 22) + " 'Okta 1'"));
    run(1, "token", "create", "--app", "okta", "--name", "x\u001b");
    assertThat(problems).contains("the name of a token has at most 100 characters");
    run(1, "token", "create", "--app", "okta", "--name", "x".repeat(101));
  }

  /** Whatever names an app that is not there is told which are. */
  private void unknownApps() {
    for (String[] command :
        List.of(
            new String[] {"attribute", "add", "--app", "ping", "--name", "tier"},
            new String[] {"attribute", "list", "--app", "ping"},
            new String[] {"attribute", "remove", "--app", "ping", "--name", "tier"},
            new String[] {
              "mapping", "test", "--app", "ping", "--user", folder.resolve("ada.json").toString()
            },
            new String[] {"plan", "--app", "ping"},
            new String[] {"explain", "--app", "ping", "ada"},
            new String[] {"status", "--app", "ping"},
            new String[] {"reconcile", "--app", "ping"},
            new String[] {"retry", "--app", "ping"},
            new String[] {"guard", "--app", "ping"},
            new String[] {"guard", "allow", "--app", "ping"},
            new String[] {"guard", "discard", "--app", "ping"},
            new String[] {"token", "list", "--app", "ping"},
            new String[] {"transfer", "--from", "ping", "--to", "entra"},
            new String[] {"transfer", "--from", "okta", "--to", "ping"})) {
      assertThat(run(1, command)).isEmpty();
      assertThat(problems)
          .as(List.of(command).toString())
          .isEqualTo("scim-bridge: there is no app 'ping'; configured: entra, okta\n");
    }
  }

  private static String ada() {
    return "{\"userName\":\"ada\",\"%s\":{\"tier\":\"gold\"}}".formatted(OKTA_URN);
  }

  @Test
  void beside_a_bridge_that_runs_it_carries_them_out_and_knows_at_once() throws Exception {
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      addTier();
      assertThat(send(bridge, "okta", "GET", "/Schemas/" + OKTA_URN, "")).contains("tier");
      send(bridge, "okta", "POST", "/Users", ada());
      tell();
      unknownApps();

      assertThat(run(0, "transfer", "--from", "okta", "--to", "entra"))
          .last()
          .isEqualTo("Done: 1 users and 0 groups moved from 'okta' to 'entra'.");

      assertThat(send(bridge, "entra", "GET", "/Schemas/" + ENTRA_URN, "")).contains("tier");
      assertThat(send(bridge, "entra", "GET", "/Users", ""))
          .contains("\"" + ENTRA_URN + "\":{\"tier\":\"gold\"}")
          .doesNotContain(":app:okta:");
      assertThat(run(0, "attribute", "remove", "--app", "entra", "--name", "tier")).hasSize(1);
      assertThat(send(bridge, "entra", "GET", "/Schemas", "")).doesNotContain(":app:");
      assertThat(opened).hasValue(0);
    }
  }

  @Test
  void without_one_they_are_carried_out_all_the_same() throws Exception {
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      addTier();
      send(bridge, "okta", "POST", "/Users", ada());
    }
    assertThat(run(0, "attribute", "remove", "--app", "okta", "--name", "tier")).hasSize(1);
    addTier();
    tell();
    unknownApps();
    assertThat(run(0, "transfer", "--from", "okta", "--to", "entra"))
        .last()
        .isEqualTo("Done: 1 users and 0 groups moved from 'okta' to 'entra'.");
    assertThat(opened.get()).isGreaterThan(10);
    try (DataFolder held = DataFolder.lock(config.data());
        Services.Bridge bridge = services.bridge(config, held)) {
      assertThat(send(bridge, "entra", "GET", "/Users", ""))
          .contains("\"" + ENTRA_URN + "\":{\"tier\":\"gold\"}");
    }
  }

  /** The real ones; counts how often the store was opened for a command. */
  private record CountedServices(Services real, AtomicInteger opened) implements Services {
    @Override
    public Bridge bridge(BridgeConfig config, DataFolder held) {
      return real.bridge(config, held);
    }

    @Override
    public Emulator emulator(EmulatorOptions options) {
      return real.emulator(options);
    }

    @Override
    public AdminClient.Offline offline(BridgeConfig config, DataFolder held) {
      opened.incrementAndGet();
      return real.offline(config, held);
    }
  }
}
