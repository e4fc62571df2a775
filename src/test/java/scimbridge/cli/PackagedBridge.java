package scimbridge.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scimbridge.conformance.ConformanceTarget;

/**
 * The server that the conformance tests judge: the packaged jar in a process of its own, with its
 * real pace, on the embedded Cognito of a {@code demo}. It has two apps, one of them strict. One
 * for all tests; it ends with them.
 */
public final class PackagedBridge implements ConformanceTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern URL = Pattern.compile("SCIM service at (\\S+)");

  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final String url;
  private final String token;
  private final String strictToken;

  /** Starts it and waits until it runs. */
  public PackagedBridge() {
    try {
      folder = Files.createTempDirectory("conformance");
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
      Path demo = folder.resolve("demo");
      started(
          Pattern.compile("The bridge is running"),
          List.of("demo", "--port", "0", "--cognito-port", "0", "--data", demo.toString()));
      Path config = configuration(env(demo.resolve("demo.env")));
      url = started(URL, List.of("serve", "--config", config.toString())).group(1);
      token = token("usual", config);
      strictToken = token("strict", config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path configuration(Map<String, String> demo) throws IOException {
    return Files.writeString(
        folder.resolve("bridge.yaml"),
        """
        listen: {port: 0}
        pools:
          demo:
            region: %s
            userPoolId: %s
            endpoint: %s
            credentials: {accessKeyId: %s, secretAccessKey: %s}
        apps:
          usual: {requestWait: 50s, policies: [{for: DEFAULT, pools: [demo]}]}
          strict: {strict: true, requestWait: 50s, policies: [{for: DEFAULT, pools: [demo]}]}
        """
            .formatted(
                demo.get("AWS_REGION"),
                demo.get("USER_POOL_ID"),
                demo.get("COGNITO_ENDPOINT"),
                demo.get("AWS_ACCESS_KEY_ID"),
                demo.get("AWS_SECRET_ACCESS_KEY")));
  }

  private String token(String app, Path config) throws IOException {
    return started(
            Pattern.compile("(scimb_\\S+)"),
            List.of("token", "create", "--app", app, "--config", config.toString()))
        .group(1);
  }

  /** Runs a command until its output has this. */
  private Matcher started(Pattern announced, List<String> command) throws IOException {
    Path output = folder.resolve("output-" + processes.size());
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("scimbridge.jar", "target/scim-bridge.jar")));
    line.addAll(command);
    Process process =
        new ProcessBuilder(line).redirectOutput(output.toFile()).redirectErrorStream(true).start();
    processes.add(process);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      boolean alive = process.isAlive();
      Matcher found = announced.matcher(Files.readString(output));
      if (found.find()) {
        return found;
      }
      if (!alive || Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(command + " failed: " + Files.readString(output));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static Map<String, String> env(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private void stop() {
    processes.forEach(Process::destroyForcibly);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Process process : processes) {
        process.waitFor();
      }
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public String strictToken() {
    return strictToken;
  }
}
