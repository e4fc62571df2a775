package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.Former;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.provisioning.Wishes.Wished;

/** The transaction before the calls of a change to a user: decide, reserve, plan, propose. */
final class UserPreparation {
  private final Setting setting;
  private final UserNames names;
  private final Returning returning;
  private final UserWrites users;

  UserPreparation(Setting setting, UserWrites users) {
    this.setting = setting;
    this.names = new UserNames(setting.pools());
    this.returning = new Returning(setting);
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
    Instant now = setting.now();
    User next = wanted.next();
    Scope scopeBefore = current == null ? Scope.NONE : Scopes.of(tx, app, current);
    Scope scope = next == null ? Scope.NONE : Scopes.of(tx, app, next);
    Map<PoolId, Account> accounts = accounts(tx, app, id);
    boolean deactivates = next != null && Adoption.deactivates(current, next);
    boolean removes = next == null || deactivates;
    if (removes) {
      // What was never reached must not keep anybody's access in the pools that are there.
      scopeBefore = scopeBefore.only(setting.pools()::isDescribed);
      scope = scope.only(setting.pools()::isDescribed);
      leaveForLater(tx, accounts, next, now);
    }
    if (next == null) {
      UserRefusals.deletion(app, accounts.values());
      RemovalGuard.deletion(tx, app, id, now);
    } else {
      Adoption.refuseDeactivation(app, accounts.values(), current, next);
      UserRefusals.renames(setting.pools(), scopeBefore, accounts, current, next);
      Optional<ResourceId> blocker = reserve(tx, app, current, next, scope);
      if (blocker.isPresent()) {
        return new Prepared.Blocked<>(blocker.get());
      }
      if (current == null) {
        // There are none but those that a deleted user has left to this one.
        accounts.putAll(accounts(tx, app, id));
      }
    }
    if (deactivates) {
      RemovalGuard.deactivation(tx, app, id, now);
    } else if (next != null && current != null && !current.active() && next.active()) {
      RemovalGuard.reactivation(tx, app, id);
    }
    List<AccountRun> runs = new ArrayList<>();
    List<AsListed> asListed = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    boolean synced = app.operations().passwordSync() != PasswordSync.OFF;
    Password password = synced ? wanted.password() : null;
    boolean passwordWanted = false;
    Set<PoolId> pools = new TreeSet<>(scope.reasons().keySet());
    pools.addAll(accounts.keySet());
    for (PoolId poolId : pools) {
      ConnectedPool pool = setting.pools().get(poolId);
      PoolTraits traits = setting.pools().described(poolId);
      Account account = accounts.get(poolId);
      boolean adopts = Adoption.byWrite(app, account, current, next, scope.includes(poolId));
      if (adopts && account != null) {
        if (next != null && Adoption.enablesUnasked(account, current, next)) {
          Refusal refusal = Adoption.disabledByOthers(account);
          throw Fault.of(refusal.kind(), refusal.detail());
        }
        account = Adoption.asListed(account);
      }
      if (account != null) {
        account = Adoption.asked(account, current, next);
        account =
            next == null
                ? account.withEntitlement(Departures.deleted(app, account.entitlement(), now))
                : RemovalGuard.decided(tx, app, poolId, next, scope, account, now);
      }
      Wished wished = Wishes.of(tx, app, pool, traits, next, scope, account, now);
      boolean isEntitled = wished.entitlement().departure() == null;
      Wish wish =
          isEntitled && wished.wish() instanceof Wish.Account entitled
              ? entitled.withPassword(password)
              : wished.wish();
      // A deletion asks for nothing that anything before it could have asked for, and must not fail
      // because the user as it is could have no account any more.
      // Of an account that is adopted nobody asked for anything before; except where access is
      // taken away, which must not fail because of what else the account lacks.
      Wish before =
          next == null
              ? wish
              : adopts && !deactivates
                  ? new Wish.Left()
                  : before(tx, app, pool, traits, current, scopeBefore, account, now);
      if (next != null && isEntitled && wish instanceof Wish.Account) {
        passwordWanted |= pool.rules().firstSignIn().takesPasswords();
        UserRefusals.skips(pool.of(tx, app.id()), traits, current, next, account);
      }
      Sight sight = Wishes.sight(tx, account);
      Plan plan = AccountPlanner.plan(pool.rules(), app.operations(), wish, sight);
      boolean calls = !plan.calls().isEmpty() || !plan.unknowns().isEmpty();
      boolean undone = account != null && Former.isRecorded(account.attributes());
      if (adopts && account != null && (calls || deactivates || undone)) {
        // What was listed may be old: the account is looked at before anything is changed, and
        // before anybody is told that nobody can sign in.
        account = Adoption.asked(Adoption.unseen(account), current, next);
        sight = Wishes.sight(tx, account);
        plan = AccountPlanner.plan(pool.rules(), app.operations(), wish, sight);
      }
      Plan unasked = AccountPlanner.plan(pool.rules(), app.operations(), before, sight);
      for (Refusal refusal : plan.refusals()) {
        if (UserRefusals.isSkipped(app, refusal)) {
          skipped.add(refusal.detail());
        } else if (DesiredAccount.isAdded(refusal, unasked)) {
          throw Fault.of(refusal.kind(), refusal.detail());
        }
      }
      if (!plan.calls().isEmpty() || !plan.unknowns().isEmpty()) {
        Account leased = lease(tx, app, poolId, id, account, wish, now);
        Sight known = Wishes.sight(tx, leased);
        AccountRun run = users.run(app, pool, traits, leased, before, wish, known);
        runs.add(adopts ? run.adopting() : run);
      } else {
        Judged judged = new Judged(app.id(), poolId, id, wished, plan);
        if (adopts && account != null) {
          asListed.add(new AsListed(account, judged, before));
        } else {
          keep(tx, account, judged, next, now);
        }
      }
    }
    boolean called = !runs.isEmpty();
    for (AsListed one : asListed) {
      if (called) {
        // Whether it is adopted is known only when the other pools have taken the change.
        runs.add(undecided(tx, app, one, now));
      } else {
        keep(tx, one.account(), one.judged(), next, now);
        Adoption.note(tx, now, request, one.account());
      }
    }
    if (runs.isEmpty()) {
      users.accept(tx, app, id, current, next);
      names.settle(tx, app, id, next);
      if (password != null && !passwordWanted) {
        skipped.add(DROPPED);
      }
      tx.audit()
          .append(
              UserWrites.entry(now, request, current, next, "accepted", String.join("; ", skipped))
                  .changing(users.changes(app, current, next, false)));
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
    if (password != null && !passwordWanted) {
      Journal.note(tx, now, request, id, "user.password", "dropped", DROPPED);
    }
    if (!skipped.isEmpty()) {
      Journal.note(tx, now, request, id, "user.skip", "skipped", String.join("; ", skipped));
    }
    return new Prepared.Open<>(proposal, runs, removes);
  }

  /**
   * The links of the user, whatever pools the policies of the app name now.
   *
   * @throws Fault UNREADABLE if one cannot be read: what it says decides what may be done
   */
  private Map<PoolId, Account> accounts(Transaction tx, App app, ResourceId id) {
    Map<PoolId, Account> accounts = new TreeMap<>();
    tx.accounts().of(app.id(), id).stream()
        .filter(account -> setting.pools().find(account.pool()).isPresent())
        .forEach(account -> accounts.put(account.pool(), account));
    return accounts;
  }

  /** Of accounts in pools that were never reached, somebody sees to it when they are. */
  private void leaveForLater(
      Transaction tx, Map<PoolId, Account> accounts, @Nullable User next, Instant now) {
    for (Account account : List.copyOf(accounts.values())) {
      if (!setting.pools().isDescribed(account.pool())) {
        accounts.remove(account.pool());
        if (next != null && account.progress().state() != Progress.State.PENDING) {
          Progress later = Progress.pending(now, UndescribedPool.REASON).urgent(true);
          users.overtake(tx, account, mine -> mine.withProgress(later.after(mine.progress())), now);
        }
      }
    }
  }

  /** What the account was to be before; where it could not be had, no access. */
  private static Wish before(
      Transaction tx,
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      @Nullable User current,
      Scope scope,
      @Nullable Account account,
      Instant now) {
    try {
      return Wishes.of(tx, app, pool, traits, current, scope, account, now).wish();
    } catch (Fault impossible) {
      return new Wish.Barred();
    }
  }

  /**
   * Takes the names that the user needs. What a deleted user has left under this userName goes to
   * it first. Who is to have no access is not kept in by names that it could not have before.
   */
  private Optional<ResourceId> reserve(
      Transaction tx, App app, @Nullable User current, User next, Scope scope) {
    if (current == null) {
      returning.takeBack(tx, app, next, scope);
    }
    return UserNames.reserve(tx, app.id(), next.id(), wanted(tx, app, current, next, scope));
  }

  private Map<Name, String> wanted(
      Transaction tx, App app, @Nullable User current, User next, Scope scope) {
    if (current == null || next.active()) {
      return names.of(app, next, scope);
    }
    Map<Name, String> wanted = new LinkedHashMap<>(UserNames.userName(app, next));
    try {
      wanted.putAll(names.of(app, next, scope));
      Scope scopeBefore = Scopes.of(tx, app, current).only(setting.pools()::isDescribed);
      Set<Name> before = names.of(app, current, scopeBefore).keySet();
      Holder self = new Holder(app.id(), next.id());
      wanted
          .keySet()
          .removeIf(
              name ->
                  before.contains(name)
                      && tx.names().holder(name).filter(held -> !held.equals(self)).isPresent());
    } catch (Fault impossible) {
      // It can have no account, and needs none to be shut out.
      return wanted;
    }
    return wanted;
  }

  /**
   * What was found for one pool where there is nothing to call.
   *
   * @param wished what the account should be and why
   * @param plan a plan without calls
   */
  private record Judged(AppId app, PoolId pool, ResourceId user, Wished wished, Plan plan) {}

  /**
   * An account that is to be adopted and needs no call.
   *
   * @param before what it was to be
   */
  private record AsListed(Account account, Judged judged, Wish before) {}

  private AccountRun undecided(Transaction tx, App app, AsListed adopted, Instant now) {
    PoolId pool = adopted.account().pool();
    Wish wish = adopted.judged().wished().wish();
    Account leased = lease(tx, app, pool, adopted.account().user(), adopted.account(), wish, now);
    return users
        .run(
            app,
            setting.pools().get(pool),
            setting.pools().described(pool),
            leased,
            adopted.before(),
            wish,
            Wishes.sight(tx, leased))
        .adopting();
  }

  /** Writes down what is known now of an account that needs no call. */
  private void keep(
      Transaction tx, @Nullable Account account, Judged judged, @Nullable User next, Instant now) {
    Wish wish = judged.wished().wish();
    Refusal refusal = judged.plan().refusals().stream().findFirst().orElse(null);
    if (account == null) {
      if (refusal != null && next != null) {
        Account vacant =
            Account.vacant(
                judged.app(),
                judged.pool(),
                judged.user(),
                "",
                refused(refusal, now),
                new Lease("", now.toEpochMilli(), Instant.EPOCH));
        tx.accounts().insert(vacant.withEntitlement(judged.wished().entitlement()));
      }
      return;
    }
    if (next == null && Adoption.isListed(account)) {
      // It is let go of when the deletion is accepted.
      return;
    }
    boolean letGo = next == null && wish instanceof Wish.Left;
    if (letGo || (account.vacant() && !(wish instanceof Wish.Account))) {
      tx.accounts().delete(account);
      return;
    }
    // Whoever has or had the lease may have deleted it.
    Account seen = account.lease().returned() ? account : account.unsure(now);
    Account judgedSo = users.judged(seen).withEntitlement(judged.wished().entitlement());
    Progress.State state = account.progress().state();
    if (state != Progress.State.PENDING) {
      Progress progress =
          state == Progress.State.REFUSED
              ? Progress.pending(now, "The user has changed.")
              : refusal != null
                  ? refused(refusal, now)
                  : RemovalGuard.atRest(judgedSo.entitlement());
      judgedSo = judgedSo.withProgress(progress.after(account.progress()));
    }
    RemovalGuard.returned(tx, account, judgedSo.entitlement());
    tx.accounts().update(judgedSo);
  }

  private static Progress refused(Refusal refusal, Instant now) {
    return new Progress(Progress.State.REFUSED, refusal.detail(), now, 0, null, null);
  }

  private static final String DROPPED = "a password came that no pool takes: dropped";

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
    // A deletion is to be known as such also after a crash. Anything else is judged by what is
    // accepted in the end.
    taken = taken.withEntitlement(account.entitlement()).withAttributes(account.attributes());
    if (Adoption.isListed(taken)) {
      taken = taken.withKnown(account.known());
    }
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
    tx.accounts().update(asked);
    return asked;
  }

  /** Whether somebody asked for its creation and did not come to write down what became of it. */
  static boolean mayHaveBeenMade(Account account) {
    return account.known() == Account.Known.ABSENT && account.creatingSince() != null;
  }
}
