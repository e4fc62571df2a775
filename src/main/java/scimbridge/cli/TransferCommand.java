package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code transfer}. */
@Command(
    name = "transfer",
    description = {
      "Moves users, groups, memberships, attributes, accounts and Cognito groups to another app,",
      "for example when a company changes its identity provider. SCIM ids stay; no call to Cognito",
      "is made by the move itself. Both apps answer 503 to changes until it is done. Run again, it",
      "completes what stopped in the middle."
    },
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge transfer --from okta --to entra --dry-run --config bridge.yaml",
      "  ./scim-bridge transfer --from okta --to entra --config bridge.yaml"
    })
final class TransferCommand extends BridgeCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "APP",
      description = "The app whose directory moves.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "APP",
      description = "The app that it moves to.")
  private String to;

  @Option(names = "--dry-run", description = "Only say what would move, and what is in both apps.")
  private boolean dryRun;

  @Option(
      names = "--skip-conflicts",
      description =
          "Leave behind whose userName or displayName is in both apps. Memberships between what"
              + " moves and what stays end.")
  private boolean skipConflicts;

  TransferCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  public Integer call() {
    Map<String, String> arguments = new HashMap<>(Map.of("from", from, "to", to));
    if (dryRun) {
      arguments.put("dryRun", "true");
    }
    if (skipConflicts) {
      arguments.put("skipConflicts", "true");
    }
    return run("transfer", arguments);
  }
}
