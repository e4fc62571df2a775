package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import scimbridge.directory.Accounts;
import scimbridge.directory.CutOff;
import scimbridge.directory.Lease;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroups;
import scimbridge.directory.Progress;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Pool groups, with progress and lease as columns. */
final class SqlPoolGroups implements PoolGroups {
  /** How rows are read. */
  private static final LeasedRows.Table<PoolGroup> TABLE =
      new LeasedRows.Table<>() {
        @Override
        public String name() {
          return "pool_groups";
        }

        @Override
        public List<String> key() {
          return List.of("app", "id");
        }

        @Override
        public PoolGroup whole(ResultSet row, Lease lease) throws SQLException {
          return poolGroup(row, lease);
        }

        @Override
        public PoolGroup unreadable(ResultSet row) throws SQLException {
          return PoolGroup.unreadable(
              Columns.text(row, "id"),
              new AppId(Columns.text(row, "app")),
              new PoolId(Columns.text(row, "pool")),
              Columns.id(row, "group_id"),
              Columns.text(row, "group_name"));
        }

        @Override
        public PoolGroup unsure(PoolGroup poolGroup, Instant until) {
          return poolGroup.unsure(until);
        }

        @Override
        public Fault fault(PoolGroup unreadable) {
          return Unreadable.group(unreadable.pool(), unreadable.groupName());
        }
      };

  private static final String ONE = " WHERE app = :app AND id = :id";

  private static final String READABLE_AGAIN =
      "A group of the user can be read again by this version of the bridge.";

  private final Statements statements;
  private final LeasedRows<PoolGroup> rows;
  private final DueWork<PoolGroup> work;
  private final Accounts accounts;

  /**
   * @param accounts whose, in the same transaction, are marked when a group can be read again
   */
  SqlPoolGroups(Statements statements, Accounts accounts) {
    this.statements = statements;
    this.rows = new LeasedRows<>(statements.unreadable(), TABLE);
    this.work = new DueWork<>(statements, rows, "group_id");
    this.accounts = accounts;
  }

  @Override
  public List<PoolGroup> ofGroup(AppId app, ResourceId group) {
    return rows.strict(
        statements
            .query(
                "SELECT * FROM pool_groups WHERE app = :app AND group_id = :group ORDER BY pool, id")
            .bind("app", app.value())
            .bind("group", group.value()));
  }

  @Override
  public List<PoolGroup> ofMember(AppId app, PoolId pool, ResourceId user) {
    return rows.all(
        statements
            .query(
                "SELECT g.* FROM members m JOIN pool_groups g"
                    + " ON g.app = m.app AND g.group_id = m.group_id AND g.pool = :pool"
                    + " WHERE m.app = :app AND m.member_id = :user ORDER BY g.id")
            .bind("app", app.value())
            .bind("pool", pool.value())
            .bind("user", user.value()));
  }

