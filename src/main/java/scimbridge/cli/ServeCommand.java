package scimbridge.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import scimbridge.admin.DataFolder;
import scimbridge.config.BridgeConfig;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Runs the bridge with a configuration file, until it is stopped.",
    footer = {
      "",
      "Example: bridge.example.yaml lists every key with its default",
      "  cp bridge.example.yaml bridge.yaml",
      "  ./scim-bridge serve --config bridge.yaml"
    })
final class ServeCommand implements Callable<Integer> {
  private final Services services;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML file.")
  private Path config;

  @Option(
      names = "--check",
      description = "Only check the file: say what is wrong with it, start nothing.")
  private boolean check;

  ServeCommand(Services services, Map<String, String> environment) {
    this.services = services;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    BridgeConfig settings = BridgeConfig.read(config, environment);
    if (check) {
      spec.commandLine().getOut().println(config + ": no problems found");
      return 0;
    }
    Foreground.run(
        foreground -> {
          DataFolder folder = foreground.add(DataFolder.lock(settings.data()));
          Services.Bridge bridge = foreground.add(services.bridge(settings, folder));
          // Standard output has the audit, and nothing but lines of JSON.
          spec.commandLine().getErr().println("SCIM service at " + bridge.scimUrl());
          spec.commandLine().getErr().flush();
        });
    return 0;
  }
}
