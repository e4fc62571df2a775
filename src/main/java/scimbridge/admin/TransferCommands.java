package scimbridge.admin;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.identity.AppId;
import scimbridge.provisioning.Transferring;
import scimbridge.provisioning.Transferring.Order;

/** {@code transfer}: moves the directory of one app to another. */
public final class TransferCommands {
  private final Transferring transferring;
  private final AppNames apps;

  /** The command for the configured apps. */
  public TransferCommands(Transferring transferring, AppNames apps) {
    this.transferring = transferring;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("transfer", this::transfer);
  }

  private void transfer(Map<String, String> arguments, Consumer<String> out) {
    AppId from = apps.named(arguments.getOrDefault("from", ""));
    AppId to = apps.named(arguments.getOrDefault("to", ""));
    boolean dryRun = arguments.containsKey("dryRun");
    boolean skip = arguments.containsKey("skipConflicts");
    transferring.run(new Order(from, to, dryRun, skip), LastingOutput.of("transfer", out));
  }
}
