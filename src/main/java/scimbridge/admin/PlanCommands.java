package scimbridge.admin;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.provisioning.Explanation;
import scimbridge.provisioning.Preview;

/**
 * {@code plan}: which calls are still to be made, for an app or for one of its users; {@code
 * explain}: why one of them has what it has.
 */
public final class PlanCommands {
  private final Preview preview;
  private final Explanation explanation;
  private final NamedUsers users;
  private final AppNames apps;

  /** Commands about the plans of the configured apps. */
  public PlanCommands(Preview preview, Explanation explanation, NamedUsers users, AppNames apps) {
    this.preview = preview;
    this.explanation = explanation;
    this.users = users;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands.add("plan", this::plan).add("explain", this::explain);
  }

  private void explain(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    ResourceId user = users.of(app, arguments.getOrDefault("user", ""));
    explanation.of(app, user).forEach(out);
    out.accept("still to be done");
    preview.pending(app, user).lines().forEach(line -> out.accept("  " + line));
  }

  private void plan(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String user = arguments.get("user");
    (user == null ? preview.pending(app) : preview.pending(app, users.of(app, user)))
        .lines()
        .forEach(out);
  }
}
