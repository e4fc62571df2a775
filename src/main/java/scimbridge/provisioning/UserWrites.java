package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.Former;
import scimbridge.plan.Plan;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.provisioning.Provisioning.Request;

/** The transactions after the calls of a change to a user: settle it, or roll it forward. */
final class UserWrites {
  private static final String SINCE_PREPARED = "The user has changed since it was last looked at.";

  private final Setting setting;
  private final UserNames names;
  private final Turns turns;

  UserWrites(Setting setting, Turns turns) {
    this.setting = setting;
    this.names = new UserNames(setting.pools());
    this.turns = turns;
  }

  /** The run that brings a leased account to a wish. */
  AccountRun run(
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      Account account,
      Wish before,
      Wish wish,
      Sight sight) {
    String key = key(account);
    return new AccountRun(
        traits,
        new DesiredAccount(app, pool, before, wish),
        new ObservedAccount(judged(account), sight),
        found -> ourGroups(account, found),
        this::remember,
        () -> turns.wanted(key, account.lease().epoch()));
  }

  static String key(Account account) {
    return account.pool() + "/" + account.user();
  }

  private SortedSet<String> ourGroups(Account account, SortedSet<String> found) {
    return setting
        .directory()
        .<List<PoolGroup>>read(tx -> tx.poolGroups().named(account.app(), account.pool(), found))
        .stream()
        .filter(row -> !row.isUntouched())
        .map(PoolGroup::groupName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Writes down what a call would hide, so that it is known after a crash: that an account which
   * vanished is about to be made again, or which account it is that is about to get another name. A
   * mark that was set in the meantime stays.
   */
  private boolean remember(Account known) {
    return setting
        .directory()
        .<Boolean>write(
            tx ->
                tx.accounts()
                    .find(known.app(), known.pool(), known.user())
                    .map(
                        stored ->
                            known
                                .withProgress(stored.progress())
                                .withEntitlement(stored.entitlement()))
                    .filter(tx.accounts()::update)
                    .isPresent());
  }

  /**
   * One that is gone without our having heard of it, and was to be deleted, did not vanish. To be
   * asked before it is written down that it is not to be deleted any more.
   */
  Account judged(Account account) {
    Departure departure = account.entitlement().departure();
    boolean due =
        departure != null
            && departure.deleteAt() != null
            && !setting.now().isBefore(departure.deleteAt());
    return due && account.known() == Account.Known.UNCLEAR ? account.withoutStatus() : account;
  }

  /** Gives back the names that the user, or what is left of it, does not need any more. */
  void settleNames(Transaction tx, App app, ResourceId id, @Nullable User user) {
    names.settle(tx, app, id, user);
  }

  /**
   * Takes the names that an account to be made needs.
   *
   * @throws Fault UNIQUENESS if one is taken, BUSY if somebody on the way in or out has it
   */
  void reserveNames(Transaction tx, App app, User user, Scope scope) {
    if (UserNames.reserve(
            tx, app.id(), user.id(), names.of(app, user, scope.only(setting.pools()::isDescribed)))
        .isPresent()) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "Another change of a user with the same name is under way.",
          Duration.ofSeconds(1));
    }
  }

  /** Makes the change the accepted state. */
  void accept(Transaction tx, App app, ResourceId id, @Nullable User current, @Nullable User next) {
    if (next == null) {
      letGoOfListed(tx, app, id);
      departOutOfReach(tx, app, id);
      tx.members().leaveAll(app.id(), id);
      tx.policyGroups().release(app.id(), id);
      tx.resources().delete(app.id(), ResourceType.USER, id);
    } else if (current == null) {
      tx.resources().insert(next);
    } else {
      tx.resources().replace(next);
    }
  }

  /** Accounts that are only known stay as they are in their pools. */
  private void letGoOfListed(Transaction tx, App app, ResourceId id) {
    for (Account link : tx.accounts().of(app.id(), id)) {
      if (Adoption.isListed(link) && !Former.isRecorded(link.attributes())) {
        tx.accounts()
            .takeOver(app.id(), link.pool(), id, setting.owner(), setting.now())
            .ifPresent(tx.accounts()::delete);
      }
    }
  }

