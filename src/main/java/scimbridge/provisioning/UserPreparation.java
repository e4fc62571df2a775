package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Projection.Skipped;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.Written;

/** The transaction before the calls of a change to a user: decide, reserve, plan, propose. */
final class UserPreparation {
  private final Setting setting;
  private final UserNames names;
  private final UserWrites users;

  UserPreparation(Setting setting, UserWrites users) {
    this.setting = setting;
    this.names = new UserNames(setting.pools());
    this.users = users;
  }

  /**
   * A change as the request wants it.
   *
   * @param next what the user is to become, or null if it is to be deleted
   * @param password a password that came with it, or null
   */
  record Wanted(@Nullable User next, @Nullable Password password) {}

  /**
   * Decides whether the change can be had without a call, has to wait, or opens a proposal.
   *
   * @throws Fault if it cannot be had; nothing is kept then
   */
  Prepared<User, AccountRun> prepare(
      Transaction tx, Request request, @Nullable User current, ResourceId id, Wanted wanted) {
    App app = setting.app(request.app());
    User next = wanted.next();
    if (next != null) {
      refuseRenames(app, current, next);
      Optional<ResourceId> blocker = UserNames.reserve(tx, app.id(), id, names.of(app, next));
      if (blocker.isPresent()) {
        return new Prepared.Blocked<>(blocker.get());
      }
    }
    Instant now = setting.now();
    List<AccountRun> runs = new ArrayList<>();
    boolean synced = app.operations().passwordSync() != PasswordSync.OFF;
    Password password = synced ? wanted.password() : null;
    boolean passwordWanted = false;
    for (PoolId poolId : next == null ? withAccounts(tx, app, id) : app.pools()) {
      ConnectedPool pool = setting.pools().get(poolId);
      PoolTraits traits = setting.pools().traits(poolId);
      Account account = tx.accounts().find(app.id(), poolId, id).orElse(null);
      // A deletion asks for nothing that anything before it could have asked for, and must not fail
      // because the user as it is could have no account any more.
      Wish before =
          next == null ? new Wish.Gone() : Wishes.of(tx, app, pool, traits, current, null);
      Wish wish = Wishes.of(tx, app, pool, traits, next, password);
      passwordWanted |= wish instanceof Wish.Account && pool.rules().firstSignIn().takesPasswords();
      if (next != null) {
        refuseSkips(pool, traits, current, next, account);
      }
      Sight sight = Wishes.sight(tx, account);
      Plan plan = AccountPlanner.plan(pool.rules(), app.operations(), wish, sight);
      Plan unasked = AccountPlanner.plan(pool.rules(), app.operations(), before, sight);
      for (Refusal refusal : plan.refusals()) {
        if (unasked.refusals().stream().noneMatch(old -> old.reason() == refusal.reason())) {
          throw Fault.of(refusal.kind(), refusal.detail());
        }
      }
      if (!plan.calls().isEmpty() || !plan.unknowns().isEmpty()) {
        Account leased = lease(tx, app, poolId, id, account, wish, now);
        Sight known = Wishes.sight(tx, leased);
        runs.add(users.run(app, pool, traits, leased, before, wish, known));
      } else if (account != null && account.progress().state() == Progress.State.REFUSED) {
        tx.accounts().outOfStep(app.id(), Set.of(id), now, "The user has changed.");
      }
    }
    if (runs.isEmpty()) {
      UserWrites.accept(tx, app, id, current, next);
      names.settle(tx, app, id, next);
      boolean dropped = password != null && !passwordWanted;
      Journal.note(
          tx,
          now,
          request,
          id,
          UserWrites.action(current, next),
          "accepted",
          dropped ? DROPPED : "");
      return new Prepared.Answered<>(
          new Written<>(Objects.requireNonNullElse(next, current), true));
    }
    Proposal proposal =
        new Proposal(
            app.id(),
            id,
            ResourceType.USER,
            next,
            null,
            password != null && passwordWanted,
            now,
            request.requestId(),
            new Lease(setting.owner(), 1, now.plus(Setting.LEASE)));
    tx.proposals().open(proposal);
    return new Prepared.Open<>(proposal, runs);
  }

