package scimbridge.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scimbridge.conformance.ConformanceTarget;

/**
 * The server that the conformance tests judge: the packaged jar in a process of its own, as {@code
 * demo} starts it, with its real pace. One for all of them; it ends with the tests.
 */
public final class PackagedBridge implements ConformanceTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, String> env;

  /** Starts it and waits until it runs. */
  public PackagedBridge() {
    try {
      Path data = Files.createTempDirectory("conformance");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-jar",
                  System.getProperty("scimbridge.jar", "target/scim-bridge.jar"),
                  "demo",
                  "--port",
                  "0",
                  "--cognito-port",
                  "0",
                  "--data",
                  data.toString())
              .redirectOutput(data.resolve("output").toFile())
              .redirectErrorStream(true)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, data)));
      env = env(process, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the demo tells scripts; the file is written when it runs. */
  private static Map<String, String> env(Process process, Path data) throws IOException {
    Path file = data.resolve("demo.env");
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Files.readString(data.resolve("output")).contains("The bridge is running")) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "the bridge did not start: " + Files.readString(data.resolve("output")));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return Files.readAllLines(file).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static void stop(Process process, Path data) {
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(data)) {
      process.waitFor();
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String url() {
    return env.get("SCIM_URL");
  }

  @Override
  public String token() {
    return env.get("SCIM_TOKEN");
  }
}