  /** What is in a pool that is not configured now, or was never reached, has to go when it is. */
  private void departOutOfReach(Transaction tx, App app, ResourceId id) {
    Instant now = setting.now();
    for (Account link : tx.accounts().of(app.id(), id)) {
      boolean configured = setting.pools().find(link.pool()).isPresent();
      if (configured && setting.pools().isDescribed(link.pool())) {
        continue;
      }
      if (link.vacant()) {
        tx.accounts().delete(link);
      } else {
        overtake(
            tx,
            link,
            mine ->
                mine.withEntitlement(Departures.deleted(app, mine.entitlement(), now))
                    .withProgress(
                        Progress.pending(
                                now, configured ? UndescribedPool.REASON : "The user was deleted.")
                            .after(mine.progress())
                            .urgent(true)),
            now);
      }
    }
  }

  /** Changes what is recorded of an account, whoever works on it. */
  void overtake(Transaction tx, Account account, UnaryOperator<Account> change, Instant now) {
    tx.accounts()
        .takeOver(account.app(), account.pool(), account.user(), setting.owner(), now)
        .ifPresent(
            mine -> {
              if (tx.accounts().update(change.apply(mine))) {
                tx.accounts().release(mine);
              }
            });
  }

  /**
   * Ends a proposal after its calls.
   *
   * @param rejection the answer if nothing of the change is to stay, or null if it is accepted
   * @return false if somebody else has taken the proposal over in the meantime
   */
  boolean settle(
      Transaction tx,
      Request request,
      Proposal proposal,
      List<AccountRun> runs,
      @Nullable Fault rejection) {
    if (!tx.proposals().close(proposal)) {
      tx.audit()
          .append(CallRecord.complete(Journal.overtaken(setting.now(), request, proposal), runs));
      return false;
    }
    App app = setting.app(proposal.app());
    ResourceId id = proposal.resource();
    User current = tx.resources().user(app.id(), id).orElse(null);
    User next = (User) proposal.next();
    if (rejection == null) {
      accept(tx, app, id, current, next);
    }
    User then = rejection == null ? next : current;
    Instant now = setting.now();
    if (rejection == null) {
      lookAgain(tx, app, id, next, runs, now);
    }
    List<Account> settled = new ArrayList<>();
    for (AccountRun run : runs) {
      Sight.Present before = run.observed().untouched();
      boolean touched = run.observed().touched();
      if (run.adopts() && rejection != null && (before != null || !touched)) {
        settled.add(
            before != null && touched
                ? Adoption.undo(tx, run, before, now)
                : Adoption.undo(tx, run));
        continue;
      }
      Account account = Settling.record(tx, app, run, then, now);
      settled.add(account == null ? run.account() : account);
      if (run.adopts()) {
        Adoption.note(tx, now, request, run.account());
      }
    }
    names.settle(tx, app, id, then);
    boolean pending = runs.stream().anyMatch(run -> !run.inStep());
    Entry entry =
        entry(
                now,
                request,
                current,
                next,
                rejection != null ? "rejected" : pending ? "pending" : "accepted",
                rejection != null ? rejection.detail() : Causes.of(settled))
            .changing(changes(app, current, next, proposal.carriesPassword()));
    tx.audit().append(CallRecord.complete(entry, runs));
    return true;
  }

  /**
   * An account that needed no call when the change was prepared, or whose lease has run out during
   * the calls, was since then left to the worker, who knew only what the user was before: it may
   * have got what it is not to have any more.
   */
  private void lookAgain(
      Transaction tx,
      App app,
      ResourceId id,
      @Nullable User next,
      List<AccountRun> runs,
      Instant now) {
    Map<PoolId, Long> leases =
        runs.stream().collect(Collectors.toMap(run -> run.account().pool(), AccountRun::epoch));
    for (Account link : tx.accounts().of(app.id(), id)) {
      Optional<ConnectedPool> pool = setting.pools().find(link.pool());
      boolean ours = Objects.equals(leases.get(link.pool()), link.lease().epoch());
      if (ours || pool.isEmpty()) {
        continue;
      }
      if (next == null) {
        Account departed = link.withEntitlement(Departures.deleted(app, link.entitlement(), now));
        tx.accounts().update(departed.withProgress(sincePrepared(link, now).urgent(true)));
      } else if (isOutOfStep(tx, app, pool.get(), next, link, now)) {
        tx.accounts().update(link.withProgress(sincePrepared(link, now).urgent(!next.active())));
      }
    }
  }

  private static Progress sincePrepared(Account link, Instant now) {
    return Progress.pending(now, SINCE_PREPARED).after(link.progress());
  }