  @Override
  public List<PoolGroup> withIds(AppId app, Collection<String> ids) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(ids))) {
      found.addAll(
          rows.all(
              statements
                  .query("SELECT * FROM pool_groups WHERE app = :app AND id IN (<ids>)")
                  .bind("app", app.value())
                  .bindList("ids", chunk)));
    }
    return found;
  }

  @Override
  public List<PoolGroup> named(AppId app, PoolId pool, Collection<String> groupNames) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(groupNames))) {
      found.addAll(
          rows.all(
              statements
                  .query(
                      "SELECT * FROM pool_groups"
                          + " WHERE app = :app AND pool = :pool AND group_name IN (<names>)")
                  .bind("app", app.value())
                  .bind("pool", pool.value())
                  .bindList("names", chunk)));
    }
    return found;
  }

  @Override
  public List<PoolGroup> inPool(PoolId pool, Collection<String> groupNames) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(groupNames))) {
      found.addAll(
          rows.all(
              statements
                  .query(
                      "SELECT * FROM pool_groups WHERE pool = :pool AND group_name IN (<names>)"
                          + " ORDER BY app, id")
                  .bind("pool", pool.value())
                  .bindList("names", chunk)));
    }
    return found;
  }

  @Override
  public List<PoolGroup> ofPool(AppId app, PoolId pool) {
    return rows.all(
        statements
            .query(
                "SELECT * FROM pool_groups WHERE app = :app AND pool = :pool ORDER BY group_name, id")
            .bind("app", app.value())
            .bind("pool", pool.value()));
  }

  @Override
  public List<PoolGroup> granted(AppId app) {
    return rows.all(
        statements
            .query(
                "SELECT * FROM pool_groups WHERE app = :app AND origin NOT IN ('PUSHED', 'LISTED')"
                    + " ORDER BY id")
            .bind("app", app.value()));
  }

  @Override
  public void insert(PoolGroup poolGroup) {
    Update insert =
        bind(
            statements.update(
                "INSERT INTO pool_groups"
                    + " (app, id, pool, group_id, group_name, origin, made, phase, creating_since, "
                    + LeaseColumns.COLUMNS
                    + ") VALUES (:app, :id, :pool, :group, :groupName, :origin, :made, :phase, :creatingSince, "
                    + LeaseColumns.VALUES
                    + ")"),
            poolGroup);
    LeaseColumns.bind(insert, poolGroup.lease()).execute();
  }

  @Override
  public boolean update(PoolGroup poolGroup) {
    return bind(
                statements.update(
                    "UPDATE pool_groups SET pool = :pool, group_id = :group,"
                        + " group_name = :groupName, origin = :origin, made = :made,"
                        + " phase = :phase,"
                        + " creating_since = :creatingSince, "
                        + LeaseColumns.SET_PROGRESS
                        + ONE
                        + " AND lease_epoch = :epoch"),
                poolGroup)
            .bind("epoch", poolGroup.lease().epoch())
            .execute()
        > 0;
  }

  @Override
  public boolean delete(PoolGroup poolGroup) {
    return ifCurrent("DELETE FROM pool_groups", poolGroup);
  }

  @Override
  public Optional<PoolGroup> takeOver(AppId app, String id, String owner, Instant until) {
    key(statements.update("UPDATE pool_groups SET " + LeaseColumns.SET_LEASE + ONE), app, id)
        .bind("owner", owner)
        .bind("until", until.toEpochMilli())
        .execute();
    return rows.one(key(statements.query("SELECT * FROM pool_groups" + ONE), app, id));
  }

  @Override
  public void release(PoolGroup poolGroup) {
    ifCurrent("UPDATE pool_groups SET lease_until = 0", poolGroup);
  }

  @Override
  public List<AppId> waitingApps() {
    return work.waitingApps();
  }

  @Override
  public List<PoolGroup> leaseDue(
      AppId app, boolean urgent, Instant now, String owner, Instant until, int limit) {
    return work.leaseDue(
        app, urgent, now, owner, until, limit, again -> concernedOutOfStep(again, now));
  }

  /** As long as it could not be read, nobody was added to it or removed. */
  private void concernedOutOfStep(PoolGroup again, Instant now) {
    if (again.reason() == PoolGroup.Reason.GRANTED) {
      accounts.poolOutOfStep(again.app(), again.pool(), now, READABLE_AGAIN);
    } else {
      accounts.membersOutOfStep(again.app(), again.group(), now, READABLE_AGAIN);
    }
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
  public List<PoolGroup> dueSince(AppId app, Instant at, int limit) {
    return rows.readable(
        statements
            .query(
                "SELECT * FROM pool_groups WHERE app = :app AND state = 'PENDING' AND next_attempt = :at"
                    + " ORDER BY pool, group_name LIMIT :limit")
            .bind("app", app.value())
            .bind("at", at.toEpochMilli())
            .bind("limit", limit));
  }

  @Override
  public List<PoolGroup> pending(AppId app, int limit) {
    return rows.readable(
        statements
            .query(
                "SELECT * FROM pool_groups WHERE app = :app AND state = 'PENDING'"
                    + " ORDER BY pool, group_name LIMIT :limit")
            .bind("app", app.value())
            .bind("limit", limit));
  }

  @Override
  public void refusedOutOfStep(AppId app, Instant now, String reason) {
    statements
        .update(
            "UPDATE pool_groups SET state = 'PENDING', reason = :reason, since = :now,"
                + " attempts = 0, next_attempt = :now WHERE app = :app AND state = 'REFUSED'")
        .bind("app", app.value())
        .bind("now", now.toEpochMilli())
        .bind("reason", reason)
        .execute();
  }

  @Override
  public int dueNow(AppId app, Progress.State state, Instant now, String reason) {
    return work.dueNow(app, state, now, reason).execute();
  }

  @Override
  public Map<Progress.State, Long> counts(AppId app) {
    return work.counts(app);
  }

  @Override
  public Optional<Instant> oldestPending(AppId app) {
    return work.oldestPending(app, " AND phase <> 'RETIRING'");
  }

  @Override
  public Optional<Instant> nextDue() {
    return work.nextDue();
  }

  @Override
  public List<CutOff> cutOff(Instant now) {
    return EndedLeases.of(statements, "pool_groups", "group_id", "group_name", "", now);
  }

  @Override
  public void expireLeases() {
    work.expireLeases();
  }

  private boolean ifCurrent(String change, PoolGroup poolGroup) {
    refuseUnreadable(poolGroup);
    return key(
                statements.update(change + ONE + " AND lease_epoch = :epoch"),
                poolGroup.app(),
                poolGroup.id())
            .bind("epoch", poolGroup.lease().epoch())
            .execute()
        > 0;
  }

  private static <S extends SqlStatement<S>> S key(S statement, AppId app, String id) {
    return statement.bind("app", app.value()).bind("id", id);
  }

  private static void refuseUnreadable(PoolGroup poolGroup) {
    if (poolGroup.isUnreadable()) {
      throw TABLE.fault(poolGroup);
    }
  }

  private static Update bind(Update statement, PoolGroup poolGroup) {
    refuseUnreadable(poolGroup);
    key(statement, poolGroup.app(), poolGroup.id())
        .bind("pool", poolGroup.pool().value())
        .bind("group", poolGroup.group().value())
        .bind("groupName", poolGroup.groupName())
        .bind("origin", poolGroup.reason().name())
        .bind("made", Columns.flag(poolGroup.made()))
        .bind("phase", poolGroup.phase().name())
        .bind("creatingSince", Columns.millis(poolGroup.creatingSince()));
    return LeaseColumns.bind(statement, poolGroup.progress());
  }

  private static PoolGroup poolGroup(ResultSet row, Lease lease) throws SQLException {
    return new PoolGroup(
        Columns.text(row, "id"),
        new AppId(Columns.text(row, "app")),
        new PoolId(Columns.text(row, "pool")),
        Columns.id(row, "group_id"),
        Columns.text(row, "group_name"),
        PoolGroup.Reason.valueOf(Columns.text(row, "origin")),
        Columns.flag(row, "made"),
        PoolGroup.Phase.valueOf(Columns.text(row, "phase")),
        Columns.instantOrNull(row, "creating_since"),
        LeaseColumns.progress(row),
        lease);
  }
}
