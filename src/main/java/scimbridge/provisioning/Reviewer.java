package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Progress;
import scimbridge.directory.Reviews.Review;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.Plan;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;

/**
 * After the rules of an app have changed, looks at each of its users once: piece by piece, while
 * nothing else is to be done, and going on after a restart. Who is in step costs no call and no
 * background pass; who is not is marked.
 */
final class Reviewer {
  /** How many users one transaction looks at. */
  private static final int PIECE = 100;

  private static final String RULES = "The configuration has changed.";

  private final Setting setting;
  private final PoolInquiry inquiry;

  /** Apps that are not done. */
  private final Set<AppId> open = ConcurrentHashMap.newKeySet();

  /** Where the rounds through their users stand. */
  private final Map<AppId, Round> rounds = new ConcurrentHashMap<>();

  Reviewer(Setting setting) {
    this.setting = setting;
    this.inquiry = new PoolInquiry(setting);
  }

  /** At start: finds the apps whose rules are not those of their last review. */
  void begin() {
    find(true);
  }

  /** While it runs: the same after an administrator moved users to other rules. */
  void again() {
    find(false);
  }

  private void find(boolean atStart) {
    for (App app : setting.apps().values()) {
      String rules = Rules.digest(app, setting.pools());
      Review review =
          setting
              .directory()
              .<Review>write(
                  tx -> {
                    Following.begin(tx, app, setting.now());
                    Review last = tx.reviews().find(app.id()).orElse(null);
                    if (last != null && last.rules().equals(rules)) {
                      return last;
                    }
                    if (atStart) {
                      tellChange(tx, app, last == null ? "" : last.rules(), rules);
                    }
                    tx.accounts().departedOutOfStep(app.id(), setting.now(), RULES);
                    tx.poolGroups().refusedOutOfStep(app.id(), setting.now(), RULES);
                    boolean done = tx.resources().users(app.id(), "", 1).isEmpty();
                    Review fresh = new Review(app.id(), rules, "", done);
                    tx.reviews().put(fresh);
                    return fresh;
                  });
      if (!review.done()) {
        rounds.remove(app.id());
        open.add(app.id());
      }
    }
  }

  /** Whoever changed the file, it works from now on. */
  private void tellChange(Transaction tx, App app, String before, String now) {
    tx.audit()
        .append(
            Journal.entry(
                    setting.now(),
                    Journal.worker(app.id()),
                    null,
                    "configuration",
                    "accepted",
                    "The rules of the app are not those of the last review of its users; everybody"
                        + " is reviewed.")
                .changing(List.of(new Change("rules", before.isEmpty() ? null : before, now))));
  }

  /** Looks at one piece; answers whether it found anybody to look at. */
  boolean step() {
    for (AppId id : List.copyOf(open)) {
      App app = setting.app(id);
      Set<PoolId> unknown = unknown(app);
      Round before = rounds.get(id);
      boolean waits = before != null && before.ended() && unknown.containsAll(before.leftOut());
      if (waits || setting.pools().all().stream().noneMatch(this::isKnown)) {
        continue;
      }
      Round round = before == null || before.ended() ? new Round(unknown, "", false) : before;
      step(app, round);
      return true;
    }
    return false;
  }

  private void step(App app, Round round) {
    Round next = setting.directory().<Round>write(tx -> piece(tx, app, round));
    if (next.ended() && next.leftOut().isEmpty()) {
      open.remove(app.id());
      rounds.remove(app.id());
    } else {
      rounds.put(app.id(), next);
    }
  }

  private boolean isKnown(ConnectedPool pool) {
    return setting.pools().isDescribed(pool.rules().id());
  }

  /** The pools of the app that do not say what they are. */
  private Set<PoolId> unknown(App app) {
    Set<PoolId> unknown = new TreeSet<>();
    for (PoolId pool : app.pools()) {
      if (inquiry.ask(pool).isEmpty()) {
        unknown.add(pool);
      }
    }
    return unknown;
  }

  /**
   * A way through all users of an app.
   *
   * @param leftOut pools that do not say what they are; once they do, everybody is looked at again
   * @param after the last user that was looked at. Where a pool is left out this is only in memory,
   *     so that a restart begins anew; else the store has it
   * @param ended whether nobody is left
   */
  private record Round(Set<PoolId> leftOut, String after, boolean ended) {}

