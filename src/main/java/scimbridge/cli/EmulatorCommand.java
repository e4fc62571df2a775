package scimbridge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "emulator",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Runs the embedded Cognito alone, on the loopback address.",
    footer = {
      "",
      "Example:",
      "  scim-bridge emulator --port 8401 --data data/cognito",
      "  aws --endpoint-url http://127.0.0.1:8401 cognito-idp list-user-pools --max-results 10"
    })
final class EmulatorCommand implements Callable<Integer> {
  private final Services services;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8401",
      paramLabel = "N",
      description = "Port to listen on; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      defaultValue = "data/cognito",
      paramLabel = "DIR",
      description = "Folder for its pools (default: ${DEFAULT-VALUE}).")
  private Path data;

  EmulatorCommand(Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws Exception {
    Foreground.run(
        foreground -> {
          Services.Emulator emulator = foreground.add(services.emulator(port, data));
          spec.commandLine().getOut().println("Cognito endpoint at " + emulator.endpoint());
          spec.commandLine().getOut().flush();
        });
    return 0;
  }
}
