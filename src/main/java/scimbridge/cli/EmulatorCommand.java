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
    description = "Runs the embedded Cognito alone.",
    footer = {
      "",
      "Example:",
      "  ./scim-bridge emulator --port 8401 --data data/cognito --quotas",
      "  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region eu-central-1 \\",
      "    --endpoint-url http://127.0.0.1:8401 cognito-idp list-user-pools --max-results 10"
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

  @Option(
      names = "--host",
      defaultValue = Services.EmulatorOptions.LOOPBACK,
      paramLabel = "ADDRESS",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}). It takes any credentials: keep it from"
              + " networks that you do not trust.")
  private String host;

  @Option(
      names = "--quotas",
      arity = "0..1",
      defaultValue = "0",
      fallbackValue = "1",
      paramLabel = "FACTOR",
      description = "Enforce AWS's request rates, multiplied by FACTOR (1 if none is given).")
  private double quotaFactor;

  EmulatorCommand(Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws Exception {
    Foreground.run(
        foreground -> {
          Services.Emulator emulator =
              foreground.add(
                  services.emulator(new Services.EmulatorOptions(host, port, data, quotaFactor)));
          spec.commandLine().getOut().println("Cognito endpoint at " + emulator.endpoint());
          spec.commandLine().getOut().println("Control key " + emulator.controlKey());
          spec.commandLine().getOut().flush();
        });
    return 0;
  }
}
