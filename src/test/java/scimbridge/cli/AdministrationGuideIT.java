package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.testing.UnusedPort;

/**
 * Whoever follows {@code docs/administration.md} step by step sees what it says. Only the ports are
 * others, so that the tests can run beside a bridge.
 */
class AdministrationGuideIT {
  private static final Path PAGE = Path.of("docs/administration.md");
  private static final Path JAR =
      Path.of(System.getProperty("scimbridge.jar", "target/scim-bridge.jar")).toAbsolutePath();

  @TempDir private Path folder;

  private Shell shell;
  private String bridgePort;
  private String cognitoPort;

  /** Whoever could not do one step cannot go on. */
  private boolean lost;

  @BeforeEach
  void start() throws IOException {
    Path launcher = folder.resolve("scim-bridge");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 %s -jar '%s' \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                // As the real launcher does; else newer JDKs warn of what libraries do.
                Runtime.version().feature() >= 24 ? "--sun-misc-unsafe-memory-access=allow" : "",
                JAR));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    bridgePort = Integer.toString(UnusedPort.find());
    do {
      cognitoPort = Integer.toString(UnusedPort.find());
    } while (cognitoPort.equals(bridgePort));
    shell = new Shell(folder);
  }

  @AfterEach
  void stop() {
    shell.close();
  }

  @TestFactory
  Stream<DynamicTest> everyStepOfTheGuideDoesWhatItSays() throws IOException {
    return Guide.steps(PAGE).stream()
        .map(
            step ->
                DynamicTest.dynamicTest(
                    name(step),
                    () -> {
                      assumeThat(lost).as("an earlier step failed").isFalse();
                      lost = true;
                      take(step);
                      lost = false;
                    }));
  }

  private void take(Guide.Step step) throws Exception {
    if (step instanceof Guide.WriteFile file) {
      Files.writeString(folder.resolve(file.name()), withPorts(file.content()));
    } else if (step instanceof Guide.Run run) {
      Shell.Result result = shell.run(withPorts(run.command()));
      String printed = withoutPorts(result.printed());
      if (run.output().isEmpty()) {
        assertThat(result.code())
            .as("line %d: %s\n%s", run.line(), run.command(), printed)
            .isZero();
      } else if (!run.isPrinted(printed)) {
        assertThat(printed.strip())
            .as("line %d: %s", run.line(), run.command())
            .isEqualTo(String.join("\n", run.output()));
      }
    }
  }

  private static String name(Guide.Step step) {
    return step instanceof Guide.Run run
        ? "line " + run.line() + ": " + run.command().lines().findFirst().orElse("")
        : "line " + step.line() + ": write " + ((Guide.WriteFile) step).name();
  }

  private String withPorts(String text) {
    return text.replace("8080", bridgePort).replace("8401", cognitoPort);
  }

  private String withoutPorts(String text) {
    return text.replace(bridgePort, "8080").replace(cognitoPort, "8401");
  }
}
