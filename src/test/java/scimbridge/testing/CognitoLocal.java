package scimbridge.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * The npm package {@code cognito-local} as a process of its own: the Cognito that this project did
 * not write. Tests that need it are aborted, saying why, where Node.js or the package is missing;
 * {@code npm ci} in {@code src/test/cognito-local} installs the package.
 */
public final class CognitoLocal implements AutoCloseable {
  private static final Path PACKAGE = Path.of("src", "test", "cognito-local");
  private static final Path SCRIPT =
      Path.of("node_modules", "cognito-local", "lib", "bin", "start.js");
  private static final Pattern STARTED = Pattern.compile("running on (http://[0-9.]+:[0-9]+)");
  private static final int START_SECONDS = 60;

  private final Process process;
  private final URI endpoint;

  private CognitoLocal(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts it with its data in a folder of its own, on a free port. Pools are plain unless they are
   * created otherwise.
   *
   * @throws TestAbortedException when Node.js or the package is not installed
   */
  public static CognitoLocal start(Path workFolder) throws IOException {
    Path script = PACKAGE.resolve(SCRIPT).toAbsolutePath();
    if (!Files.isRegularFile(script)) {
      throw new TestAbortedException(
          "cognito-local is not installed; run 'npm ci' in " + PACKAGE + " to have it");
    }
    Path settings = workFolder.resolve(".cognito");
    Files.createDirectories(settings);
    // Without this every pool is one with e-mail addresses as usernames.
    Files.writeString(
        settings.resolve("config.json"), "{\"UserPoolDefaults\":{\"UsernameAttributes\":[]}}");
    ProcessBuilder command = new ProcessBuilder("node", script.toString());
    command.directory(workFolder.toFile()).redirectErrorStream(true);
    command.environment().put("HOST", "127.0.0.1");
    command.environment().put("PORT", "0");
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      throw new TestAbortedException("cognito-local needs Node.js: " + e.getMessage());
    }
    try {
      return new CognitoLocal(process, awaitEndpoint(process));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static URI awaitEndpoint(Process process) throws IOException {
    CompletableFuture<URI> found = new CompletableFuture<>();
    Thread reader = new Thread(() -> readOutput(process, found), "cognito-local-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return found.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cognito-local did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while cognito-local started", e);
    }
  }

  /** Reads for as long as the process lives, so that it never blocks on a full pipe. */
  private static void readOutput(Process process, CompletableFuture<URI> found) {
    StringBuilder head = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        Matcher started = STARTED.matcher(line);
        if (started.find()) {
          found.complete(URI.create(started.group(1)));
        } else if (!found.isDone()) {
          head.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      found.completeExceptionally(new UncheckedIOException(e));
    }
    found.completeExceptionally(new IllegalStateException("it stopped: " + head));
  }
}
