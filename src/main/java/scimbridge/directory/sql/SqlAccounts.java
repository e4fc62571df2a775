package scimbridge.directory.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import scimbridge.directory.Account;
import scimbridge.directory.Accounts;
import scimbridge.directory.CutOff;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.directory.Unreadable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Links to accounts, with progress and lease as columns. */
final class SqlAccounts implements Accounts {
  private final Statements statements;
  private final LeasedRows<Account> rows;
  private final DueWork<Account> work;
  private final AccountMarks marks;

  SqlAccounts(Statements statements) {
    this.statements = statements;
    this.rows = new LeasedRows<>(statements.unreadable(), AccountColumns.TABLE);
    this.work = new DueWork<>(statements, rows, "user_id");
    this.marks = new AccountMarks(statements);
  }

  @Override
  public Optional<Account> find(AppId app, PoolId pool, ResourceId user) {
    return rows.one(one(app, pool, user));
  }

  @Override
  public Optional<Account> peek(AppId app, PoolId pool, ResourceId user) {
    return rows.all(one(app, pool, user)).stream().findFirst();
  }

  private Query one(AppId app, PoolId pool, ResourceId user) {
    return AccountColumns.key(
        statements.query("SELECT * FROM accounts" + AccountColumns.ONE), app, pool, user);
  }

  @Override
  public List<Account> of(AppId app, ResourceId user) {
    return rows.strict(
        statements
            .query("SELECT * FROM accounts WHERE app = :app AND user_id = :user ORDER BY pool")
            .bind("app", app.value())
            .bind("user", user.value()));
  }

  @Override
  public Map<ResourceId, List<Account>> ofUsers(AppId app, Collection<ResourceId> users) {
    Map<ResourceId, List<Account>> accounts = new HashMap<>();
    for (List<ResourceId> chunk : Statements.chunks(Set.copyOf(users))) {
      rows.all(
              statements
                  .query(
                      "SELECT * FROM accounts WHERE app = :app AND user_id IN (<ids>)"
                          + " ORDER BY pool")
                  .bind("app", app.value())
                  .bindList("ids", Statements.texts(chunk)))
          .forEach(
              account ->
                  accounts.computeIfAbsent(account.user(), none -> new ArrayList<>()).add(account));
    }
    return accounts;
  }

