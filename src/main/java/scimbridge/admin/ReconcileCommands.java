package scimbridge.admin;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.provisioning.Reconciling;
import scimbridge.provisioning.Reconciling.Order;

/**
 * {@code reconcile}: compares the directory of an app with its pools. It ends when the operator
 * goes away: what was marked until then is repaired, and the rest is found by the next one.
 */
public final class ReconcileCommands {
  private final Reconciling reconciling;
  private final AppNames apps;

  /** The command for the configured apps. */
  public ReconcileCommands(Reconciling reconciling, AppNames apps) {
    this.reconciling = reconciling;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("reconcile", this::reconcile);
  }

  private void reconcile(Map<String, String> arguments, Consumer<String> out) {
    String pool = arguments.get("pool");
    reconciling.run(
        new Order(
            apps.of(arguments),
            pool == null ? null : pool(pool),
            arguments.containsKey("repair"),
            arguments.containsKey("unknown")),
        out);
  }

  private static PoolId pool(String name) {
    try {
      return new PoolId(name);
    } catch (IllegalArgumentException notAName) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "--pool: " + notAName.getMessage(), notAName);
    }
  }
}
