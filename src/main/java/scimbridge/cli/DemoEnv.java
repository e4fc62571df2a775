package scimbridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import scimbridge.fault.Fault;

/**
 * {@code demo.env}: what the trial tells scripts, one {@code KEY=value} a line, so that a shell can
 * source it. Only its owner may read it, because the token is in it.
 */
final class DemoEnv {
  /** The key of the sample pool's id. */
  static final String USER_POOL_ID = "USER_POOL_ID";

  private final Path file;

  DemoEnv(Path data) {
    this.file = data.resolve("demo.env");
  }

  Path file() {
    return file;
  }

  /** What an earlier start wrote; empty if there was none. */
  Map<String, String> read() {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      Map<String, String> values = new LinkedHashMap<>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      return values;
    } catch (IOException e) {
      throw Fault.of(Fault.Kind.INTERNAL, file + " cannot be read", e);
    }
  }

  /** Replaces the file as a whole. */
  void write(Map<String, String> values) {
    String text =
        values.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      Path fresh =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "demo",
              ".env",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Fault.of(Fault.Kind.INTERNAL, file + " cannot be written", e);
    }
  }
}
