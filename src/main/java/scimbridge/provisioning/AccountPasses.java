package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.Progress;
import scimbridge.directory.Reviews.Review;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.provisioning.Provisioning.Request;

/** Background work on accounts: one pass over one account. */
final class AccountPasses {

  /** How soon an account in a pool that was never reached is looked at again. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final String ADOPTED = "The user's account in another pool was adopted.";

  private final Setting setting;
  private final PoolInquiry inquiry;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final UserWrites users;

  /** What is worked on now, so that what was done is known if the work fails. */
  private final Map<String, AccountRun> underWay = new ConcurrentHashMap<>();

  AccountPasses(
      Setting setting,
      Execution execution,
      Turns turns,
      Settlements settlements,
      UserWrites users) {
    this.setting = setting;
    this.inquiry = new PoolInquiry(setting);
    this.execution = execution;
    this.turns = turns;
    this.settlements = settlements;
    this.users = users;
  }

  /** Works on a leased account and gives its lease back. */
  void pass(Account account) throws InterruptedException {
    Optional<App> app = setting.find(account.app());
    Optional<ConnectedPool> pool = setting.pools().find(account.pool());
    if (app.isEmpty() || pool.isEmpty()) {
      leave(account);
      return;
    }
    PoolTraits traits = inquiry.ask(account.pool()).orElse(null);
    if (traits == null) {
      postpone(account, UndescribedPool.REASON, LONGEST_PAUSE);
      return;
    }
    try (Turns.Turn turn =
        turns.take(UserWrites.key(account), account.lease().epoch(), Duration.ZERO)) {
      if (turn == null) {
        setting.directory().write(tx -> givenBack(tx, account));
        return;
      }
      AccountRun run;
      try {
        run = prepare(app.get(), pool.get(), traits, account);
      } catch (Fault impossible) {
        stop(account, impossible);
        return;
      }
      if (run == null) {
        return;
      }
      underWay.put(UserWrites.key(account), run);
      if (execution.runInBackground(run, setting.now().plus(Worker.PASS))
          == Execution.Ending.NOT_ADMITTED) {
        run.end(Verdict.Pending.forQuota(setting.now().plus(Worker.IDLE)));
      }
      setting.directory().write(tx -> settle(tx, app.get(), run));
      underWay.remove(UserWrites.key(account));
    }
    settlements.settled(account.user());
  }

  /**
   * Gives the lease of a pass back that failed, and writes down what calls it made. What came of
   * them is not in the account, so it is looked at before anything else; nothing happens if
   * somebody else has it by now.
   */
  void abandon(Account leased) {
    Instant now = setting.now();
    @Nullable AccountRun run = underWay.get(UserWrites.key(leased));
    setting
        .directory()
        .<Boolean>write(
            tx ->
                tx.accounts()
                    .find(leased.app(), leased.pool(), leased.user())
                    .filter(stored -> stored.lease().epoch() == leased.lease().epoch())
                    .map(stored -> stored.unsure(Setting.certain(now, null)))
                    .map(unsure -> later(unsure, Worker.FAILED, Settling.LONGEST_BACKOFF))
                    .filter(later -> givenBack(tx, later))
                    .map(later -> failed(tx, later, leased, run))
                    .isPresent());
    underWay.remove(UserWrites.key(leased));
  }

  private boolean failed(
      Transaction tx, Account account, Account leased, @Nullable AccountRun run) {
    if (run == null || run.epoch() != leased.lease().epoch() || run.calls().isEmpty()) {
      return false;
    }
    User user = tx.resources().user(account.app(), account.user()).orElse(null);
    String why = CutOffPasses.failed(leased.lease().until().minus(Setting.LEASE));
    Entry entry = entry(setting.now(), account, user, "pending", why);
    tx.audit().append(CallRecord.complete(entry, List.of(run)));
    return true;
  }

  /** Gives a lease back; what the last holder left unclear stays so. */
  private static boolean givenBack(Transaction tx, Account account) {
    tx.accounts().update(account);
    tx.accounts().release(account);
    return true;
  }

