package scimbridge.provisioning;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Projection;
import scimbridge.policy.mapping.Projection.Skipped;

/** What of a change to a user is refused before anything is planned. */
final class UserRefusals {
  private UserRefusals() {}

  /** Whether the app lets requests pass that need what is switched off. */
  static boolean isSkipped(App app, Refusal refusal) {
    return refusal.switchedOff() && app.operations().whenOff() == WhenOff.SKIP;
  }

  /** Where accounts are not to be deleted, a deletion that would delete one is refused. */
  static void deletion(App app, Collection<Account> accounts) {
    boolean wants = app.deprovisioning().deleted().action() == Action.DELETE;
    if (wants
        && !app.operations().delete()
        && app.operations().whenOff() == WhenOff.REFUSE
        && accounts.stream()
            .anyMatch(account -> !account.vacant() && !Adoption.isListed(account))) {
      throw Fault.of(
          Fault.Kind.FORBIDDEN,
          "The user is not deleted: the operation 'delete' is switched off for this app.");
    }
  }

  /** A change of a Username that the account which is there, or was to be, cannot follow. */
  static void renames(
      UserPools connected,
      Scope scope,
      Map<PoolId, Account> accounts,
      @Nullable User current,
      User next) {
    if (current == null) {
      return;
    }
    Set<PoolId> pools = new TreeSet<>(scope.reasons().keySet());
    accounts.values().stream()
        .filter(account -> !account.vacant())
        .forEach(account -> pools.add(account.pool()));
    for (PoolId id : pools) {
      ConnectedPool pool = connected.get(id);
      Usernames.renameProblem(current, next, pool.rules(), connected.described(id))
          .ifPresent(
              fault -> {
                throw fault;
              });
    }
  }

  /** Under {@code projection: strict}, what Cognito cannot hold is an error of this request. */
  static void skips(
      ConnectedPool pool,
      PoolTraits traits,
      @Nullable User current,
      User next,
      @Nullable Account account) {
    if (!pool.rules().strictProjection()) {
      return;
    }
    Projection before = current == null ? null : pool.rules().project(current, traits);
    Projection after = pool.rules().project(next, traits);
    if (before != null && account != null && account.known() == Account.Known.OURS) {
      frozen(pool.rules(), traits, before, after, account);
    }
    List<Skipped> old = before == null ? List.of() : before.skipped();
    after.skipped().stream()
        .filter(skipped -> !old.contains(skipped))
        .findFirst()
        .ifPresent(
            skipped -> {
              throw Fault.of(
                  Fault.Kind.INVALID_VALUE,
                  skipped.source()
                      + " cannot be "
                      + skipped.attribute()
                      + " in pool "
                      + pool.rules().id()
                      + ": "
                      + skipped.reason());
            });
  }

  private static void frozen(
      Pool pool, PoolTraits traits, Projection before, Projection after, Account account) {
    List<Skipped> old = pool.frozen(before, traits, account.attributes());
    pool.frozen(after, traits, account.attributes()).stream()
        .filter(frozen -> !old.contains(frozen))
        .findFirst()
        .ifPresent(
            frozen -> {
              throw Fault.of(
                  Fault.Kind.MUTABILITY,
                  frozen.source()
                      + " cannot change "
                      + frozen.attribute()
                      + " in pool "
                      + pool.id()
                      + ": "
                      + frozen.reason());
            });
  }
}
