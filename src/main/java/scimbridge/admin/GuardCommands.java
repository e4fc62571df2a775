package scimbridge.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import scimbridge.identity.AppId;
import scimbridge.policy.Guard;
import scimbridge.provisioning.AppStatus.Waiting;
import scimbridge.provisioning.GuardStatus;
import scimbridge.provisioning.Guarding;

/** {@code guard show}, {@code guard allow} and {@code guard discard}. */
public final class GuardCommands {
  /** How many held removals are listed. */
  private static final int LISTED = 20;

  private final Guarding guarding;
  private final AppNames apps;

  /** The commands for the configured apps. */
  public GuardCommands(Guarding guarding, AppNames apps) {
    this.guarding = guarding;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands
        .add("guard show", this::show)
        .add("guard allow", this::allow)
        .add("guard discard", this::discard);
  }

  private void show(Map<String, String> arguments, Consumer<String> out) {
    List<AppId> asked = arguments.containsKey("app") ? List.of(apps.of(arguments)) : apps.all();
    for (AppId app : asked) {
      out.accept("app " + app);
      GuardStatus status = guarding.status(app);
      lines(status).forEach(line -> out.accept("  " + line));
      List<Waiting> held = guarding.held(app, LISTED);
      held.forEach(
          one ->
              out.accept(
                  "  held: '" + one.user() + "' in pool " + one.pool() + " since " + one.since()));
      if (status.held() > held.size()) {
        out.accept("  and " + (status.held() - held.size()) + " more");
      }
    }
  }

  /** The numbers in words. */
  static List<String> lines(GuardStatus status) {
    List<String> lines = new ArrayList<>();
    Guard rules = status.rules();
    lines.add(
        rules.on()
            ? "removed within an hour: "
                + status.removed()
                + " of at most "
                + status.limit()
                + " accounts ("
                + rules.sharePercent()
                + " %, and "
                + rules.atLeast()
                + " in any case)"
            : "removals are not counted: the guard is off");
    if (status.deactivated() > 0) {
      lines.add("deactivated within an hour: " + status.deactivated() + "; none is held");
    }
    if (status.allowedUntil() != null) {
      lines.add("an administrator allows every removal until " + status.allowedUntil());
    }
    if (status.closed()) {
      lines.add(
          "closed: DELETEs are answered 403 and who leaves scope is held; the next may go at "
              + status.passesAt());
    }
    lines.add(
        status.held() == 0
            ? "nothing is held"
            : status.held()
                + " removals are held since "
                + status.heldSince()
                + "; 'guard allow' carries them out, 'guard discard' drops them");
    return lines;
  }

  private void allow(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    long users = guarding.allow(app, soFar -> out.accept(soFar + " users so far"));
    out.accept(
        "Held removals of "
            + users
            + " users are carried out. Every removal of app '"
            + app
            + "' passes until "
            + guarding.status(app).allowedUntil()
            + ".");
  }

  private void discard(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    long users = guarding.discard(app, soFar -> out.accept(soFar + " users so far"));
    out.accept(
        "Held removals of "
            + users
            + " users are dropped: their accounts stay as they are until a policy gives them"
            + " again.");
  }
}
