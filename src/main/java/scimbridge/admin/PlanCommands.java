package scimbridge.admin;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.directory.Directory;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.fault.Fault;
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
  private final Directory directory;
  private final AppNames apps;

  /** Commands about the plans of the configured apps. */
  public PlanCommands(
      Preview preview, Explanation explanation, Directory directory, AppNames apps) {
    this.preview = preview;
    this.explanation = explanation;
    this.directory = directory;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands.add("plan", this::plan).add("explain", this::explain);
  }

  private void explain(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    ResourceId user = user(app, arguments.getOrDefault("user", ""));
    explanation.of(app, user).forEach(out);
    out.accept("still to be done");
    preview.pending(app, user).lines().forEach(line -> out.accept("  " + line));
  }

  private void plan(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String user = arguments.get("user");
    (user == null ? preview.pending(app) : preview.pending(app, user(app, user)))
        .lines()
        .forEach(out);
  }

  /**
   * The user that an administrator means, by userName or SCIM id.
   *
   * @throws Fault NOT_FOUND if the app has none
   */
  ResourceId user(AppId app, String name) {
    return directory.<ResourceId>read(
        tx ->
            ResourceId.parse(name)
                .filter(id -> tx.resources().user(app, id).isPresent())
                .or(
                    () ->
                        tx.names()
                            .holder(Name.userName(app, name))
                            .filter(held -> held.app().equals(app))
                            .map(Holder::resource)
                            .filter(id -> tx.resources().user(app, id).isPresent()))
                .orElseThrow(
                    () ->
                        Fault.of(
                            Fault.Kind.NOT_FOUND,
                            "the app '"
                                + app
                                + "' has no user with the userName or SCIM id '"
                                + name
                                + "'")));
  }
}
