package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.DataFolder;
import scimbridge.cli.CommandLineInterface;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.AppId;
import scimbridge.policy.Guard;
import scimbridge.testing.MovedClock;

/** What a client and an administrator see of the guard against mass removal. */
class GuardedBridgeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private final MovedClock clock = new MovedClock();
  private final Services services = new Wiring(clock);
  private EmbeddedCognito cognito;
  private Path file;
  private DataFolder held;
  private Services.Bridge bridge;
  private String token;

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
            apps:
              okta:
                policies: [{for: {filter: 'not (userType eq "Guest")'}, pools: [main]}]
                guard: {share: 10%%, atLeast: 2}
                requestWait: 50s
            """
                .formatted(
                    cognito.userPool("eu-central-1", SamplePool.request()), cognito.endpoint()));
    BridgeConfig config = BridgeConfig.read(file, Map.of());
    held = DataFolder.lock(config.data());
    bridge = services.bridge(config, held);
    token = bridge.tokens().issue(new AppId("okta"));
  }

  @AfterEach
  void stop() {
    bridge.close();
    held.close();
    cognito.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(bridge.scimUrl() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/scim+json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(send("GET", path, "").body());
  }

  private List<String> run(String... arguments) {
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
    assertThat(code).as(err.toString()).isZero();
    return out.toString().lines().toList();
  }

  /** Six users a day ago, of whom two were deleted just now. */
  private List<String> usersOfWhomTwoWereDeleted() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HttpResponse<String> made = send("POST", "/Users", "{'userName':'user%d'}".formatted(i));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      ids.add(JSON.readTree(made.body()).path("id").textValue());
    }
    clock.advance(Guard.YOUNG.plusSeconds(1));
    assertThat(send("DELETE", "/Users/" + ids.get(0), "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/Users/" + ids.get(1), "").statusCode()).isEqualTo(204);
    return ids.subList(2, 6);
  }

  @Test
  void aDeletionTooManyIs403AndNothingOfItIsKeptUntilAnAdministratorAllowsIt() throws Exception {
    List<String> left = usersOfWhomTwoWereDeleted();
    JsonNode before = get("/Users/" + left.get(0));

    HttpResponse<String> refused = send("DELETE", "/Users/" + left.get(0), "");

    assertThat(refused.statusCode()).isEqualTo(403);
    JsonNode error = JSON.readTree(refused.body());
    assertThat(error.path("schemas").path(0).textValue())
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(error.path("status").textValue()).isEqualTo("403");
    assertThat(error.path("detail").textValue())
        .startsWith("The user was not deleted and nothing was changed")
        .contains("scim-bridge guard allow --app okta")
        .doesNotContain("deactivated");
    assertThat(get("/Users/" + left.get(0))).isEqualTo(before);

    JsonNode bulk =
        JSON.readTree(
            send(
                    "POST",
                    "/Bulk",
                    ("{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],"
                            + "'Operations':[{'method':'DELETE','path':'/Users/%s'},"
                            + "{'method':'PATCH','path':'/Users/%s','data':{'schemas':"
                            + "['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':"
                            + "[{'op':'replace','value':{'active':false}}]}}]}")
                        .formatted(left.get(0), left.get(1)))
                .body());
    assertThat(bulk.path("Operations").findValuesAsText("status")).contains("403", "200");
    assertThat(get("/Users/" + left.get(0))).isEqualTo(before);
    assertThat(get("/Users/" + left.get(1)).path("active").booleanValue()).isFalse();

    assertThat(run("guard", "--app", "okta"))
        .contains(
            "app okta",
            "  removed within an hour: 2 of at most 2 accounts (10 %, and 2 in any case)",
            "  deactivated within an hour: 1; none is held",
            "  nothing is held")
        .anyMatch(line -> line.startsWith("  closed: DELETEs are answered 403"));
    assertThat(run("status", "--app", "okta"))
        .anyMatch(line -> line.startsWith("  guard: closed"))
        .anyMatch(line -> line.startsWith("calls to Cognito"));
    assertThat(run("guard", "allow", "--app", "okta"))
        .singleElement()
        .asString()
        .startsWith("Held removals of 0 users are carried out. Every removal of app 'okta'");
    assertThat(send("DELETE", "/Users/" + left.get(0), "").statusCode()).isEqualTo(204);
    assertThat(run("log", "--app", "okta"))
        .anyMatch(line -> line.contains("guard.allow"))
        .anyMatch(line -> line.contains("user.delete") && line.contains("rejected"));
    assertThat(run("guard", "show"))
        .anyMatch(line -> line.startsWith("  an administrator allows every removal until"));
  }

  @Test
  void whoIsHeldSaysSoInTheResourceUntilItIsDiscarded() throws Exception {
    String user = usersOfWhomTwoWereDeleted().get(0);

    HttpResponse<String> changed =
        send(
            "PATCH",
            "/Users/" + user,
            "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],"
                + "'Operations':[{'op':'add','value':{'userType':'Guest'}}]}");

    assertThat(changed.statusCode()).isEqualTo(200);
    JsonNode account = account(user);
    assertThat(account.path("state").textValue()).isEqualTo("held");
    assertThat(account.path("reason").textValue()).contains("guard against mass removal");
    assertThat(Instant.parse(account.path("since").textValue())).isBefore(clock.instant());
    assertThat(account.path("departure").textValue()).isEqualTo("unassigned");
    assertThat(account.path("enabled").booleanValue()).isTrue();
    assertThat(run("guard"))
        .anyMatch(line -> line.startsWith("  held: 'user2' in pool main since "));
    assertThat(run("explain", "--app", "okta", "user2"))
        .anyMatch(line -> line.contains("its removal is held"));

    assertThat(run("guard", "discard", "--app", "okta"))
        .singleElement()
        .asString()
        .startsWith("Held removals of 1 users are dropped");

    assertThat(run("log", "--app", "okta", "--user", "user2"))
        .anyMatch(line -> line.contains("account.hold"));
    eventually(() -> account(user).path("state").textValue().equals("inStep"));
    assertThat(account(user).path("enabled").booleanValue()).isTrue();
    assertThat(run("explain", "--app", "okta", "user2"))
        .anyMatch(line -> line.contains("the account stays as it is"));
    assertThat(send("DELETE", "/Users/" + user, "").statusCode()).isEqualTo(403);
  }

  private JsonNode account(String user) {
    try {
      return get("/Users/" + user)
          .path("urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User")
          .path("accounts")
          .path(0);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static void eventually(BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
