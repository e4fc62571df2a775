package scimbridge.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code log}. */
@Command(
    name = "log",
    description = {
      "Shows what happened, the newest last: every change that a client asked for, what the bridge",
      "did on its own, and every act of an administrator; who, why, old and new values, and each",
      "call to Cognito with what came of it. Without --since and --limit the last 100 records."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge log --app entra --since 1h --config bridge.yaml",
      "  ./scim-bridge log --user ada@example.com --failed --config bridge.yaml",
      "  ./scim-bridge log --follow --json --config bridge.yaml"
    })
final class LogCommand extends BridgeCommand {
  @Option(names = "--app", paramLabel = "APP", description = "Only of this app.")
  private @Nullable String app;

  @Option(
      names = "--user",
      paramLabel = "NAME|ID",
      description =
          "Only about the user with this userName or id, also one who was deleted; or the group with"
              + " this displayName or id.")
  private @Nullable String user;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 15m, 1h, 7d, 2026-11-25 or 2026-11-25T08:00:00Z.")
  private @Nullable String since;

  @Option(
      names = "--failed",
      description = "Only what was refused, held, or of which a call failed on the way.")
  private boolean failed;

  @Option(names = "--limit", paramLabel = "N", description = "Only the newest N.")
  private @Nullable String limit;

  @Option(names = "--json", description = "One JSON object a line, for programs.")
  private boolean json;

  @Option(
      names = "--follow",
      description = "Go on with what happens from now on, until Ctrl-C; needs a running server.")
  private boolean follow;

  LogCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>();
    put(arguments, "app", app);
    put(arguments, "user", user);
    put(arguments, "since", since);
    put(arguments, "limit", limit);
    put(arguments, "failed", failed ? "true" : null);
    put(arguments, "json", json ? "true" : null);
    put(arguments, "follow", follow ? "true" : null);
    try {
      return run("log", arguments);
    } catch (Unread enough) {
      return 0;
    }
  }

  /** {@code log | head} is over when head has enough. */
  @Override
  void print(PrintWriter out, String line) {
    super.print(out, line);
    if (out.checkError()) {
      throw new Unread();
    }
  }

  /** Nobody reads the answer any more. */
  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unread() {
      super("nobody reads the answer", null, false, false);
    }
  }

  private static void put(Map<String, String> arguments, String name, @Nullable String value) {
    if (value != null) {
      arguments.put(name, value);
    }
  }
}
