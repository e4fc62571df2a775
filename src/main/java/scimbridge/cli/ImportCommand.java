package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code import}. */
@Command(
    name = "import",
    description = {
      "Takes the users and groups that a user pool has already into an app's directory, so that the",
      "first synchronisation of the identity provider finds them instead of colliding with them.",
      "The pool is listed and not changed. What was taken in stays as it is until the client",
      "changes it, see 'adopt' in the configuration. Run again, it goes on with what is missing."
    },
    footer = {
      "",
      "Works beside a running server and without one. Ctrl-C ends it.",
      "",
      "Example:",
      "  ./scim-bridge import --app okta --dry-run --config bridge.yaml",
      "  ./scim-bridge import --app okta --config bridge.yaml"
    })
final class ImportCommand extends AppCommand {
  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "Name of the pool in the configuration (default: every pool of the app).")
  private @Nullable String pool;

  @Option(names = "--dry-run", description = "Only say what would be taken in and what not.")
  private boolean dryRun;

  ImportCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>();
    if (pool != null) {
      arguments.put("pool", pool);
    }
    if (dryRun) {
      arguments.put("dryRun", "true");
    }
    return run("import", arguments);
  }
}
