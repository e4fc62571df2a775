package scimbridge.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One shell, in which commands are run one after the other as a person would type them. */
final class Shell implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  Shell(Path folder) throws IOException {
    process =
        new ProcessBuilder("bash", "--norc", "--noprofile")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What a command printed, and its exit code. */
  record Result(String printed, int code) {}

  Result run(String command) throws Exception {
    String end = "end-" + UUID.randomUUID();
    in.write("{ " + command + "\n} < /dev/null\ncode=$?; echo; echo \"" + end + " $code\"\n");
    in.flush();
    CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> readUntil(end));
    return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private Result readUntil(String end) {
    StringBuilder printed = new StringBuilder();
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(end)) {
          return new Result(printed.toString(), Integer.parseInt(line.substring(end.length() + 1)));
        }
        printed.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("the shell ended: " + printed);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
