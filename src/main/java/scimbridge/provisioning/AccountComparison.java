package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.AliasOwners;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;

/**
 * Says what accounts differ in from what the directory wishes. It is the planner that says so: the
 * difference is what it plans for the account as a listing shows it, and does not plan for the
 * account as it is recorded.
 */
final class AccountComparison {
  private final Setting setting;
  private final App app;
  private final ConnectedPool pool;
  private final PoolTraits traits;

  AccountComparison(Setting setting, App app, ConnectedPool pool, PoolTraits traits) {
    this.setting = setting;
    this.app = app;
    this.pool = pool;
    this.traits = traits;
  }

  /** How an account of ours was shown. */
  @FunctionalInterface
  interface Shown {
    /**
     * The account for the planner.
     *
     * @param wish what it should be
     * @param recorded what is recorded of it, for what was not shown
     */
    Sight of(Wish wish, Sight.Present recorded);
  }

  /**
   * Compares accounts.
   *
   * @param shown the record of each account, which is one of OURS, and how it was shown
   * @return those that differ
   */
  List<Drift> of(Transaction tx, Map<Account, Shown> shown) {
    Map<ResourceId, User> users =
        tx.resources().users(app.id(), shown.keySet().stream().map(Account::user).toList());
    Map<ResourceId, Scope> scopes = Scopes.of(tx, app, users.values());
    List<Drift> drifts = new ArrayList<>();
    shown.forEach(
        (link, sight) -> {
          User user = users.get(link.user());
          Scope scope = scopes.getOrDefault(link.user(), Scope.NONE);
          Drift drift = compare(tx, link, user, scope, sight);
          if (drift != null) {
            drifts.add(drift);
          }
        });
    return drifts;
  }

  private @Nullable Drift compare(
      Transaction tx, Account link, @Nullable User user, Scope scope, Shown shown) {
    Wish wish;
    try {
      wish = Wishes.possible(tx, app, pool, traits, user, scope, link, setting.now());
    } catch (Fault impossible) {
      // There is nothing to compare with; the link says why.
      return null;
    }
    if (!(Wishes.sight(tx, link) instanceof Sight.Present record)) {
      throw new IllegalArgumentException(link + " is not known to be ours");
    }
    Plan recorded = plan(wish, record);
    Plan now = now(link, wish, shown.of(wish, record));
    List<CognitoCall> calls = new ArrayList<>(now.calls());
    calls.removeAll(recorded.calls());
    List<Refusal> refusals = new ArrayList<>(now.refusals());
    refusals.removeAll(recorded.refusals());
    if (calls.isEmpty() && refusals.isEmpty()) {
      return null;
    }
    return new Drift(
        link.user(),
        user == null ? "deleted user " + link.user() : "user '" + user.userName() + "'",
        new Plan(calls, refusals, List.of()).sentences().toList(),
        calls.stream().anyMatch(CognitoCall::takesAccess));
  }

  /** What would be done if what was listed were seen. */
  private Plan now(Account link, Wish wish, Sight sight) {
    if (!(sight instanceof Sight.Present seen)) {
      return plan(wish, sight);
    }
    FirstLook look = FirstLook.at(link, wish, seen);
    Plan plan = plan(look.wish(), look.seen());
    return look.disabledByOthers()
        ? new Plan(plan.calls(), List.of(Adoption.disabledByOthers(link)), plan.unknowns())
        : plan;
  }

  private Plan plan(Wish wish, Sight sight) {
    Refusal stays = sight instanceof Sight.Absent ? DesiredAccount.notMadeAgain(pool, wish) : null;
    return stays != null
        ? Plan.refused(stays)
        : AccountPlanner.plan(pool.rules(), app.operations(), wish, sight, own(wish));
  }

  /** A report asks nobody who has an alias; whoever repairs does. */
  private static AliasOwners own(Wish wish) {
    AliasOwners owners = AliasOwners.NONE;
    if (wish instanceof Wish.Account wished) {
      for (String alias : wished.aliases()) {
        String value = wished.attributes().get(alias);
        owners = value == null ? owners : owners.with(value, Owner.SELF);
      }
    }
    return owners;
  }
}
