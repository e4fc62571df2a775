package scimbridge.provisioning;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.Former;
import scimbridge.plan.LeftAlone;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.policy.App;
import scimbridge.policy.App.Adopt;
import scimbridge.provisioning.Provisioning.Request;

/**
 * When what was only recorded from a listing of a pool becomes the bridge's own: by the client's
 * first change of it, where the app allows that. A change that the account already shows is no
 * call; before anything is changed, the account is looked at, since the listing may be old.
 *
 * <p>Somebody in no policy's scope is not adopted, because the rules would take the account away as
 * soon as it is ours. Who is to lose access loses it all the same.
 */
final class Adoption {
  private static final String REFUSED =
      "The change that would have made the account the bridge's was refused; it is undone.";

  private static final String CONCERNED = "The client has changed the user's groups.";

  private Adoption() {}

  /**
   * Whether the client's change of a user makes its account the bridge's.
   *
   * @param current the user so far, or null
   * @param next what it is to become, or null if it is to be deleted, which adopts nothing
   */
  static boolean byWrite(
      App app,
      @Nullable Account account,
      @Nullable User current,
      @Nullable User next,
      boolean inScope) {
    return isListed(account)
        && app.adopt() == Adopt.ON_WRITE
        && next != null
        && (inScope || deactivates(current, next));
  }

  /**
   * Whether a change of groups, for which the account was marked, makes it the bridge's: its user
   * is to have it, or was until then.
   */
  static boolean byMark(App app, Account account, boolean inScope) {
    return isListed(account)
        && !Former.isRecorded(account.attributes())
        && app.adopt() == Adopt.ON_WRITE
        && (inScope || !account.entitlement().policies().isEmpty());
  }

  static boolean isListed(@Nullable Account account) {
    return account != null && account.known() == Account.Known.LISTED;
  }

  static boolean isListed(PoolGroup row) {
    return row.reason() == Reason.LISTED;
  }

  /** Whether a change takes a user's access away. */
  static boolean deactivates(@Nullable User current, User next) {
    return current != null && current.active() && !next.active();
  }

  /**
   * Where accounts are never adopted, somebody who has no other account cannot be deactivated: the
   * client would believe that access is gone.
   *
   * @throws Fault FORBIDDEN if so
   */
  static void refuseDeactivation(
      App app, Collection<Account> accounts, @Nullable User current, User next) {
    if (app.adopt() == Adopt.ON_WRITE || !deactivates(current, next)) {
      return;
    }
    boolean reaches = accounts.stream().anyMatch(one -> !isListed(one) && !one.vacant());
    accounts.stream()
        .filter(one -> isListed(one) && one.enabled() && !reaches)
        .findFirst()
        .ifPresent(
            kept -> {
              throw Fault.of(
                  Fault.Kind.FORBIDDEN,
                  "The user is not deactivated: "
                      + untouchable(kept)
                      + ". Disable it in the pool.");
            });
  }

  /**
   * Whether an account would be enabled by its adoption, though the client did not say that it is
   * to be: it only never heard that others disabled it.
   */
  static boolean enablesUnasked(Account account, @Nullable User current, User next) {
    boolean activates = current != null && !current.active();
    return !account.enabled() && next.active() && !activates;
  }

  /**
   * An account that becomes the bridge's and has to be looked at first, since the listing may be
   * old. It stays so until somebody has looked, however often that is in vain.
   */
  static Account unseen(Account account) {
    return asListed(account).withKnown(Account.Known.UNCLEAR);
  }

  /**
   * One that becomes the bridge's as it was listed, because nothing has to be done. Whoever looks
   * at it for whatever reason is the first.
   */
  static Account asListed(Account account) {
    return account
        .withKnown(Account.Known.OURS)
        .withAttributes(LeftAlone.unseen(account.attributes()));
  }

  /** The same where the client says whether its user is active: then nothing is unasked. */
  static Account asked(Account account, @Nullable User current, @Nullable User next) {
    boolean says = current != null && next != null && current.active() != next.active();
    return says ? account.withAttributes(LeftAlone.enablingAsked(account.attributes())) : account;
  }

  /** An account that is only known again. */
  static Account known(Account account) {
    return account
        .withKnown(Account.Known.LISTED)
        .withAttributes(LeftAlone.seen(account.attributes()));
  }

  /** Why it is not adopted then. */
  static Refusal disabledByOthers(Account account) {
    return new Refusal(
        Plan.Reason.DISABLED_SINCE,
        "Nothing was changed: account '"
            + account.username()
            + "' in pool "
            + account.pool()
            + " was made and disabled by others, while its user is active. Import the pool once more,"
            + " or deactivate the user; if the account is to be enabled, activate it then.");
  }

