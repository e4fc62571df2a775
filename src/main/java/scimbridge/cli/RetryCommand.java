package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code retry}. */
@Command(
    name = "retry",
    description = {
      "Has accounts and Cognito groups of an app tried again now that were refused, or that are",
      "backing off after attempts that failed. What the guard holds is not touched."
    },
    footer = {
      "",
      "Works beside a running server and without one; then the next start does it.",
      "",
      "Example:",
      "  ./scim-bridge retry --app entra --config bridge.yaml",
      "  ./scim-bridge retry --app entra --user ada@example.com --refused --config bridge.yaml"
    })
final class RetryCommand extends AppCommand {
  @Option(
      names = "--user",
      paramLabel = "USER",
      description =
          "Only for this user, by userName or SCIM id, or by SCIM id one who was deleted (default:"
              + " everybody, and groups).")
  private @Nullable String user;

  @Option(names = "--refused", description = "Only what was refused.")
  private boolean refused;

  @Option(names = "--pending", description = "Only what is backing off.")
  private boolean pending;

  RetryCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>();
    if (user != null) {
      arguments.put("user", user);
    }
    if (refused) {
      arguments.put("refused", "true");
    }
    if (pending) {
      arguments.put("pending", "true");
    }
    return run("retry", arguments);
  }
}
