package scimbridge.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plan}. */
@Command(
    name = "plan",
    description = {
      "Shows the calls to Cognito that are still to be made, in order, and what they cost.",
      "Nothing is changed and Cognito is not asked."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge plan --app entra --user ada@example.com --config bridge.yaml"
    })
final class PlanCommand extends AppCommand {
  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Only for this user, by userName or SCIM id (default: everybody).")
  private @Nullable String user;

  PlanCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    return run("plan", user == null ? Map.of() : Map.of("user", user));
  }
}
