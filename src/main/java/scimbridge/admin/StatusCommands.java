package scimbridge.admin;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import scimbridge.identity.AppId;
import scimbridge.provisioning.AppStatus;
import scimbridge.provisioning.Standing;

/** {@code status}: where the apps stand, in words or as JSON. */
public final class StatusCommands {
  private final Standing standing;
  private final AppNames apps;

  /** The command for the configured apps. */
  public StatusCommands(Standing standing, AppNames apps) {
    this.standing = standing;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("status", this::status);
  }

  private void status(Map<String, String> arguments, Consumer<String> out) {
    List<AppId> asked = arguments.containsKey("app") ? List.of(apps.of(arguments)) : apps.all();
    List<AppStatus> found = asked.stream().map(standing::of).toList();
    StatusText text = new StatusText();
    if (arguments.containsKey("json")) {
      out.accept(text.json(found));
    } else {
      found.forEach(app -> text.lines(app).forEach(out));
    }
  }
}
