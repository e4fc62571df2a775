package scimbridge.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
    name = "explain",
    description = {
      "Says why a user has, lacks, or is about to lose an account and each group in each pool,",
      "and which calls to Cognito are still to be made. Nothing is changed."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge explain --app entra ada@example.com --config bridge.yaml"
    })
final class ExplainCommand extends AppCommand {
  @Parameters(paramLabel = "USER", description = "The user, by userName or SCIM id.")
  private String user = "";

  ExplainCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    return run("explain", Map.of("user", user));
  }
}
