package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command about one app. */
abstract class AppCommand extends BridgeCommand {
  @Option(names = "--app", required = true, paramLabel = "APP", description = "Name of the app.")
  private String app;

  AppCommand(Services services, Map<String, String> environment) {
    super(services, environment);
  }

  @Override
  final int run(String command, Map<String, String> arguments) {
    Map<String, String> all = new HashMap<>(arguments);
    all.put("app", app);
    return super.run(command, all);
  }
}