  @Override
  public List<Account> inPool(PoolId pool, Collection<String> usernames) {
    List<Account> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(usernames))) {
      found.addAll(
          rows.all(
              statements
                  .query(
                      "SELECT * FROM accounts WHERE pool = :pool AND username IN (<usernames>)"
                          + " ORDER BY app, user_id")
                  .bind("pool", pool.value())
                  .bindList("usernames", chunk)));
    }
    return found;
  }

  @Override
  public List<Account> ofPool(AppId app, PoolId pool, String after, int limit) {
    return rows.all(
        statements
            .query(
                "SELECT * FROM accounts WHERE app = :app AND pool = :pool AND user_id > :after"
                    + " ORDER BY user_id LIMIT :limit")
            .bind("app", app.value())
            .bind("pool", pool.value())
            .bind("after", after)
            .bind("limit", limit));
  }

  @Override
  public Set<ResourceId> onlyListed(AppId app, Collection<ResourceId> users) {
    Set<ResourceId> found = new HashSet<>();
    for (List<ResourceId> chunk : Statements.chunks(Set.copyOf(users))) {
      statements
          .query(
              "SELECT user_id FROM accounts WHERE app = :app AND user_id IN (<ids>)"
                  + " GROUP BY user_id HAVING min(CASE known WHEN 'LISTED' THEN 1 ELSE 0 END) = 1")
          .bind("app", app.value())
          .bindList("ids", Statements.texts(chunk))
          .mapTo(String.class)
          .forEach(id -> found.add(new ResourceId(id)));
    }
    return found;
  }

  @Override
  public long countListed(AppId app) {
    return statements
        .query("SELECT count(*) FROM accounts WHERE app = :app AND known = 'LISTED'")
        .bind("app", app.value())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public long count(AppId app, PoolId pool) {
    return statements
        .query("SELECT count(*) FROM accounts WHERE app = :app AND pool = :pool")
        .bind("app", app.value())
        .bind("pool", pool.value())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void insert(Account account) {
    Update insert = statements.update(AccountColumns.INSERT);
    LeaseColumns.bind(AccountColumns.bind(insert, account), account.lease()).execute();
  }

  @Override
  public void want(
      AppId app, PoolId pool, Collection<ResourceId> users, Instant now, String reason) {
    // Not 1: a link of the same user that was deleted before must not have had this epoch.
    Lease lease = new Lease("", now.toEpochMilli(), Instant.EPOCH);
    Progress progress = Progress.pending(now, reason);
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      try (PreparedBatch batch =
          statements.batch(AccountColumns.INSERT + " ON CONFLICT DO NOTHING")) {
        for (ResourceId user : chunk) {
          Account vacant = Account.vacant(app, pool, user, "", progress, lease);
          LeaseColumns.bind(AccountColumns.bind(batch, vacant), lease).add();
        }
        batch.execute();
      }
    }
  }

  @Override
  public void hand(AppId app, ResourceId from, ResourceId to) {
    statements
        .update("UPDATE accounts SET user_id = :to WHERE app = :app AND user_id = :from")
        .bind("app", app.value())
        .bind("from", from.value())
        .bind("to", to.value())
        .execute();
  }

  @Override
  public void departedOutOfStep(AppId app, Instant now, String reason) {
    marks.departedOutOfStep(app, now, reason);
  }

  @Override
  public boolean update(Account account) {
    return AccountColumns.bind(
                statements.update(
                    "UPDATE accounts SET "
                        + AccountColumns.SET
                        + AccountColumns.ONE
                        + " AND lease_epoch = :epoch"),
                account)
            .bind("epoch", account.lease().epoch())
            .execute()
        > 0;
  }

  @Override
  public boolean delete(Account account) {
    return ifCurrent("DELETE FROM accounts", account);
  }

  @Override
  public Optional<Account> takeOver(
      AppId app, PoolId pool, ResourceId user, String owner, Instant until) {
    AccountColumns.key(
            statements.update("UPDATE accounts SET " + LeaseColumns.SET_LEASE + AccountColumns.ONE),
            app,
            pool,
            user)
        .bind("owner", owner)
        .bind("until", until.toEpochMilli())
        .execute();
    return find(app, pool, user);
  }

  @Override
  public void release(Account account) {
    ifCurrent("UPDATE accounts SET lease_until = 0", account);
  }

  @Override
  public void deletionsDue(Instant now) {
    marks.deletionsDue(now);
  }

  @Override
  public void lateCallsDue(Instant now) {
    marks.lateCallsDue(now);
  }

  @Override
  public List<AppId> waitingApps() {
    return work.waitingApps();
  }

  @Override
  public List<Account> leaseDue(
      AppId app, boolean urgent, Instant now, String owner, Instant until, int limit) {
    return work.leaseDue(app, urgent, now, owner, until, limit, again -> {});
  }

  @Override
  public void unreadableDue(Instant now) {
    work.unreadableDue(now);
  }

  @Override
  public long countUnreadable(AppId app) {
    return work.unreadable(app);
  }

  @Override
  public List<Account> dueSince(AppId app, Instant at, int limit) {
    return rows.readable(
        statements
            .query(
                // By the time: SQLite would walk through the whole app, since its key has the
                // order.
                "SELECT * FROM accounts WHERE app || '' = :app AND state = 'PENDING'"
                    + " AND next_attempt = :at ORDER BY user_id, pool LIMIT :limit")
            .bind("app", app.value())
            .bind("at", at.toEpochMilli())
            .bind("limit", limit));
  }

  @Override
  public List<Account> in(AppId app, Progress.State state, int limit) {
    return rows.readable(
        statements
            .query(
                "SELECT * FROM accounts WHERE app = :app AND state = :state"
                    + DueWork.MAYBE_READABLE
                    + " ORDER BY since, user_id, pool LIMIT :limit")
            .bind("app", app.value())
            .bind("state", state.name())
            .bind("limit", limit));
  }

  @Override
  public Optional<Instant> nextDue() {
    Optional<Instant> deletion =
        Columns.instant(
            statements
                .query(
                    "SELECT delete_at FROM accounts WHERE delete_at IS NOT NULL AND "
                        + AccountMarks.AWAITS_DELETION
                        + " ORDER BY delete_at LIMIT 1")
                .mapTo(Long.class)
                .findOne());
    return Stream.of(work.nextDue(), deletion)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  @Override
  public void outOfStep(AppId app, Collection<ResourceId> users, Instant now, String reason) {
    marks.outOfStep(app, users, now, reason);
  }

  @Override
  public void mayHaveLost(AppId app, Collection<ResourceId> users, Instant now, String reason) {
    marks.mayHaveLost(app, users, now, reason);
  }

  @Override
  public void concern(
      AppId app, Collection<ResourceId> users, boolean lost, Instant now, String reason) {
    marks.concern(app, users, lost, now, reason);
  }

  @Override
  public int doubt(
      AppId app,
      PoolId pool,
      Collection<ResourceId> users,
      boolean takesAway,
      Instant now,
      String reason) {
    return marks.doubt(app, pool, users, takesAway, now, reason);
  }

  @Override
  public void membersOutOfStep(AppId app, ResourceId group, Instant now, String reason) {
    marks.membersOutOfStep(app, group, now, reason);
  }

  @Override
  public void poolOutOfStep(AppId app, PoolId pool, Instant now, String reason) {
    marks.poolOutOfStep(app, pool, now, reason);
  }

  @Override
  public boolean anyMemberPending(AppId app, PoolId pool, ResourceId group) {
    return member(
            "SELECT 1",
            " AND a.state NOT IN ('IN_STEP', 'REFUSED', 'HELD') LIMIT 1",
            app,
            pool,
            group)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public List<Account> refusedMembers(AppId app, PoolId pool, ResourceId group) {
    return rows.all(member("SELECT a.*", " AND a.state IN ('REFUSED', 'HELD')", app, pool, group));
  }

  private Query member(String what, String which, AppId app, PoolId pool, ResourceId group) {
    return statements
        .query(
            what
                + " FROM members m JOIN accounts a"
                + " ON a.app = m.app AND a.user_id = m.member_id AND a.pool = :pool"
                + " WHERE m.app = :app AND m.group_id = :group"
                + which)
        .bind("app", app.value())
        .bind("pool", pool.value())
        .bind("group", group.value());
  }

  @Override
  public Map<Progress.State, Long> counts(AppId app) {
    return work.counts(app);
  }

  @Override
  public Optional<Instant> oldestPending(AppId app) {
    return work.oldestPending(app, "");
  }

  @Override
  public int dueNow(
      AppId app, Progress.State state, Collection<ResourceId> users, Instant now, String reason) {
    int due = 0;
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      due +=
          work.dueNow(app, state, now, reason, " AND user_id IN (<ids>)")
              .bindList("ids", Statements.texts(chunk))
              .execute();
    }
    return due;
  }

  @Override
  public List<ResourceId> usersIn(AppId app, Progress.State state, String after, int limit) {
    return statements
        .query(
            "SELECT DISTINCT user_id FROM accounts WHERE app = :app AND state = :state"
                + " AND user_id > :after ORDER BY user_id LIMIT :limit")
        .bind("app", app.value())
        .bind("state", state.name())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> Columns.id(row, "user_id"))
        .list();
  }

  @Override
  public List<ResourceId> usersHeld(AppId app, String after, int limit) {
    return statements
        .query(
            "SELECT DISTINCT user_id FROM accounts WHERE app = :app"
                + " AND state IN ('HELD', 'REFUSED') AND guard = 'HELD'"
                + " AND user_id > :after ORDER BY user_id LIMIT :limit")
        .bind("app", app.value())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> Columns.id(row, "user_id"))
        .list();
  }

  @Override
  public List<CutOff> cutOff(Instant now) {
    // No call is made for one that is not there before it is written down.
    String uncalled = " AND (known <> 'ABSENT' OR creating_since IS NOT NULL)";
    return EndedLeases.of(statements, "accounts", "user_id", "username", uncalled, now);
  }

  @Override
  public void expireLeases() {
    work.expireLeases();
  }

  private boolean ifCurrent(String change, Account account) {
    if (account.isUnreadable()) {
      throw Unreadable.account(account.pool());
    }
    return AccountColumns.key(
                statements.update(change + AccountColumns.ONE + " AND lease_epoch = :epoch"),
                account.app(),
                account.pool(),
                account.user())
            .bind("epoch", account.lease().epoch())
            .execute()
        > 0;
  }
}
