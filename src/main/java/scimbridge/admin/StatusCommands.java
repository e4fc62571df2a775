package scimbridge.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import scimbridge.cognito.Pace;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.provisioning.AppStatus;
import scimbridge.provisioning.Standing;

/** {@code status}: where the apps stand, in words or as JSON. */
public final class StatusCommands {
  private final Standing standing;
  private final Runnable storeCheck;
  private final Supplier<Optional<List<Pace>>> pace;
  private final AppNames apps;

  /**
   * The command for the configured apps.
   *
   * @param storeCheck throws a fault if the store takes no change now
   * @param pace how fast calls go to Cognito; empty without a running server
   */
  public StatusCommands(
      Standing standing, Runnable storeCheck, Supplier<Optional<List<Pace>>> pace, AppNames apps) {
    this.standing = standing;
    this.storeCheck = storeCheck;
    this.pace = pace;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("status", this::status);
  }

  private void status(Map<String, String> arguments, Consumer<String> out) {
    List<AppId> asked = arguments.containsKey("app") ? List.of(apps.of(arguments)) : apps.all();
    List<AppStatus> found = asked.stream().map(standing::of).toList();
    Optional<List<Pace>> calls = pace.get();
    if (arguments.containsKey("json")) {
      out.accept(StatusJson.of(found, storeTrouble(), calls));
    } else {
      found.forEach(app -> StatusText.lines(app).forEach(out));
      storeTrouble().ifPresent(trouble -> out.accept("store: " + trouble));
      StatusText.gate(calls).forEach(out);
    }
  }

  private Optional<String> storeTrouble() {
    try {
      storeCheck.run();
      return Optional.empty();
    } catch (Fault trouble) {
      return Optional.of(trouble.detail());
    }
  }
}
