package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Scope;

/**
 * Writes down where runs ended. Whether an account is in step is decided here once more, against
 * the directory as it is in this transaction: a membership may have changed while calls were made.
 */
final class Settling {
  /** The longest pause between two attempts. */
  static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  /**
   * The same while access is to be taken away, which may have become so after many attempts at
   * something else: when Cognito answers again, nobody is to keep access for another hour.
   */
  static final Duration LONGEST_BACKOFF_OF_REMOVALS = Duration.ofMinutes(5);

  private Settling() {}

  /**
   * Records a run on an account and gives its lease back.
   *
   * @param user the user as accepted, or null if it is deleted or never was
   * @return the account as it is written down now, or null if the link is gone
   */
  static @Nullable Account record(
      Transaction tx, App app, AccountRun run, @Nullable User user, Instant now) {
    ObservedAccount observed = run.observed();
    Account ended =
        Adoption.afterUndoing(
            run,
            Wishes.recorded(tx, judged(tx, run), observed.sight(), observed.status())
                .seenAt(observed.heardAt()));
    Instant uncertain = observed.uncertainUntil(now);
    Scope scope = user == null ? Scope.NONE : Scopes.of(tx, app, user);
    Wishes.Wished wished;
    try {
      wished = Wishes.of(tx, app, run.pool(), run.traits(), user, scope, ended, now);
    } catch (Fault impossible) {
      // What was learnt is kept all the same; why it can have no account is shown.
      Verdict verdict = isMarked(tx, app, run) ? null : run.verdict();
      return put(
          tx,
          ended.withProgress(impossible(verdict, impossible, ended.progress(), uncertain, now)));
    }
    Wish wish = wished.wish();
    boolean nothingOfOurs =
        ended.known() == Account.Known.ABSENT || ended.known() == Account.Known.FOREIGN;
    boolean letGo = user == null && wish instanceof Wish.Left;
    if (letGo || (nothingOfOurs && !(wish instanceof Wish.Account))) {
      return tx.accounts().delete(ended) ? null : overtaken(ended);
    }
    Plan left =
        AccountPlanner.plan(run.pool().rules(), app.operations(), wish, Wishes.sight(tx, ended));
    Verdict verdict = isMarked(tx, app, run) ? null : run.verdict();
    if (RemovalGuard.isOpen(tx, app, ended.pool(), user, scope, ended)) {
      // It came to be so during the calls; whoever works on it next decides it.
      return put(tx, ended.withProgress(changed(ended.progress(), uncertain, now)));
    }
    boolean urgent = takesAccess(left, run, ended.progress());
    Progress progress =
        left.isEmpty()
            ? RemovalGuard.atRest(wished.entitlement()).uncertain(uncertain)
            : soon(progress(verdict, left, ended.progress(), uncertain, now).urgent(urgent), now);
    RemovalGuard.returned(tx, ended, wished.entitlement());
    return put(tx, ended.withEntitlement(wished.entitlement()).withProgress(progress));
  }

  /**
   * Whether access is still to be taken away. While it is not known what is there, it is as urgent
   * as it was, and as what is wanted says.
   */
  private static boolean takesAccess(Plan left, AccountRun run, Progress before) {
    return left.calls().stream().anyMatch(CognitoCall::takesAccess)
        || (!left.unknowns().isEmpty() && (before.urgent() || run.takesAccess()));
  }

  /**
   * The row the run started from, known as that of a deleted user if it is: by the request that
   * deletes it, or by one that came while a background pass was at work.
   */
  private static Account judged(Transaction tx, AccountRun run) {
    Account account = run.account();
    Departure departure = account.entitlement().departure();
    if (departure != null && departure.cause() == Cause.DELETED) {
      return account;
    }
    return tx.accounts()
        .find(account.app(), account.pool(), account.user())
        .map(stored -> account.withEntitlement(stored.entitlement()))
        .orElse(account);
  }

  /** A mark that was set during the calls is about something they did not know of. */
  private static boolean isMarked(Transaction tx, App app, AccountRun run) {
    Account account = run.account();
    return tx.accounts()
        .find(app.id(), account.pool(), account.user())
        .filter(stored -> !stored.progress().equals(account.progress()))
        .isPresent();
  }

  private static Account put(Transaction tx, Account settled) {
    if (!tx.accounts().update(settled)) {
      return overtaken(settled);
    }
    tx.accounts().release(settled);
    return settled;
  }

  /** What is to be told of an account whose lease somebody else has: nothing was written down. */
  private static Account overtaken(Account account) {
    return account.withProgress(
        Progress.pending(Instant.EPOCH, "Somebody else works on the account by now."));
  }

