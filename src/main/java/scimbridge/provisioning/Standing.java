package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Reviews.Review;
import scimbridge.directory.Transaction;
import scimbridge.directory.Unreadable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.provisioning.AppStatus.Waiting;

/** Says where apps stand. */
public final class Standing {
  private final Setting setting;

  Standing(Setting setting) {
    this.setting = setting;
  }

  /** Where an app stands now. */
  public AppStatus of(AppId id) {
    App app = setting.app(id);
    Instant now = setting.now();
    List<PoolId> unknown =
        app.pools().stream().filter(pool -> setting.pools().recalled(pool).isEmpty()).toList();
    return setting.directory().<AppStatus>read(tx -> of(tx, app, unknown, now));
  }

  private static AppStatus of(Transaction tx, App app, List<PoolId> unknown, Instant now) {
    AppId id = app.id();
    Instant backlog = Backlog.of(tx, id).orElse(null);
    long unreadable = tx.accounts().countUnreadable(id) + tx.poolGroups().countUnreadable(id);
    return new AppStatus(
        id,
        tx.accounts().counts(id),
        tx.poolGroups().counts(id),
        unreadable,
        tx.proposals().count(id),
        tx.accounts().pending(id, 1).stream()
            .map(account -> waiting(tx, account))
            .findFirst()
            .orElse(null),
        backlog,
        app.maxPendingAge(),
        backlog != null && Backlog.isTooOld(app, backlog, now),
        tx.reviews().find(id).map(Review::done).orElse(false),
        tx.reconciliations().next(id).orElse(null),
        Guarding.status(tx, app, now),
        notices(tx, app, unreadable, unknown, now));
  }

  /** Who waits, of an account that is not in step. */
  static Waiting waiting(Transaction tx, Account account) {
    @Nullable Instant since = account.progress().since();
    return new Waiting(
        tx.resources()
            .user(account.app(), account.user())
            .map(User::userName)
            .orElse(account.user().value()),
        account.pool(),
        since == null ? Instant.EPOCH : since,
        account.progress().reason(),
        account.progress().attempts(),
        account.progress().nextAttempt());
  }

  private static List<String> notices(
      Transaction tx, App app, long unreadable, List<PoolId> unknown, Instant now) {
    List<String> notices =
        new ArrayList<>(PolicyReport.troubles(app, tx.policyGroups().ofApp(app.id())));
    if (unreadable > 0) {
      notices.add(
          "what the store holds of "
              + unreadable
              + (unreadable == 1 ? " account or Cognito group" : " accounts or Cognito groups")
              + " cannot be read by this version of the bridge. Nothing is done to them, and changes"
              + " of their users and groups are answered 500; everything else goes on. "
              + Unreadable.REMEDY);
    }
    tx.transfers()
        .involving(app.id())
        .ifPresent(
            open ->
                notices.add(
                    "a transfer from '"
                        + open.from()
                        + "' to '"
                        + open.to()
                        + "' is open since "
                        + open.since()
                        + ": changes are answered 503 and nothing is done for the app. Run it"
                        + " again to complete it."));
    tx.proposals()
        .oldest(app.id())
        .filter(since -> now.isAfter(since.plus(Setting.LEASE.multipliedBy(2))))
        .ifPresent(
            since ->
                notices.add(
                    "a change of "
                        + since
                        + " that a crash left could not be settled: the log says why. It is tried"
                        + " again every minute; until then changes of the same user or group are"
                        + " answered 503."));
    long known = tx.accounts().countListed(app.id());
    if (known > 0) {
      notices.add(
          "of those in step, "
              + known
              + (known == 1 ? " account is" : " accounts are")
              + " known from an import and not the bridge's"
              + (app.adopt() == App.Adopt.NEVER
                  ? " ('adopt: never')."
                  : " until the client changes them."));
    }
    unknown.forEach(
        pool ->
            notices.add(
                "pool "
                    + pool
                    + " was never reached: nobody needed it so far, or the log says why."));
    return notices;
  }
}
