package scimbridge.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged bridge as a process of its own, which can be killed and started again. */
final class KilledBridge implements AutoCloseable {
  private static final Path JAR =
      Path.of(System.getProperty("scimbridge.jar", "target/scim-bridge.jar")).toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path config;
  private final List<HttpClient> clients = new ArrayList<>();
  private Process process;
  private String url;
  private String token;
  private int starts;

  KilledBridge(Path folder, String configuration) throws IOException {
    this.folder = folder;
    this.config = Files.writeString(folder.resolve("bridge.yaml"), configuration);
  }

  /** Starts it and waits until it serves. */
  void start() throws IOException {
    Path output = folder.resolve("output-" + starts++);
    process = run(output, "serve");
    url = announced(process, output, Pattern.compile("SCIM service at (\\S+)"));
    if (token == null) {
      Path created = folder.resolve("token");
      token =
          announced(
              run(created, "token", "create", "--app", "okta"),
              created,
              Pattern.compile("(scimb_\\S+)"));
    }
    clients.forEach(HttpClient::shutdownNow);
    clients.clear();
    clients.add(HttpClient.newHttpClient());
  }

  private Process run(Path output, String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
    line.addAll(List.of(command));
    line.addAll(List.of("--config", config.toString()));
    return new ProcessBuilder(line)
        .directory(folder.toFile())
        .redirectOutput(output.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static String announced(Process process, Path output, Pattern text) throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      boolean alive = process.isAlive();
      Matcher found = text.matcher(Files.readString(output));
      if (found.find()) {
        return found.group(1);
      }
      if (!alive || Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(Files.readString(output));
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * Ends it as SIGTERM does.
   *
   * @return what it printed while it ran
   */
  String terminate() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not stop");
    }
    return Files.readString(folder.resolve("output-" + (starts - 1)));
  }

  /** Sends a request; what comes back may be an exception, if nobody is left to answer. */
  CompletableFuture<HttpResponse<String>> send(String method, String path, String body) {
    return clients
        .getFirst()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/scim+json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  /** Sends a request that has to be answered well. */
  JsonNode ask(String method, String path, String body) throws IOException {
    HttpResponse<String> answer = send(method, path, body).join();
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
  }

  /** The store, once the process is gone. */
  Path database() {
    return folder.resolve("data").resolve("bridge.db");
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill();
    }
    clients.forEach(HttpClient::shutdownNow);
  }
}
