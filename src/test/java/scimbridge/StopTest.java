package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.DataFolder;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.identity.AppId;

/** The whole bridge, from its configuration, is stopped while requests wait for Cognito. */
class StopTest {
  private static final int WRITES = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void writes_that_wait_are_answered_as_pending() throws Exception {
    try (EmbeddedCognito cognito = EmbeddedCognito.start(EmulatorSettings.inMemory())) {
      BridgeConfig config = config(cognito);
      List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
      try (Services.Bridge bridge =
          new Wiring(Clock.systemUTC()).bridge(config, DataFolder.lock(config.data()))) {
        String token = bridge.tokens().issue(new AppId("entra"));
        assertThat(post(bridge.scimUrl(), token, "first").get(60, TimeUnit.SECONDS).statusCode())
            .isEqualTo(201);
        cognito.controls().addFault(FaultRule.latency(Duration.ofSeconds(4)));
        for (int i = 0; i < WRITES; i++) {
          writes.add(post(bridge.scimUrl(), token, "waiting-" + i));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cognito.controls().calls().get("AdminCreateUser") < 1 + WRITES) {
          assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
          Thread.onSpinWait();
        }
      }
      for (CompletableFuture<HttpResponse<String>> write : writes) {
        HttpResponse<String> answer = write.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).contains("\"state\":\"pending\"");
      }
    }
  }

  private BridgeConfig config(EmbeddedCognito cognito) throws Exception {
    Path file =
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
              entra:
                policies: [{for: DEFAULT, pools: [main]}]
                requestWait: 50s
            """
                .formatted(
                    cognito.userPool("eu-central-1", SamplePool.request()), cognito.endpoint()));
    return BridgeConfig.read(file, Map.of());
  }

  private CompletableFuture<HttpResponse<String>> post(URI scim, String token, String userName) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(scim + "/Users"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/scim+json")
            .POST(BodyPublishers.ofString("{\"userName\":\"" + userName + "\"}"))
            .build(),
        BodyHandlers.ofString());
  }
}
