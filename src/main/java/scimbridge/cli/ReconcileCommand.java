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
      "  ./scim-bridge reconcile --app entra --config bridge.yaml",
      "  ./scim-bridge reconcile --app entra --repair --config bridge.yaml",
      "  ./scim-bridge reconcile --app entra --adopt-created-after 2026-11-25T02:00:00Z --repair"
    })
final class ReconcileCommand extends AppCommand {
  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "Only this pool (default: all that the app has to do with).")
  private @Nullable String pool;

  @Option(
      names = "--repair",
      description =
          "Have what is found brought in step: the bridge looks at each account and group of its own"
              + " that differs and makes the calls, what takes access away first.")
  private boolean repair;

  @Option(
      names = "--unknown",
      description = "Name every account and group that the bridge does not know, not only some.")
  private boolean unknown;

  @Option(
      names = "--adopt-created-after",
      paramLabel = "TIME",
      description =
          "After the store was restored from a backup of that time (2026-11-25T08:00:00Z, or 36h for"
              + " 36 hours ago): with --repair, accounts that were made since then and that users of the app"
              + " wish are adopted, and those that are gone are not made again. Nothing else is repaired,"
              + " since the pool is newer than the store. See docs/existing-pools.md.")
  private @Nullable String adoptCreatedAfter;

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
    if (adoptCreatedAfter != null) {
      arguments.put("adoptCreatedAfter", adoptCreatedAfter);
    }
    return run("reconcile", arguments);
  }
}
