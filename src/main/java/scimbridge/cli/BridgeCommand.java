package scimbridge.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import scimbridge.admin.AdminClient;
import scimbridge.admin.TerminalText;
import scimbridge.config.BridgeConfig;
import scimbridge.fault.Fault;

/**
 * A command that the running server carries out if there is one, else this process. The same
 * options say which bridge is meant.
 */
@Command(mixinStandardHelpOptions = true, versionProvider = CommandLineInterface.Version.class)
abstract class BridgeCommand implements Callable<Integer> {
  private static final Path USUAL_CONFIG = Path.of("bridge.yaml");
  private static final Path USUAL_DATA = Path.of("data/demo");

  private final Services services;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @ArgGroup private @Nullable Where where;

  BridgeCommand(Services services, Map<String, String> environment) {
    this.services = services;
    this.environment = environment;
  }

  /** Runs a command and prints its answer. */
  int run(String command, Map<String, String> arguments) {
    Path file = where != null ? where.config : usualConfig();
    PrintWriter out = spec.commandLine().getOut();
    client(file).run(command, arguments, line -> print(out, line));
    out.flush();
    return 0;
  }

  /** Prints a line of the answer. */
  void print(PrintWriter out, String line) {
    out.println(TerminalText.of(line));
  }

  private AdminClient client(@Nullable Path file) {
    if (file != null) {
      BridgeConfig config = BridgeConfig.read(file, environment);
      return new AdminClient(config.data(), folder -> services.offline(config, folder));
    }
    Path data = where != null && where.data != null ? where.data : USUAL_DATA;
    if (!Files.isDirectory(data)) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND, "there is no data folder " + data + "; use --config or --data");
    }
    return new AdminClient(data, folder -> services.offline(demo(data), folder));
  }

  /** Without a file nothing says where the store is, except for the trial, where it is known. */
  private static BridgeConfig demo(Path data) {
    if (!Files.exists(data.resolve(BridgeConfig.DATABASE))) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND,
          "no server runs on " + data + " and there is no database in it; use --config");
    }
    // By the id of its user pool the store knows what it was told of it.
    String userPoolId = new DemoEnv(data).read().getOrDefault(DemoEnv.USER_POOL_ID, "demo_none");
    return Demo.config(data, 0, URI.create("http://127.0.0.1"), userPoolId);
  }

  private static @Nullable Path usualConfig() {
    return Files.exists(USUAL_CONFIG) ? USUAL_CONFIG : null;
  }

  /** Which bridge is meant. */
  static final class Where {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the bridge (default: bridge.yaml if there is one).")
    private @Nullable Path config;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Data folder of a running server or of the demo (default: data/demo).")
    private @Nullable Path data;
  }
}
