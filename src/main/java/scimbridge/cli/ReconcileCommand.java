package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reconcile}. */
@Command(
    name = "reconcile",
    description = {
      "Compares the directory of an app with its user pools and says in one sentence each what is",
      "otherwise than it should be. It only lists (ListUsers, ListGroups, ListUsersInGroup), which",
      "bills nobody as a monthly active user, and lets everything that a client waits for go first.",
      "What the bridge does not know in a pool is counted and never touched."
    },
    footer = {
      "",
      "Works beside a running server and without one. Ctrl-C ends it.",
      "",
      "Example:",
      "  scim-bridge reconcile --app entra --config bridge.yaml",
      "  scim-bridge reconcile --app entra --repair --config bridge.yaml"
    })
final class ReconcileCommand extends AppCommand {
  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "Only this pool (default: all that the app has to do with).")
  private @Nullable String pool;

  @Option(
      names = "--repair",
      description = {
        "Have what is found brought in step: the bridge looks at each account and group of its own",
        "that differs and makes the calls, what takes access away first."
      })
  private boolean repair;

  @Option(
      names = "--unknown",
      description = "Name every account and group that the bridge does not know, not only some.")
  private boolean unknown;

  ReconcileCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>();
    if (pool != null) {
      arguments.put("pool", pool);
    }
    if (repair) {
      arguments.put("repair", "true");
    }
    if (unknown) {
      arguments.put("unknown", "true");
    }
    return run("reconcile", arguments);
  }
}
