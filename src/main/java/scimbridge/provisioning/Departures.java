package scimbridge.provisioning;

import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.Scope;

/** Whether an account is to be, and since when not: from the rules of the app, without a call. */
final class Departures {
  private Departures() {}

  /**
   * Why the account of a user in a pool is to be, or why not.
   *
   * @param user the user, or null if it is deleted or was never accepted
   * @param before what was said of the account last
   */
  static Entitlement of(
      App app, PoolId pool, @Nullable User user, Scope scope, Entitlement before, Instant now) {
    if (user == null) {
      Departure departure = before.departure();
      return departure != null && departure.cause() == Cause.DELETED
          ? deleted(app, before, now)
          : Entitlement.NONE;
    }
    if (!scope.includes(pool)) {
      return new Entitlement(new TreeSet<>(), departure(app, Cause.UNASSIGNED, before, now));
    }
    boolean departs = !user.active() && app.deprovisioning().inactive().action() == Action.DELETE;
    return new Entitlement(
        scope.policies(pool), departs ? departure(app, Cause.INACTIVE, before, now) : null);
  }

  /** What is said of an account whose user the client deletes. */
  static Entitlement deleted(App app, Entitlement before, Instant now) {
    return new Entitlement(new TreeSet<>(), departure(app, Cause.DELETED, before, now));
  }

  private static Departure departure(App app, Cause cause, Entitlement before, Instant now) {
    Departure old = before.departure();
    Instant since = old != null && old.cause() == cause ? old.since() : now;
    Rule rule = rule(app, cause);
    boolean deletes = rule.action() == Action.DELETE && app.operations().delete();
    return new Departure(cause, since, deletes ? since.plus(rule.deleteAfter()) : null)
        .with(standing(app, cause, rule, old));
  }

  /**
   * What is left as it is was not removed. Should the rule be another one day, the guard decides;
   * where there is none, the rule holds at once.
   */
  private static Standing standing(App app, Cause cause, Rule rule, @Nullable Departure old) {
    boolean leaves = cause == Cause.UNASSIGNED && rule.action() == Action.LEAVE;
    if (old == null || old.cause() != cause) {
      return leaves ? Standing.LEFT : Standing.CARRIED_OUT;
    }
    boolean unguarded = old.standing() == Standing.LEFT && !leaves && !app.guard().on();
    return unguarded ? Standing.CARRIED_OUT : old.standing();
  }

  /** The rule for those who leave in this way. */
  static Rule rule(App app, Cause cause) {
    return switch (cause) {
      case UNASSIGNED -> app.deprovisioning().unassigned();
      case INACTIVE -> app.deprovisioning().inactive();
      case DELETED -> app.deprovisioning().deleted();
    };
  }
}