  /** The pools of the app and those that it has left but where the user still has an account. */
  private Set<PoolId> withAccounts(Transaction tx, App app, ResourceId id) {
    Set<PoolId> pools = new TreeSet<>(app.pools());
    tx.accounts().ofUsers(app.id(), Set.of(id)).getOrDefault(id, List.of()).stream()
        .map(Account::pool)
        .filter(pool -> setting.pools().find(pool).isPresent())
        .forEach(pools::add);
    return pools;
  }

  private static final String DROPPED = "a password came while no pool wants the account: dropped";

  private void refuseRenames(App app, @Nullable User current, User next) {
    if (current == null) {
      return;
    }
    for (PoolId id : app.pools()) {
      ConnectedPool pool = setting.pools().get(id);
      if (Wishes.inScope(app, pool, current)) {
        Usernames.renameProblem(current, next, pool.rules(), setting.pools().traits(id))
            .ifPresent(
                fault -> {
                  throw fault;
                });
      }
    }
  }

  /** Under {@code projection: strict}, what Cognito cannot hold is an error of this request. */
  private static void refuseSkips(
      ConnectedPool pool,
      PoolTraits traits,
      @Nullable User current,
      User next,
      @Nullable Account account) {
    if (!pool.rules().strictProjection()) {
      return;
    }
    if (current != null && account != null && account.known() == Account.Known.OURS) {
      refuseFrozen(pool, traits, current, next, account);
    }
    List<Skipped> old =
        current == null ? List.of() : pool.rules().project(current, traits).skipped();
    pool.rules().project(next, traits).skipped().stream()
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

  private static void refuseFrozen(
      ConnectedPool pool, PoolTraits traits, User current, User next, Account account) {
    List<Skipped> old = pool.rules().frozen(current, traits, account.attributes());
    pool.rules().frozen(next, traits, account.attributes()).stream()
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
                      + pool.rules().id()
                      + ": "
                      + frozen.reason());
            });
  }

  private Account lease(
      Transaction tx,
      App app,
      PoolId pool,
      ResourceId id,
      @Nullable Account account,
      Wish wish,
      Instant now) {
    Instant until = now.plus(Setting.LEASE);
    if (account == null) {
      Account fresh =
          Account.vacant(
                  app.id(),
                  pool,
                  id,
                  wish instanceof Wish.Account wished ? wished.username() : "",
                  Progress.pending(now, null),
                  // Not 1: a link of the same user that was deleted before must not have had this
                  // epoch.
                  new Lease(setting.owner(), now.toEpochMilli(), until))
              .asked(wish instanceof Wish.Account wished ? wished.username() : "", now);
      tx.accounts().insert(fresh);
      return fresh;
    }
    Account taken =
        tx.accounts().takeOver(app.id(), pool, id, setting.owner(), until).orElseThrow();
    // Whoever has or had the lease may have made calls whose outcome nobody will write down. In
    // this
    // process their turn ends before ours begins, so that a look is to be believed at once.
    boolean here = account.lease().owner().equals(setting.owner());
    boolean unclear = !account.lease().returned() || mayHaveBeenMade(account);
    Account known = unclear ? taken.unsure(here ? now : until) : taken;
    Account asked =
        known.known() == Account.Known.ABSENT && wish instanceof Wish.Account wished
            ? known.asked(wished.username(), now)
            : known;
    if (!asked.equals(taken)) {
      tx.accounts().update(asked);
    }
    return asked;
  }

  /** Whether somebody asked for its creation and did not come to write down what became of it. */
  static boolean mayHaveBeenMade(Account account) {
    return account.known() == Account.Known.ABSENT && account.creatingSince() != null;
  }
}