  /** Whether an account that nobody is to look at any more should be something else. */
  private boolean isOutOfStep(
      Transaction tx, App app, ConnectedPool pool, User user, Account link, Instant now) {
    if (link.progress().state() != Progress.State.IN_STEP
        && link.progress().state() != Progress.State.REFUSED) {
      return false;
    }
    Optional<PoolTraits> traits = setting.pools().known(link.pool());
    if (traits.isEmpty()) {
      return true;
    }
    try {
      Scope scope = Scopes.of(tx, app, user);
      Wish wish = Wishes.of(tx, app, pool, traits.get(), user, scope, link, now).wish();
      Plan plan = AccountPlanner.plan(pool.rules(), app.operations(), wish, Wishes.sight(tx, link));
      return !plan.calls().isEmpty() || !plan.unknowns().isEmpty();
    } catch (Fault impossible) {
      return true;
    }
  }

  /**
   * Why an account is to be or not after a change that was cut off; a deletion that it asked for
   * may have been made.
   */
  private static Entitlement entitlement(
      Transaction tx,
      App app,
      Account account,
      @Nullable User then,
      @Nullable User current,
      Instant now) {
    if (then != null) {
      Scope scope = Scopes.of(tx, app, then);
      if (RemovalGuard.isOpen(tx, app, account.pool(), then, scope, account)) {
        // It left by something else in the meantime; whoever looks at it decides.
        return account.entitlement();
      }
      return Departures.of(app, account.pool(), then, scope, account.entitlement(), now);
    }
    return current == null
        ? account.entitlement()
        : Departures.deleted(app, account.entitlement(), now);
  }

  /**
   * Settles a proposal that nobody works on any more: accepted, and its accounts looked at before
   * anything else; or, if it brought a password that is not stored, rejected.
   */
  void rollForward(Transaction tx, Proposal proposal) {
    Optional<App> configured = setting.find(proposal.app());
    if (configured.isEmpty() || !tx.proposals().close(proposal)) {
      return;
    }
    App app = configured.get();
    ResourceId id = proposal.resource();
    User current = tx.resources().user(app.id(), id).orElse(null);
    User next = (User) proposal.next();
    User then = proposal.carriesPassword() ? current : next;
    if (!proposal.carriesPassword()) {
      accept(tx, app, id, current, next);
    }
    Instant now = setting.now();
    Instant certain = setting.certain(app, proposal);
    for (Account account : tx.accounts().of(app.id(), id)) {
      if (Adoption.isListed(account)) {
        continue;
      }
      tx.accounts()
          .takeOver(app.id(), account.pool(), id, setting.owner(), now)
          .map(
              mine ->
                  judged(mine.vacant() ? mine : mine.withKnown(Account.Known.UNCLEAR))
                      .withEntitlement(entitlement(tx, app, mine, then, current, now))
                      .withProgress(
                          new Progress(
                                  Progress.State.PENDING,
                                  "The bridge stopped in the middle of this change.",
                                  now,
                                  0,
                                  now,
                                  certain,
                                  next == null || !next.active())
                              .after(mine.progress())))
          .ifPresent(
              mine -> {
                tx.accounts().update(mine);
                tx.accounts().release(mine);
              });
    }
    names.settle(tx, app, id, then);
    tx.audit()
        .append(
            entry(
                    now,
                    Journal.recovery(app.id(), proposal.requestId()),
                    current,
                    next,
                    proposal.carriesPassword() ? "rejected" : "pending",
                    Journal.CUT_OFF)
                .changing(changes(app, current, next, proposal.carriesPassword())));
  }

  /** A record of a change to a user; of one that is deleted, with the name it had. */
  static Entry entry(
      Instant now,
      Request request,
      @Nullable User current,
      @Nullable User next,
      String result,
      String detail) {
    User named = Objects.requireNonNull(next != null ? next : current);
    return Journal.entry(
        now, request, Journal.subject(named), action(current, next), result, detail);
  }

  /** What the change is, without the password. */
  List<Change> changes(App app, @Nullable User current, @Nullable User next, boolean password) {
    List<Change> changes =
        Changes.of(setting.pools().schemas().of(app.id()), ResourceType.USER, current, next);
    return password ? Changes.withPassword(changes) : changes;
  }

  private static String action(@Nullable User current, @Nullable User next) {
    return current == null ? "user.create" : next == null ? "user.delete" : "user.update";
  }
}