  /**
   * Writes down that the account is about to be made, so that after a crash it is looked for and
   * known to be ours.
   */
  private Account asked(Account account, String username) {
    Instant now = setting.now();
    return UserPreparation.mayHaveBeenMade(account)
        ? account.unsure(now.plus(Setting.ATTEMPT).plus(Setting.SETTLING))
        : account.asked(username, now);
  }

  /**
   * What is to be done, or null if somebody else has the account by now.
   *
   * @throws Fault if the user can have no account, or not now
   */
  private @Nullable AccountRun prepare(
      App app, ConnectedPool pool, PoolTraits traits, Account account) {
    if (account.known() != Account.Known.ABSENT && !Adoption.isListed(account)) {
      Optional<AccountRun> prepared =
          setting
              .directory()
              .<Optional<AccountRun>>read(
                  tx -> {
                    User user = tx.resources().user(account.app(), account.user()).orElse(null);
                    Scope scope = user == null ? Scope.NONE : Scopes.of(tx, app, user);
                    return RemovalGuard.isOpen(tx, app, account.pool(), user, scope, account)
                        ? Optional.empty()
                        : Optional.ofNullable(prepare(tx, app, pool, traits, account, user, scope));
                  });
      if (prepared.isPresent()) {
        return prepared.get();
      }
    }
    return setting
        .directory()
        .<@Nullable AccountRun>write(tx -> decide(tx, app, pool, traits, account));
  }

  /** The same where what is decided has to be written down before anything is done. */
  private @Nullable AccountRun decide(
      Transaction tx, App app, ConnectedPool pool, PoolTraits traits, Account account) {
    User user = tx.resources().user(account.app(), account.user()).orElse(null);
    Scope scope = user == null ? Scope.NONE : Scopes.of(tx, app, user);
    boolean adopts =
        user != null
            && Adoption.byMark(app, account, scope.includes(account.pool()))
            && !Adoption.enablesUnasked(account, user, user);
    Account ours = adopts ? Adoption.unseen(account) : account;
    if (adopts) {
      // Before the guard counts, which counts what is ours.
      if (!tx.accounts().update(ours)) {
        return null;
      }
      Adoption.note(tx, setting.now(), Journal.worker(account.app()), ours);
      // From now on the policies speak of the user, in every pool.
      scope
          .reasons()
          .keySet()
          .forEach(
              id ->
                  tx.accounts().want(app.id(), id, Set.of(account.user()), setting.now(), ADOPTED));
    }
    Account decided =
        RemovalGuard.decided(tx, app, account.pool(), user, scope, ours, setting.now());
    if (!decided.equals(ours) && !tx.accounts().update(decided)) {
      return null;
    }
    return prepare(tx, app, pool, traits, decided, user, scope);
  }

  private @Nullable AccountRun prepare(
      Transaction tx,
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      Account account,
      @Nullable User user,
      Scope scope) {
    Wish wish = Wishes.possible(tx, app, pool, traits, user, scope, account, setting.now());
    if (RestoredAccounts.isGone(account) && wish instanceof Wish.Account) {
      throw RestoredAccounts.staysGone(account);
    }
    Account asked = account;
    if (account.known() == Account.Known.ABSENT) {
      if (user != null && wish instanceof Wish.Account wished) {
        users.reserveNames(tx, app, user, scope);
        asked = asked(account, wished.username());
      } else if (UserPreparation.mayHaveBeenMade(account)) {
        asked = asked(account, account.username());
      }
      if (!tx.accounts().update(asked)) {
        return null;
      }
    }
    return users.run(app, pool, traits, asked, wish, wish, Wishes.sight(tx, asked)).inBackground();
  }

