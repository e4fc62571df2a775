package scimbridge.provisioning;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Guards.Kind;
import scimbridge.directory.Guards.Word;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Guard;
import scimbridge.policy.Scope;

/**
 * The guard against mass removal. A removal is decided once, in the transaction that counts it: a
 * client's deletion of a user is refused when it is one too many, and an account that leaves every
 * policy's scope is held. It never keeps a deactivation, nor the removal of somebody from a group.
 */
final class RemovalGuard {
  private static final String HELD =
      "The guard against mass removal holds this removal, because too many accounts of the app were"
          + " removed within an hour. An administrator has to say 'scim-bridge guard"
          + " allow' or 'guard discard'.";

  private RemovalGuard() {}

  /** Marks the refusal of the guard, of which nothing at all is to be kept. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Closed(AppId app) {
      super("the guard of app " + app + " is closed", null, false, false);
    }
  }

  /** Whether a fault is a refusal of the guard. */
  static boolean refused(Fault fault) {
    return fault.getCause() instanceof Closed;
  }

  /**
   * Counts the deletion of a user by the client.
   *
   * @throws Fault FORBIDDEN if it is one too many
   */
  static void deletion(Transaction tx, App app, ResourceId user, Instant now) {
    if (app.deprovisioning().deleted().action() != Action.LEAVE
        && !admits(tx, app, user, null, now)) {
      throw Fault.of(
          Fault.Kind.FORBIDDEN,
          "The user was not deleted and nothing was changed: too many accounts of this app were"
              + " removed within an hour ("
              + app.guard().sharePercent()
              + " % of them are the most, and "
              + app.guard().atLeast()
              + " in any case). If this is intended, an administrator allows it with 'scim-bridge"
              + " guard allow --app "
              + app.id()
              + "'.",
          new Closed(app.id()));
    }
  }

  /** Counts a deactivation, which is never refused. */
  static void deactivation(Transaction tx, App app, ResourceId user, Instant now) {
    if (app.guard().on()) {
      note(tx, app, user, null, Kind.DEACTIVATED, now);
    }
  }

  /** The same user is active again. */
  static void reactivation(Transaction tx, App app, ResourceId user) {
    if (app.guard().on()) {
      tx.guards().returned(app.id(), user, null, Kind.DEACTIVATED);
    }
  }

  /** Counts a removal, if it may be; answers whether. */
  private static boolean admits(
      Transaction tx, App app, ResourceId user, @Nullable PoolId pool, Instant now) {
    Guard guard = app.guard();
    if (!guard.on()) {
      return true;
    }
    Instant madeBefore = now.minus(Guard.YOUNG);
    long more = tx.guards().accountsOf(app.id(), user, pool, madeBefore);
    if (more == 0) {
      return true;
    }
    Word word = tx.guards().word(app.id()).orElse(null);
    if (word == null || !now.isBefore(word.until())) {
      long removals = tx.guards().count(app.id(), Kind.REMOVED, since(word, now)) + more;
      if (removals > guard.atLeast()) {
        long gone = removals - more;
        long needed = guard.accountsFor(removals) - gone;
        if (tx.guards().accounts(app.id(), madeBefore, needed) < needed) {
          return false;
        }
      }
    }
    note(tx, app, user, pool, Kind.REMOVED, now);
    return true;
  }

  /** From when on removals count: what an administrator allowed does not. */
  static Instant since(@Nullable Word word, Instant now) {
    Instant window = now.minus(Guard.WINDOW);
    return word != null && word.allows() && word.until().isAfter(window) ? word.until() : window;
  }

  private static void note(
      Transaction tx, App app, ResourceId user, @Nullable PoolId pool, Kind kind, Instant now) {
    tx.guards()
        .note(app.id(), user, pool, kind, now, now.minus(Guard.YOUNG), now.minus(Guard.WINDOW));
  }

  /**
   * Whether somebody has to decide what becomes of an account: it has just left every policy's
   * scope, or an administrator has said what is to become of it.
   */
  static boolean isOpen(
      Transaction tx, App app, PoolId pool, @Nullable User user, Scope scope, Account account) {
    return user != null
        && !scope.includes(pool)
        && (isUndecided(app, account) || answer(tx, app.id(), account.entitlement()) != null);
  }

  /** Whether an account that is in no policy's scope was, up to now, or was left by the rule. */
  private static boolean isUndecided(App app, Account account) {
    Departure departure = account.entitlement().departure();
    return (departure == null || departure.standing() == Standing.LEFT)
        && app.guard().on()
        && app.deprovisioning().unassigned().action() != Action.LEAVE
        && (account.known() == Account.Known.OURS || account.known() == Account.Known.UNCLEAR);
  }

  /** The word that came on a removal that is held, or null. */
  private static @Nullable Word answer(Transaction tx, AppId app, Entitlement entitlement) {
    Departure departure = entitlement.departure();
    return departure == null || departure.standing() != Standing.HELD
        ? null
        : tx.guards().word(app).filter(word -> isAbout(word, departure)).orElse(null);
  }

  /** What is allowed is so for a while: a server whose clock is ahead may have held it. */
  private static boolean isAbout(Word word, Departure held) {
    return word.allows() ? held.since().isBefore(word.until()) : !word.at().isBefore(held.since());
  }

  /**
   * Decides what becomes of an account that {@link #isOpen}; any other stays as it is.
   *
   * @return the account with what was decided, which is to be written down in this transaction
   */
  static Account decided(
      Transaction tx,
      App app,
      PoolId pool,
      @Nullable User user,
      Scope scope,
      Account account,
      Instant now) {
    if (!isOpen(tx, app, pool, user, scope, account)) {
      return account;
    }
    Word word = answer(tx, app.id(), account.entitlement());
    if (word != null && !word.allows()) {
      Departure held = Objects.requireNonNull(account.entitlement().departure());
      return account.withEntitlement(account.entitlement().with(held.with(Standing.WAIVED)));
    }
    Entitlement leaving = Departures.of(app, pool, user, scope, Entitlement.NONE, now);
    if (word != null) {
      note(tx, app, account.user(), pool, Kind.REMOVED, now);
      return account.withEntitlement(leaving);
    }
    if (admits(tx, app, account.user(), pool, now)) {
      return account.withEntitlement(leaving);
    }
    Journal.note(tx, now, Journal.worker(app.id()), account.user(), "account.hold", "held", HELD);
    Departure held = Objects.requireNonNull(leaving.departure()).with(Standing.HELD);
    return account.withEntitlement(leaving.with(held));
  }

  /** An account whose departure was carried out is to be again: it is not removed any more. */
  static void returned(Transaction tx, Account account, Entitlement next) {
    Departure before = account.entitlement().departure();
    if (before != null
        && before.cause() != Cause.INACTIVE
        && before.standing() == Standing.CARRIED_OUT
        && next.departure() == null) {
      tx.guards().returned(account.app(), account.user(), account.pool(), Kind.REMOVED);
    }
  }

  /** Whether a removal is held. */
  static boolean isHeld(Entitlement entitlement) {
    return entitlement.departure() != null && entitlement.departure().standing() == Standing.HELD;
  }

  /** Where an account stands to which nothing is to be done. */
  static Progress atRest(Entitlement entitlement) {
    return isHeld(entitlement)
        ? new Progress(
            Progress.State.HELD,
            HELD,
            Objects.requireNonNull(entitlement.departure()).since(),
            0,
            null,
            null)
        : Progress.IN_STEP;
  }
}
