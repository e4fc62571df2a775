package scimbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.emulator.ManyUsers;

/** The embedded Cognito with many users, as a process of its own. */
@Tag("bench")
class EmulatorBench {
  private static final Path JAR =
      Path.of(System.getProperty("scimbridge.jar", "target/scim-bridge.jar")).toAbsolutePath();
  private static final int USERS = 100_000;
  private static final int CONNECTIONS = 16;
  private static final int REQUESTS = 10_000;
  private static final int STARTS = 5;
  private static final String SAYS_ITS_ENDPOINT = "Cognito endpoint at ";
  private static final String SIGNED =
      "Content-Type: application/x-amz-json-1.1\r\n"
          + "X-Amz-Date: 20261123T100000Z\r\n"
          + "X-Amz-Target: AWSCognitoIdentityProviderService.AdminGetUser\r\n"
          + "Authorization: AWS4-HMAC-SHA256"
          + " Credential=local/20261123/us-east-1/cognito-idp/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature="
          + "0".repeat(64)
          + "\r\n";

  private final Table table = new Table("Embedded Cognito");

  @TempDir private Path folder;

  @Test
  void many_users_in_a_process_of_their_own() throws Exception {
    ManyUsers.fill(folder, USERS);
    table.line("Disk for %,d users".formatted(USERS), "%.2f kB a user", kilobytes() / USERS);
    Timings starts = new Timings();
    for (int i = 1; i < STARTS; i++) {
      starts.add(start(false));
    }
    starts.add(start(true));
    table.line(
        "Start with them until the first answer",
        "%.2f s, at best %.2f s (%d starts)",
        starts.median() / 1000,
        starts.millis(0) / 1000,
        STARTS);
    inMemory();
    table.print();
  }

  /** Starts it, asks for a user, and tells how many nanoseconds that took. */
  private long start(boolean measured) throws Exception {
    long start = System.nanoTime();
    Process emulator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                JAR.toString(),
                "emulator",
                "--port",
                "0",
                "--data",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String first = emulator.inputReader().readLine();
      assertThat(first).startsWith(SAYS_ITS_ENDPOINT);
      URI endpoint = URI.create(first.substring(SAYS_ITS_ENDPOINT.length()));
      try (Connection connection = new Connection(endpoint)) {
        assertThat(connection.send(getUser(USERS - 1)).text()).contains(ManyUsers.email(USERS - 1));
      }
      long took = System.nanoTime() - start;
      if (measured) {
        measure(endpoint, emulator.pid());
      }
      return took;
    } finally {
      emulator.destroy();
      emulator.waitFor();
    }
  }

  private void measure(URI endpoint, long process) throws Exception {
    table.line("Resident memory after the start", megabytes(process));
    List<byte[]> requests =
        new Random(1).ints(REQUESTS, 0, USERS).mapToObj(EmulatorBench::getUser).toList();
    Random random = new Random(2);
    Supplier<Supplier<byte[]>> client =
        () -> {
          Random own = new Random(random.nextLong());
          return () -> requests.get(own.nextInt(REQUESTS));
        };
    Load.run(endpoint, CONNECTIONS, Duration.ofSeconds(6), client, 200);
    Timings timings = Load.run(endpoint, CONNECTIONS, Duration.ofSeconds(10), client, 200);
    table.line("AdminGetUser, %d connections".formatted(CONNECTIONS), timings.rate());
    table.line("Resident memory after that, heap of 512 MB", megabytes(process));
  }

  private void inMemory() throws IOException {
    Timings opened = new Timings();
    for (int i = 0; i < 30; i++) {
      long start = System.nanoTime();
      EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
      opened.add(System.nanoTime() - start);
      emulator.close();
    }
    table.line(
        "Start in memory, in a JVM that runs",
        "%.0f ms, at best %.0f ms (%d starts)",
        opened.median(),
        opened.millis(0),
        opened.count());
  }

  private static byte[] getUser(int number) {
    return Connection.request(
        "POST",
        "/",
        SIGNED,
        "{\"UserPoolId\":\"%s\",\"Username\":\"%s\"}"
            .formatted(ManyUsers.POOL, ManyUsers.name(number)));
  }

  private double kilobytes() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()
          / 1000.0;
    }
  }

  /** The resident set of a process, where the system tells it as Linux does. */
  private static String megabytes(long process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process), "status");
    if (!Files.exists(status)) {
      return "not told by this system";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
        .findFirst()
        .orElseThrow();
  }
}
