package scimbridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import scimbridge.fault.Fault;

/** {@code mapping test}. */
@Command(
    name = "mapping",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what of a user becomes what in Cognito.",
    footer = {
      "",
      "Example:",
      "  ./scim-bridge mapping test --app entra --user ada.json --config bridge.yaml"
    })
final class MappingCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "test",
      description = {
        "Shows what the mapping makes of a user in each pool of the app: Username, attributes",
        "and where they come from, what is skipped and why, and what of the mapping the pool",
        "cannot do. Cognito is asked what each pool is now; nothing else is stored or changed."
      },
      footer = {
        "",
        "Works beside a running server and without one.",
        "",
        "Example:",
        "  echo '{\"userName\":\"ada@example.com\",\"title\":\"Countess\"}' > ada.json",
        "  ./scim-bridge mapping test --app entra --user ada.json --config bridge.yaml"
      })
  static final class Test extends AppCommand {
    /** The document goes through the socket in one line, whose length is bounded. */
    private static final int LARGEST = 48 * 1024;

    @Option(
        names = "--user",
        required = true,
        paramLabel = "FILE",
        description = "A SCIM user as JSON, as the client would send it; at most 48 KiB.")
    private Path user;

    Test(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("mapping test", Map.of("user", content()));
    }

    private String content() {
      try {
        if (Files.size(user) > LARGEST) {
          throw Fault.of(Fault.Kind.TOO_LARGE, user + " is larger than 48 KiB");
        }
        return Files.readString(user);
      } catch (IOException unreadable) {
        throw Fault.of(
            Fault.Kind.NOT_FOUND,
            user + " cannot be read: is it there, and is it text in UTF-8?",
            unreadable);
      }
    }
  }
}