  private boolean settle(Transaction tx, App app, AccountRun run) {
    Account account = run.account();
    User user = tx.resources().user(account.app(), account.user()).orElse(null);
    Instant now = setting.now();
    Account settled = Settling.record(tx, app, run, user, now);
    if (run.observed().handedBack()) {
      String why = String.valueOf(Adoption.disabledByOthers(account).detail());
      Request by = Journal.worker(account.app());
      Journal.note(tx, now, by, account.user(), "account.adopt", "refused", why);
    }
    users.settleNames(tx, app, account.user(), user);
    if (run.missingGroup() != null) {
      PoolGroupPasses.recreate(tx, account.pool(), run.missingGroup(), setting.owner(), now);
    }
    if (!run.calls().isEmpty() || (settled != null && isNews(account, settled.progress()))) {
      Account told = settled == null ? account : settled;
      String result = settled == null ? "done" : result(settled.progress());
      Entry entry = entry(now, told, user, result, Causes.of(List.of(told)));
      tx.audit().append(CallRecord.complete(entry, List.of(run)));
    }
    return true;
  }

  /** Whether it has come to a stop that an administrator does not know of. */
  private static boolean isNews(Account before, Progress after) {
    return switch (after.state()) {
      case IN_STEP, PENDING -> false;
      case REFUSED, HELD ->
          after.state() != before.progress().state()
              || !Objects.equals(after.reason(), before.progress().reason());
    };
  }

  private static String result(Progress progress) {
    return switch (progress.state()) {
      case IN_STEP -> "done";
      case PENDING -> "pending";
      case REFUSED -> "refused";
      case HELD -> "held";
    };
  }

  /** A record of work on an account; the Username names whoever was deleted. */
  private static Entry entry(
      Instant now, Account account, @Nullable User user, String result, String detail) {
    Subject subject =
        user == null
            ? new Subject(ResourceType.USER, account.user(), account.username())
            : Journal.subject(user);
    return Journal.entry(
            now, Journal.worker(account.app()), subject, "account.converge", result, detail)
        .in(account.pool());
  }

  /**
   * Nothing can be done until the configuration has both again. It may come back as it was, so the
   * review of then must not take it for known.
   */
  private void leave(Account account) {
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              tx.reviews()
                  .find(account.app())
                  .map(last -> new Review(last.app(), "", last.after(), last.done()))
                  .ifPresent(tx.reviews()::put);
              return true;
            });
    refuse(account, "Its app or pool is not in the configuration any more.");
  }

  /**
   * What the user or the rules are in the way of is refused, and looked at again when they change;
   * the rest is tried later.
   */
  private void stop(Account account, Fault fault) {
    switch (fault.kind()) {
      case INVALID_VALUE, UNIQUENESS, MUTABILITY -> refuse(account, fault.detail());
      default -> postpone(account, fault.detail(), Settling.LONGEST_BACKOFF);
    }
  }

  private void refuse(Account account, @Nullable String reason) {
    Progress refused =
        new Progress(
            Progress.State.REFUSED,
            reason,
            account.progress().since(),
            account.progress().attempts() + 1,
            null,
            account.progress().uncertainUntil());
    setting
        .directory()
        .write(
            tx -> {
              if (isNews(account, refused)) {
                User user = tx.resources().user(account.app(), account.user()).orElse(null);
                String detail = Objects.requireNonNullElse(reason, "");
                tx.audit().append(entry(setting.now(), account, user, "refused", detail));
              }
              return givenBack(tx, account.withProgress(refused));
            });
    settlements.settled(account.user());
  }

  private void postpone(Account account, @Nullable String reason, Duration longest) {
    setting.directory().write(tx -> givenBack(tx, later(account, reason, longest)));
  }

  private Account later(Account account, @Nullable String reason, Duration longest) {
    Instant now = setting.now();
    Duration pause = Settling.backoff(account.progress().attempts());
    Progress later =
        new Progress(
            Progress.State.PENDING,
            reason,
            account.progress().since(),
            account.progress().attempts() + 1,
            now.plus(pause.compareTo(longest) < 0 ? pause : longest),
            account.progress().uncertainUntil(),
            account.progress().urgent());
    return account.withProgress(Settling.soon(later, now));
  }
}
