package scimbridge.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code guard}, {@code guard show}, {@code guard allow}, {@code guard discard}. */
@Command(
    name = "guard",
    description = {
      "Shows what the guard against mass removal has counted and holds. When too many of an app's",
      "accounts would be removed within an hour, it answers DELETEs 403 and holds the accounts of",
      "those who leave every policy's scope, until it is told what is to be."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge guard --config bridge.yaml",
      "  ./scim-bridge guard allow --app entra --config bridge.yaml"
    })
final class GuardCommand extends BridgeCommand {
  @Option(names = "--app", paramLabel = "APP", description = "Only this app (default: all).")
  private @Nullable String app;

  GuardCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    return run("guard show", app == null ? Map.of() : Map.of("app", app));
  }

  @Command(
      name = "show",
      description = "Shows what the guard has counted and holds.",
      footer = {"", "Example:", "  ./scim-bridge guard show --app entra --config bridge.yaml"})
  static final class Show extends BridgeCommand {
    @Option(names = "--app", paramLabel = "APP", description = "Only this app (default: all).")
    private @Nullable String app;

    Show(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("guard show", app == null ? Map.of() : Map.of("app", app));
    }
  }

  @Command(
      name = "allow",
      description = {
        "Has everything carried out that is held, and lets every removal of the app pass for an",
        "hour from now. What is removed in that hour does not count afterwards."
      },
      footer = {"", "Example:", "  ./scim-bridge guard allow --app entra --config bridge.yaml"})
  static final class Allow extends AppCommand {
    Allow(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("guard allow", Map.of());
    }
  }

  @Command(
      name = "discard",
      description = {
        "Drops everything that is held: those accounts stay as they are until a policy gives them",
        "again, or the client deletes their users. DELETEs are refused until the hour has passed."
      },
      footer = {"", "Example:", "  ./scim-bridge guard discard --app entra --config bridge.yaml"})
  static final class Discard extends AppCommand {
    Discard(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("guard discard", Map.of());
    }
  }
}
