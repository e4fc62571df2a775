package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Applied;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Ownership;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.mapping.Mapping;
import scimbridge.provisioning.Findings.Claims;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Reconciling.Order;

/**
 * What is done about a pool after the store was restored from an older backup. The pool is newer
 * than the store then, so nothing is brought back to what the store says: accounts that were made
 * since the backup and that users of the app wish are adopted, accounts that are gone are not made
 * again, and everything else is only told. The client's next complete synchronisation brings the
 * directory up to date.
 */
final class RestoredAccounts implements Findings {
  private static final String ADOPTED =
      "The account was made after the backup that the store was restored from.";

  private final Setting setting;
  private final App app;
  private final Order order;
  private final Request request;
  private final Repairs reports;
  private final PoolListing listing;
  private final Runnable wake;

  /**
   * @param request who asks, for the audit
   * @param reports names what is found
   * @param listing asks for accounts that were not listed
   * @param wake told that there may be something to do
   */
  RestoredAccounts(
      Setting setting,
      Order order,
      Request request,
      Repairs reports,
      PoolListing listing,
      Runnable wake) {
    this.setting = setting;
    this.listing = listing;
    this.app = setting.app(order.app());
    this.order = order;
    this.request = request;
    this.reports = reports;
    this.wake = wake;
  }

  @Override
  public void progress(String line) {
    reports.progress(line);
  }

  @Override
  public void unknown(PoolId pool, String what, String name) {
    reports.unknown(pool, what, name);
  }

  /** Which of the two is newer cannot be told. */
  @Override
  public int differ(PoolId pool, List<Drift> drifts) {
    drifts.forEach(drift -> reports.name(drift.whose(), drift.sentences()));
    return 0;
  }

  @Override
  public boolean missing(PoolId pool, String groupName, List<String> sentences) {
    reports.name("group '" + groupName + "'", sentences);
    return false;
  }

  @Override
  public int gone(PoolId pool, List<Account> links) throws InterruptedException {
    int settled = 0;
    for (Account link : links) {
      // A listing that lags must not make the bridge forget an account that can sign in.
      boolean there = order.repair() && listing.isThere(pool, link.username());
      reports.name(
          "account '" + link.username() + "'",
          List.of(
              there
                  ? "it was not listed in pool " + pool + " but is there, so it stays as it is"
                  : "it is gone from pool "
                      + pool
                      + ", probably deleted after the backup, and is not made again"));
      boolean gone = order.repair() && !there;
      if (gone && setting.directory().<Boolean>write(tx -> settleGone(tx, link))) {
        settled++;
      }
    }
    return settled;
  }

  private boolean settleGone(Transaction tx, Account seen) {
    Instant now = setting.now();
    Account link = tx.accounts().find(app.id(), seen.pool(), seen.user()).orElse(null);
    if (link == null || !link.equals(seen)) {
      return false;
    }
    Account mine = taken(tx, link, now);
    Account gone =
        mine.withOwnership(new Ownership(mine.username(), mine.sub(), Known.ABSENT, null))
            .withApplied(new Applied(mine.attributes(), false, new TreeSet<>(), false, null, now))
            .withProgress(
                new Progress(Progress.State.REFUSED, staysGone(mine).detail(), now, 0, null, null));
    put(tx, gone);
    note(tx, gone, "refused", String.valueOf(staysGone(mine).detail()), now);
    return true;
  }

  /** Whether an account was ours and is gone for good, unless the client changes its user. */
  static boolean isGone(Account account) {
    return account.known() == Known.ABSENT && account.sub() != null;
  }

  /** Why it is not made again. */
  static Fault staysGone(Account account) {
    return Fault.of(
        Fault.Kind.INVALID_VALUE,
        "The account was gone from pool "
            + account.pool()
            + " when the bridge's store had been restored from a backup, so it was probably deleted"
            + " in between and is not made again. Delete the user; or change it, if it is to have an"
            + " account.");
  }

  @Override
  public Claims newcomers(PoolId pool, List<ListedUser> users) {
    List<ListedUser> unclaimed = new ArrayList<>();
    int settled = 0;
    for (ListedUser user : users) {
      Claim claim =
          order.repair()
              ? setting.directory().<@Nullable Claim>write(tx -> adopt(tx, pool, user))
              : setting.directory().<@Nullable Claim>read(tx -> claim(tx, pool, user));
      String account = "account '" + user.username() + "'";
      if (claim == null) {
        reports.name(
            account,
            List.of(
                "it was made in pool "
                    + pool
                    + " after the backup, and no user of the app wishes"
                    + " it"));
        unclaimed.add(user);
      } else if (claim.heldBack()) {
        reports.name(
            account,
            List.of(
                "it is disabled in pool "
                    + pool
                    + " though its user '"
                    + claim.user().userName()
                    + "' is active; it may have been disabled after the backup, so it is adopted"
                    + " only when the client has said so, too"));
      } else {
        reports.name(
            account,
            List.of(
                (order.repair() ? "it is" : "it would be")
                    + " adopted for user '"
                    + claim.user().userName()
                    + "', who wishes it in pool "
                    + pool));
        settled += order.repair() ? 1 : 0;
      }
    }
    if (settled > 0) {
      wake.run();
    }
    return new Claims(unclaimed, settled);
  }