  /** Of a user who can have no account, once nothing is to be taken away any more. */
  private static Progress impossible(
      @Nullable Verdict verdict,
      Fault why,
      Progress before,
      @Nullable Instant uncertainUntil,
      Instant now) {
    if (verdict == null) {
      return changed(before, uncertainUntil, now);
    }
    return verdict instanceof Verdict.Pending pending
        ? later(pending, before, uncertainUntil, now)
        : refused(why.detail(), before, uncertainUntil, now);
  }

  private static Progress progress(
      @Nullable Verdict verdict,
      Plan left,
      Progress before,
      @Nullable Instant uncertainUntil,
      Instant now) {
    if (verdict instanceof Verdict.Pending pending) {
      return later(pending, before, uncertainUntil, now);
    }
    if (verdict instanceof Verdict.Refused refused && !refused.mine()) {
      return refused(refused.refusal().detail(), before, uncertainUntil, now);
    }
    if (left.calls().isEmpty() && !left.refusals().isEmpty()) {
      return refused(left.refusals().getFirst().detail(), before, uncertainUntil, now);
    }
    return changed(before, uncertainUntil, now);
  }

  private static Progress changed(Progress before, @Nullable Instant uncertainUntil, Instant now) {
    return new Progress(
        Progress.State.PENDING,
        "The directory has changed since the last call.",
        since(before, now),
        before.state() == Progress.State.PENDING ? before.attempts() : 0,
        now,
        uncertainUntil);
  }

  private static Progress later(
      Verdict.Pending pending, Progress before, @Nullable Instant uncertainUntil, Instant now) {
    Instant next = pending.notBefore();
    return new Progress(
        Progress.State.PENDING,
        pending.reason(),
        since(before, now),
        before.attempts() + 1,
        next != null ? next : now.plus(backoff(before.attempts())),
        uncertainUntil);
  }

  /** What is urgent is never far off, however often something else was in vain. */
  static Progress soon(Progress progress, Instant now) {
    Instant latest = now.plus(atMost(LONGEST_BACKOFF_OF_REMOVALS));
    Instant next = progress.nextAttempt();
    return progress.urgent() && next != null && next.isAfter(latest)
        ? new Progress(
            progress.state(),
            progress.reason(),
            progress.since(),
            progress.attempts(),
            latest,
            progress.uncertainUntil(),
            true)
        : progress;
  }

  private static Progress refused(
      @Nullable String reason, Progress before, @Nullable Instant uncertainUntil, Instant now) {
    return new Progress(
        Progress.State.REFUSED,
        reason,
        since(before, now),
        before.attempts() + 1,
        null,
        uncertainUntil);
  }

  private static Instant since(Progress before, Instant now) {
    return before.since() != null ? before.since() : now;
  }

  /** 0.5 s doubling up to an hour, each between half and the whole of it. */
  static Duration backoff(int attempts) {
    Duration full = Duration.ofMillis(500L << Math.min(attempts, 20));
    return atMost(full.compareTo(LONGEST_BACKOFF) < 0 ? full : LONGEST_BACKOFF);
  }

  /** Between half and the whole of it, so that not all come at once. */
  private static Duration atMost(Duration full) {
    long half = full.toMillis() / 2;
    return Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1));
  }

  /**
   * Records a run on a pool group and gives its lease back.
   *
   * @param then the phase it is in if the run got where it wanted; null if that means it is gone
   * @param otherwise the phase it is in if the run is pending or refused
   * @return false if somebody else has the lease by now: nothing was written down
   */
  static boolean record(
      Transaction tx, PoolGroupRun run, @Nullable Phase then, Phase otherwise, Instant now) {
    PoolGroup row = run.poolGroup();
    Verdict verdict = run.verdict();
    if (verdict instanceof Verdict.InStep) {
      if (then == null) {
        return tx.poolGroups().delete(row);
      }
      boolean made = then == Phase.PRESENT ? run.made() : row.made();
      boolean current = tx.poolGroups().update(row.withMade(made).with(then, Progress.IN_STEP));
      if (current) {
        tx.poolGroups().release(row);
        tx.accounts()
            .membersOutOfStep(row.app(), row.group(), now, "A group of the user has changed.");
      }
      return current;
    }
    Progress progress =
        verdict instanceof Verdict.Refused refused
            ? refused(refused.refusal().detail(), row.progress(), run.uncertainUntil(), now)
            : later(
                verdict instanceof Verdict.Pending pending
                    ? pending
                    : new Verdict.Pending("Not tried yet.", now),
                row.progress(),
                run.uncertainUntil(),
                now);
    boolean current = tx.poolGroups().update(row.with(otherwise, progress));
    if (current) {
      tx.poolGroups().release(row);
    }
    return current;
  }
}
