package scimbridge.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code token create}, {@code token list}, {@code token revoke}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and revokes the bearer tokens of an app.",
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge token create --app entra --config bridge.yaml"
    })
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "create",
      description = "Makes a token and prints it. It can never be seen again.",
      footer = {
        "",
        "Example:",
        "  ./scim-bridge token create --app entra --name 'Entra production' --config bridge.yaml"
      })
  static final class Create extends AppCommand {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "What 'token list' and 'log' call it (default: only its id).")
    private @Nullable String name;

    Create(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("token create", name == null ? Map.of() : Map.of("name", name));
    }
  }

  @Command(
      name = "list",
      description = "Lists the tokens by their ids: the part after 'scimb_'.",
      footer = {"", "Example:", "  ./scim-bridge token list --app entra --config bridge.yaml"})
  static final class List extends AppCommand {
    List(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("token list", Map.of());
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a token; the next request that brings it is refused.",
      footer = {
        "",
        "Example:",
        "  ./scim-bridge token revoke --app entra --id 0123456789abcdef --config bridge.yaml"
      })
  static final class Revoke extends AppCommand {
    @Option(
        names = "--id",
        required = true,
        paramLabel = "ID",
        description = "Id of the token, as 'token list' shows it.")
    private String id;

    Revoke(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("token revoke", Map.of("id", id));
    }
  }
}
