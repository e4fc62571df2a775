package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;

/** The audit as an operator meets it: what a real server prints, and what {@code log} shows. */
class AuditIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern URL = Pattern.compile("SCIM service at (\\S+)");
  private static final String CANARY = "Canary-7391!aA";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();
  private EmbeddedCognito cognito;
  private Path config;

  @BeforeEach
  void configure() throws Exception {
    cognito = EmbeddedCognito.start(EmulatorSettings.inMemory());
    String pool =
        cognito.userPool("eu-central-1", JSON.createObjectNode().put("PoolName", "audit"));
    config =
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
                operations: {passwordSync: permanent}
                policies: [{for: DEFAULT, pools: [main]}]
                requestWait: 50s
              entra:
                policies: [{for: DEFAULT, pools: [main]}]
                requestWait: 50s
            """
                .formatted(pool, cognito.endpoint()));
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    cognito.close();
  }

  @Test
  void everyLineOnStandardOutputIsARecordAndTheStoreHasTheSame() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process server = start(out, err, "serve");
    String url = await(err, URL).group(1);
    String token = command("token", "create", "--app", "okta").getFirst();
    Process following = start(folder.resolve("followed"), folder.resolve("e"), "log", "--follow");
    Process hasEnough = pipe("log", "--follow");
    assertThat(hasEnough.getInputStream().read()).isPositive();
    hasEnough.getInputStream().close();
    String password = "\"password\":\"%s\"".formatted(CANARY);
    post(url, token, "{\"userName\":\"ann\",%s}".formatted(password));
    post(url, token, "{\"userName\":\"Ann\",%s}".formatted(password));
    post(url, token, "{\"userName\":\"bob\",\"active\":\"maybe\",%s}".formatted(password));
    await(folder.resolve("followed"), Pattern.compile("rejected +user.create +bob"));
    assertThat(hasEnough.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(hasEnough.exitValue()).isZero();
    server.destroy();
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(following.waitFor(60, TimeUnit.SECONDS)).isTrue();

    List<JsonNode> printed = json(Files.readAllLines(out));
    assertThat(printed)
        .extracting(line -> line.path("action").asText() + " " + line.path("result").asText())
        .contains("token.create accepted", "user.create accepted", "user.create rejected");
    assertThat(printed.getLast().path("name").asText()).isEqualTo("bob");
    assertThat(printed)
        .filteredOn(line -> line.path("action").asText().equals("token.create"))
        .extracting(line -> line.path("actor").asText())
        .containsExactly("administrator " + System.getProperty("user.name"));
    // Without a server: from the store.
    assertThat(json(command("log", "--json"))).containsExactlyElementsOf(printed);
    assertThat(json(command("log", "--json", "--app", "okta", "--user", "ann")))
        .extracting(line -> line.path("result").asText())
        .containsExactly("accepted", "rejected");
    assertThat(json(command("log", "--json", "--app", "entra")))
        .extracting(line -> line.path("action").asText())
        .containsOnly("configuration");
    assertThat(command("log", "--failed", "--since", "1h")).first().asString().contains("rejected");
    String secret = token.substring(token.lastIndexOf('_') + 1);
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), "ISO-8859-1");
        assertThat(bytes.contains(CANARY)).as("a password in %s", file).isFalse();
        assertThat(bytes.contains(secret)).as("a token in %s", file).isFalse();
      }
    }
  }

  private static void post(String url, String token, String body) throws Exception {
    CLIENT.send(
        HttpRequest.newBuilder(URI.create(url + "/Users"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/scim+json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.discarding());
  }

  /** What a command answers that succeeds. */
  private List<String> command(String... arguments) throws Exception {
    Process process = pipe(arguments);
    String answer = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("e"))).isZero();
    return answer.lines().toList();
  }

  private Process pipe(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--config", config.toString()));
    Process process =
        new ProcessBuilder(java(line)).redirectError(folder.resolve("e").toFile()).start();
    processes.add(process);
    return process;
  }

  private Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--config", config.toString()));
    Process process =
        new ProcessBuilder(java(line))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static List<String> java(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of(System.getProperty("scimbridge.jar", "target/scim-bridge.jar"))
                    .toAbsolutePath()
                    .toString()));
    command.addAll(arguments);
    return command;
  }

  private static Matcher await(Path file, Pattern wanted) throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Matcher found = wanted.matcher(Files.readString(file));
      if (found.find()) {
        return found;
      }
      assertThat(Instant.now()).as(Files.readString(file)).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static List<JsonNode> json(List<String> lines) throws IOException {
    List<JsonNode> read = new ArrayList<>();
    for (String line : lines) {
      read.add(JSON.readTree(line));
    }
    return read;
  }
}
