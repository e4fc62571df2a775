package scimbridge.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
  private final Clock clock;
  private final AppNames apps;

  /** The command for the configured apps. */
  public ReconcileCommands(Reconciling reconciling, Clock clock, AppNames apps) {
    this.reconciling = reconciling;
    this.clock = clock;
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
            arguments.containsKey("unknown"),
            restoredTo(arguments.get("adoptCreatedAfter"))),
        out);
  }

  private @Nullable Instant restoredTo(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Instant now = clock.instant();
    Instant backup = Since.parse(text, now);
    if (backup.isAfter(now)) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "--adopt-created-after: no backup was made yet at " + backup + ".");
    }
    return backup;
  }

  private static PoolId pool(String name) {
    try {
      return new PoolId(name);
    } catch (IllegalArgumentException notAName) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "--pool: " + notAName.getMessage(), notAName);
    }
  }
}