  /**
   * A user who wishes an account that the bridge does not know.
   *
   * @param link the user's link, or null if there is none
   * @param heldBack whether it would give access back that may have been taken since the backup
   */
  private record Claim(User user, @Nullable Account link, Wishes.Wished wished, boolean heldBack) {}

  private @Nullable Claim claim(Transaction tx, PoolId id, ListedUser listed) {
    ConnectedPool pool = setting.pools().get(id);
    PoolTraits traits = setting.pools().traits(id);
    String signInName = Mapping.signInName(traits.kind());
    String name = signInName.isEmpty() ? listed.username() : listed.attributes().get(signInName);
    if (name == null || listed.sub() == null) {
      return null;
    }
    User user =
        tx.names()
            .holder(UserNames.username(id, traits, name))
            .filter(holder -> holder.app().equals(app.id()))
            .map(Holder::resource)
            .flatMap(holder -> tx.resources().user(app.id(), holder))
            .orElse(null);
    if (user == null || tx.proposals().isOpen(app.id(), user.id())) {
      return null;
    }
    Account link = tx.accounts().peek(app.id(), id, user.id()).orElse(null);
    if (link != null && !mayBeReplaced(link, listed)) {
      return null;
    }
    Wishes.Wished wished;
    try {
      wished =
          Wishes.of(tx, app, pool, traits, user, Scopes.of(tx, app, user), link, setting.now());
    } catch (Fault impossible) {
      return null;
    }
    return wished.wish() instanceof Wish.Account account && Fold.same(account.username(), name)
        ? new Claim(user, link, wished, account.enabled() && !listed.enabled())
        : null;
  }

  /** A record of an account that is there is never given up for another one. */
  private static boolean mayBeReplaced(Account link, ListedUser listed) {
    return link.lease().returned()
        && switch (link.known()) {
          case ABSENT, FOREIGN -> true;
          // Known already: the client's next change adopts it.
          case LISTED, UNREADABLE -> false;
          case OURS, UNCLEAR -> link.username().equals(listed.username());
        };
  }

  private @Nullable Claim adopt(Transaction tx, PoolId pool, ListedUser listed) {
    Claim claim = claim(tx, pool, listed);
    if (claim == null || claim.heldBack()) {
      return claim;
    }
    Instant now = setting.now();
    Account link = claim.link();
    Account mine = link == null ? null : taken(tx, link, now);
    Account adopted =
        new Account(
            app.id(),
            pool,
            claim.user().id(),
            new Ownership(listed.username(), listed.sub(), Known.UNCLEAR, null),
            new Applied(
                new TreeMap<>(), listed.enabled(), new TreeSet<>(), false, listed.status(), null),
            claim.wished().entitlement(),
            Progress.pending(now, ADOPTED),
            // Not 1: a link of the same user that was deleted before must not have had this epoch.
            mine == null ? new Lease("", now.toEpochMilli(), Instant.EPOCH) : mine.lease());
    if (mine == null) {
      tx.accounts().insert(adopted);
    } else {
      put(tx, adopted);
    }
    note(tx, adopted, "accepted", ADOPTED, now);
    return claim;
  }

  private Account taken(Transaction tx, Account link, Instant now) {
    return tx.accounts()
        .takeOver(app.id(), link.pool(), link.user(), setting.owner(), now)
        .orElseThrow();
  }

  private static void put(Transaction tx, Account account) {
    tx.accounts().update(account);
    tx.accounts().release(account);
  }

  private void note(Transaction tx, Account account, String result, String detail, Instant now) {
    String action = result.equals("accepted") ? "account.adopt" : "account.reconcile";
    tx.audit()
        .append(
            Journal.entry(
                    now,
                    request,
                    Journal.subject(tx, app.id(), action, account.user()),
                    action,
                    result,
                    detail)
                .in(account.pool()));
  }

  /** What is to be done next. */
  static String conclusion(Order order, long found, long settled) {
    String next =
        " Next: 'scim-bridge import --app "
            + order.app()
            + "' takes in what no user wishes, so that the client finds it; then have the client"
            + " synchronise everything; then 'scim-bridge reconcile --app "
            + order.app()
            + "'. See docs/existing-pools.md.";
    return order.repair()
        ? settled + " accounts are settled." + next
        : found
            + " differences, and those that nobody wishes; nothing was changed. The same with"
            + " --repair adopts and settles accounts; what else differs is only told."
            + next;
  }
}