  /** Looks at the next users; answers where the round stands then. */
  private Round piece(Transaction tx, App app, Round round) {
    Review review = tx.reviews().find(app.id()).orElseThrow();
    boolean whole = round.leftOut().isEmpty();
    String from = whole ? review.after() : round.after();
    List<User> users = tx.resources().users(app.id(), from, PIECE);
    Instant now = setting.now();
    if (users.isEmpty()) {
      if (whole) {
        tx.reviews().put(new Review(app.id(), review.rules(), from, true));
      }
      return new Round(round.leftOut(), from, true);
    }
    Map<ResourceId, Scope> scopes = Scopes.of(tx, app, users);
    List<ResourceId> ids = users.stream().map(User::id).toList();
    Map<ResourceId, List<Account>> links = tx.accounts().ofUsers(app.id(), ids);
    Set<ResourceId> onlyKnown = tx.accounts().onlyListed(app.id(), ids);
    Map<PoolId, List<ResourceId>> wanted = new TreeMap<>();
    Set<ResourceId> outOfStep = new HashSet<>();
    Set<ResourceId> leaving = new HashSet<>();
    for (User user : users) {
      Scope scope = scopes.getOrDefault(user.id(), Scope.NONE);
      Map<PoolId, Account> accounts = new TreeMap<>();
      links.getOrDefault(user.id(), List.of()).forEach(link -> accounts.put(link.pool(), link));
      Set<PoolId> pools = new TreeSet<>(scope.reasons().keySet());
      pools.addAll(accounts.keySet());
      for (PoolId pool : pools) {
        Account account = accounts.get(pool);
        if (account == null && onlyKnown.contains(user.id())) {
          // Whom the client has not spoken of yet gets no account anywhere.
          continue;
        }
        boolean described = setting.pools().isDescribed(pool);
        if (setting.pools().find(pool).isEmpty()
            || (!described && round.leftOut().contains(pool))
            || (described && isInStep(tx, app, pool, user, scope, account))) {
          continue;
        }
        if (account == null) {
          wanted.computeIfAbsent(pool, none -> new ArrayList<>()).add(user.id());
        } else {
          (scope.includes(pool) ? outOfStep : leaving).add(user.id());
        }
      }
    }
    wanted.forEach((pool, they) -> tx.accounts().want(app.id(), pool, they, now, RULES));
    tx.accounts().outOfStep(app.id(), outOfStep, now, RULES);
    tx.accounts().mayHaveLost(app.id(), leaving, now, RULES);
    String after = users.getLast().id().value();
    if (whole) {
      tx.reviews().put(new Review(app.id(), review.rules(), after, false));
    }
    return new Round(round.leftOut(), after, false);
  }

  /** Whether there is nothing to do; only why the account is to be may be written anew. */
  private boolean isInStep(
      Transaction tx, App app, PoolId id, User user, Scope scope, @Nullable Account account) {
    ConnectedPool pool = setting.pools().get(id);
    PoolTraits traits = setting.pools().described(id);
    try {
      if (account != null && account.isUnreadable()) {
        // Marked, so that whoever can read it comes to it.
        return false;
      }
      if (account != null && RemovalGuard.isOpen(tx, app, id, user, scope, account)) {
        return false;
      }
      Wishes.Wished wished = Wishes.of(tx, app, pool, traits, user, scope, account, setting.now());
      Plan plan =
          AccountPlanner.plan(
              pool.rules(), app.operations(), wished.wish(), Wishes.sight(tx, account));
      if (!plan.isEmpty()) {
        return false;
      }
      if (account != null && !account.entitlement().equals(wished.entitlement())) {
        Account judged = account.withEntitlement(wished.entitlement());
        tx.accounts()
            .update(
                account.progress().state() == Progress.State.HELD
                    ? judged.withProgress(
                        RemovalGuard.atRest(wished.entitlement()).after(account.progress()))
                    : judged);
        RemovalGuard.returned(tx, account, wished.entitlement());
      }
      return account == null
          || Adoption.isListed(account)
          || account.progress().state() != Progress.State.REFUSED;
    } catch (Fault impossible) {
      // Whoever works on it says why.
      return false;
    }
  }
}
