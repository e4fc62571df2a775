package scimbridge.admin;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.provisioning.Importing;
import scimbridge.provisioning.Importing.Order;

/**
 * {@code import}: takes what is in a user pool already into an app's directory. It ends when the
 * operator goes away: what was taken in stays, and the next one goes on with the rest.
 */
public final class ImportCommands {
  private final Importing importing;
  private final AppNames apps;

  /** The command for the configured apps. */
  public ImportCommands(Importing importing, AppNames apps) {
    this.importing = importing;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("import", this::run);
  }

  private void run(Map<String, String> arguments, Consumer<String> out) {
    importing.run(
        new Order(
            apps.named(arguments.getOrDefault("app", "")),
            arguments.get("pool"),
            arguments.containsKey("dryRun")),
        out);
  }
}
