package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.emulator.fault.FaultKind;
import scimbridge.emulator.fault.FaultRule;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * SIGTERM for the packaged bridge while a backlog waits for Cognito and requests wait for their
 * answers: everybody is answered, and after the next start everything that was accepted is in the
 * pool.
 */
@Execution(ExecutionMode.CONCURRENT)
class TerminateIT {
  private static final int BACKLOG = 40;
  private static final int WAITING = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;

  @Test
  void aBacklogOutlivesAStopAndWhoeverWaitsIsAnswered() throws Exception {
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
        CognitoIdentityProviderClient cognito = cognito(emulator)) {
      String pool = cognito.createUserPool(r -> r.poolName("test")).userPool().id();
      try (KilledBridge bridge = new KilledBridge(folder, configuration(emulator, pool))) {
        bridge.start();
        Map<String, String> ids = new LinkedHashMap<>();
        for (int i = 0; i < WAITING; i++) {
          String name = "known" + i;
          ids.put(name, bridge.ask("POST", "/Users", user(name, "Before")).path("id").asText());
        }
        // An answer that a busy machine took for lost is cleared up before the faults begin.
        eventually(
            "all are in step", () -> ids.values().stream().allMatch(id -> inStep(bridge, id)));

        emulator.controls().addFault(FaultRule.of(FaultKind.THROTTLE).on("AdminCreateUser"));
        List<CompletableFuture<HttpResponse<String>>> accepted = new ArrayList<>();
        for (int i = 0; i < BACKLOG; i++) {
          accepted.add(bridge.send("POST", "/Users", user("new" + i, "New")));
        }
        for (CompletableFuture<HttpResponse<String>> one : accepted) {
          HttpResponse<String> answer = one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
          assertThat(answer.body()).contains("\"state\":\"pending\"");
        }

        String update = "AdminUpdateUserAttributes";
        emulator.controls().addFault(FaultRule.latency(Duration.ofSeconds(4)).on(update));
        Map<String, CompletableFuture<HttpResponse<String>>> waiting = new LinkedHashMap<>();
        ids.forEach(
            (name, id) ->
                waiting.put(name, bridge.send("PUT", "/Users/" + id, user(name, "After"))));
        eventually(
            "all are under way",
            () -> emulator.controls().calls().getOrDefault(update, 0L) >= WAITING);

        String output = bridge.terminate();

        Map<String, String> desired = new TreeMap<>();
        for (Map.Entry<String, CompletableFuture<HttpResponse<String>>> one : waiting.entrySet()) {
          // An answer, whichever: a connection that breaks would throw here.
          HttpResponse<String> answer = one.getValue().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
          if (answer.statusCode() == 200) {
            desired.put(one.getKey(), "After");
          }
        }
        assertThat(desired).isNotEmpty();
        assertThat(output).doesNotContain("Too many reads").doesNotContain("Exception");
        for (int i = 0; i < BACKLOG; i++) {
          desired.put("new" + i, "New");
        }
        assertThat(names(cognito, pool)).hasSize(WAITING);

        emulator.controls().clearFaults();
        bridge.start();
        eventually(
            "everything accepted is in the pool",
            () -> names(cognito, pool).entrySet().containsAll(desired.entrySet()));
        assertThat(names(cognito, pool)).hasSize(WAITING + BACKLOG);
      }
    }
  }

  private static boolean inStep(KilledBridge bridge, String id) {
    try {
      return bridge.ask("GET", "/Users/" + id, "").toString().contains("\"state\":\"inStep\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CognitoIdentityProviderClient cognito(EmbeddedCognito emulator) {
    return CognitoIdentityProviderClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(emulator.endpoint())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static String configuration(EmbeddedCognito emulator, String pool) {
    return """
        listen: {port: 0}
        pools:
          plain:
            region: us-east-1
            userPoolId: %s
            endpoint: %s
            credentials: {accessKeyId: test, secretAccessKey: test}
        apps:
          okta:
            policies: [{for: DEFAULT, pools: [plain]}]
            requestWait: 20s
        """
        .formatted(pool, emulator.endpoint());
  }

  private static String user(String userName, String displayName) {
    return """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
         "userName":"%s","displayName":"%s","active":true}
        """
        .formatted(userName, displayName);
  }

  /** The {@code name} of each account, by Username. */
  private static Map<String, String> names(CognitoIdentityProviderClient cognito, String pool) {
    Map<String, String> names = new TreeMap<>();
    for (UserType user : cognito.listUsersPaginator(r -> r.userPoolId(pool)).users()) {
      user.attributes().stream()
          .filter(attribute -> attribute.name().equals("name"))
          .forEach(attribute -> names.put(user.username(), attribute.value()));
    }
    return names;
  }

  private static void eventually(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
