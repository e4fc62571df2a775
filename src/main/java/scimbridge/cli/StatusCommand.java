package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}. */
@Command(
    name = "status",
    description = {
      "Says where each app stands: how many accounts and Cognito groups are in step, pending,",
      "refused and held, who waits longest and why, and whether new changes are answered 429.",
      "Nothing is changed and Cognito is not asked."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge status --config bridge.yaml",
      "  ./scim-bridge status --app entra --json --config bridge.yaml"
    })
final class StatusCommand extends BridgeCommand {
  @Option(names = "--app", paramLabel = "APP", description = "Only this app (default: all).")
  private @Nullable String app;

  @Option(names = "--json", description = "One JSON document instead of words.")
  private boolean json;

  StatusCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>();
    if (app != null) {
      arguments.put("app", app);
    }
    if (json) {
      arguments.put("json", "true");
    }
    return run("status", arguments);
  }
}