  /** Why nothing is done about an account. */
  static String untouchable(Account account) {
    return "account '"
        + account.username()
        + "' in pool "
        + account.pool()
        + " was not made by this bridge, and 'adopt: never' keeps the bridge from changing it";
  }

  /**
   * A change of the client is about these users: somebody looks what it means for known accounts.
   */
  static void concern(
      Transaction tx, App app, Collection<ResourceId> users, boolean lost, Instant now) {
    if (app.adopt() == Adopt.ON_WRITE && !users.isEmpty()) {
      tx.accounts().concern(app.id(), users, lost, now, CONCERNED);
    }
  }

  /** The same for everybody in a group. */
  static void concernMembers(Transaction tx, App app, ResourceId group, boolean lost, Instant now) {
    if (app.adopt() == Adopt.ON_WRITE) {
      List<ResourceId> members = tx.members().of(app.id(), group).stream().map(Member::id).toList();
      concern(tx, app, members, lost, now);
    }
  }

  /** Those of the users of whom the client has spoken, and not only listings of pools. */
  static Set<ResourceId> spokenOf(Transaction tx, App app, Set<ResourceId> users) {
    Set<ResourceId> spokenOf = new LinkedHashSet<>(users);
    spokenOf.removeAll(tx.accounts().onlyListed(app.id(), users));
    return spokenOf;
  }

  /** An adoption is written down with the change that made it. */
  static void note(Transaction tx, Instant now, Request by, Account account) {
    Journal.note(
        tx,
        now,
        by,
        account.user(),
        "account.adopt",
        "accepted",
        "account '"
            + account.username()
            + "' in pool "
            + account.pool()
            + ", which the bridge did not make, is the bridge's from now on");
  }

  /** The same of a group. */
  static void note(Transaction tx, Instant now, PoolGroup row) {
    Journal.note(
        tx,
        now,
        Journal.worker(row.app()),
        row.group(),
        "group.adopt",
        "accepted",
        "group '"
            + row.groupName()
            + "' in pool "
            + row.pool()
            + ", which the bridge did not make, is used by it from now on");
  }

  /** The request was refused before it changed anything: the account is as it was, and known. */
  static Account undo(Transaction tx, AccountRun run) {
    Account account = run.account();
    boolean marked =
        tx.accounts()
            .find(account.app(), account.pool(), account.user())
            .filter(stored -> !stored.progress().equals(account.progress()))
            .isPresent();
    Account known = known(account);
    boolean waits = marked || Former.isRecorded(account.attributes());
    Account before = waits ? known : known.withProgress(Progress.IN_STEP);
    if (tx.accounts().update(before)) {
      tx.accounts().release(account);
    }
    return before;
  }

  /**
   * The request was refused after it had changed something: the account is known as it was, and is
   * brought back to what it was seen to be.
   *
   * @param before how it was seen before the first call
   */
  static Account undo(Transaction tx, AccountRun run, Sight.Present before, Instant now) {
    Account known = known(run.account());
    boolean gaveAccess =
        !(run.observed().sight() instanceof Sight.Present left)
            || (left.enabled() && !before.enabled())
            || !before.groups().containsAll(left.groups());
    Account undone =
        known
            .withAttributes(Former.record(known.attributes(), run.desired().wish(), before))
            .withEnabled(before.enabled())
            .withProgress(
                Progress.pending(now, REFUSED)
                    .uncertain(run.observed().uncertainUntil(now))
                    .urgent(gaveAccess));
    if (tx.accounts().update(undone)) {
      tx.accounts().release(undone);
    }
    return undone;
  }

  /**
   * An account that was to be brought back, after work on it: only known as it was listed once it
   * is, and else still to be brought back.
   */
  static Account afterUndoing(AccountRun run, Account ended) {
    SortedMap<String, String> recorded = run.account().attributes();
    if (!isListed(run.account()) || !isListed(ended) || !Former.isRecorded(recorded)) {
      return ended;
    }
    boolean done = run.inStep() && !run.observed().handedBack();
    return ended.withAttributes(done ? Former.done(recorded) : recorded);
  }

  /** The pool groups of a group as they are when a change of it is accepted. */
  static List<PoolGroup> adopted(App app, List<PoolGroup> rows) {
    return app.adopt() == Adopt.NEVER
        ? rows
        : rows.stream().map(row -> isListed(row) ? row.withReason(Reason.PUSHED) : row).toList();
  }

  /** Whether any of these becomes the bridge's by a change. */
  static boolean adopts(App app, List<PoolGroup> rows) {
    return app.adopt() == Adopt.ON_WRITE && rows.stream().anyMatch(Adoption::isListed);
  }
}
