package scimbridge.admin;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import scimbridge.directory.Progress.State;
import scimbridge.identity.AppId;
import scimbridge.provisioning.Retrying;
import scimbridge.provisioning.Retrying.Due;
import scimbridge.provisioning.Retrying.Order;

/** {@code retry}: has what was refused, or is backing off, tried again now. */
public final class RetryCommands {
  private final Retrying retrying;
  private final NamedUsers users;
  private final AppNames apps;

  /** The command for the configured apps. */
  public RetryCommands(Retrying retrying, NamedUsers users, AppNames apps) {
    this.retrying = retrying;
    this.users = users;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("retry", this::retry);
  }

  private void retry(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String user = arguments.get("user");
    Set<State> states = EnumSet.noneOf(State.class);
    if (arguments.containsKey("refused")) {
      states.add(State.REFUSED);
    }
    if (arguments.containsKey("pending")) {
      states.add(State.PENDING);
    }
    if (states.isEmpty()) {
      states = EnumSet.of(State.REFUSED, State.PENDING);
    }
    Order order = new Order(app, user == null ? null : users.withAccounts(app, user), states);
    Due due = retrying.run(order, soFar -> out.accept(soFar + " accounts so far"));
    out.accept(
        due.accounts()
            + " accounts"
            + (user == null ? " and " + due.poolGroups() + " Cognito groups" : "")
            + " are tried again now.");
  }
}
