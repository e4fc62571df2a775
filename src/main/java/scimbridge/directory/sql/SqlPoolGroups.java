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
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import scimbridge.directory.CutOff;
import scimbridge.directory.Lease;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroups;
import scimbridge.directory.Progress;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Pool groups, with progress and lease as columns. */
final class SqlPoolGroups implements PoolGroups {
  private static final String ONE = " WHERE app = :app AND id = :id";

  /** A row as it is, with the lease that is on it. */
  private static final RowMapper<PoolGroup> ROW =
      (row, context) -> poolGroup(row, LeaseColumns.lease(row));

  private final Statements statements;
  private final DueWork work;

  SqlPoolGroups(Statements statements) {
    this.statements = statements;
    this.work = new DueWork(statements, "pool_groups", "group_id");
  }

  @Override
  public List<PoolGroup> ofGroup(AppId app, ResourceId group) {
    return statements
        .query("SELECT * FROM pool_groups WHERE app = :app AND group_id = :group ORDER BY pool, id")
        .bind("app", app.value())
        .bind("group", group.value())
        .map(ROW)
        .list();
  }

  @Override
  public List<PoolGroup> ofMember(AppId app, PoolId pool, ResourceId user) {
    return statements
        .query(
            "SELECT g.* FROM members m JOIN pool_groups g"
                + " ON g.app = m.app AND g.group_id = m.group_id AND g.pool = :pool"
                + " WHERE m.app = :app AND m.member_id = :user ORDER BY g.id")
        .bind("app", app.value())
        .bind("pool", pool.value())
        .bind("user", user.value())
        .map(ROW)
        .list();
  }

  @Override
  public List<PoolGroup> withIds(AppId app, Collection<String> ids) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(ids))) {
      statements
          .query("SELECT * FROM pool_groups WHERE app = :app AND id IN (<ids>)")
          .bind("app", app.value())
          .bindList("ids", chunk)
          .map(ROW)
          .forEach(found::add);
    }
    return found;
  }

  @Override
  public List<PoolGroup> named(AppId app, PoolId pool, Collection<String> groupNames) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(groupNames))) {
      statements
          .query(
              "SELECT * FROM pool_groups"
                  + " WHERE app = :app AND pool = :pool AND group_name IN (<names>)")
          .bind("app", app.value())
          .bind("pool", pool.value())
          .bindList("names", chunk)
          .map(ROW)
          .forEach(found::add);
    }
    return found;
  }

  @Override
  public List<PoolGroup> inPool(PoolId pool, Collection<String> groupNames) {
    List<PoolGroup> found = new ArrayList<>();
    for (List<String> chunk : Statements.chunks(Set.copyOf(groupNames))) {
      statements
          .query(
              "SELECT * FROM pool_groups WHERE pool = :pool AND group_name IN (<names>)"
                  + " ORDER BY app, id")
          .bind("pool", pool.value())
          .bindList("names", chunk)
          .map(ROW)
          .forEach(found::add);
    }
    return found;
  }

  @Override
  public List<PoolGroup> ofPool(AppId app, PoolId pool) {
    return statements
        .query(
            "SELECT * FROM pool_groups WHERE app = :app AND pool = :pool ORDER BY group_name, id")
        .bind("app", app.value())
        .bind("pool", pool.value())
        .map(ROW)
        .list();
  }

  @Override
  public List<PoolGroup> granted(AppId app) {
    return statements
        .query("SELECT * FROM pool_groups WHERE app = :app AND origin = 'GRANTED' ORDER BY id")
        .bind("app", app.value())
        .map(ROW)
        .list();
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
    return key(statements.query("SELECT * FROM pool_groups" + ONE), app, id).map(ROW).findOne();
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
    List<PoolGroup> due =
        work.due(
            app,
            urgent,
            now,
            limit,
            (row, context) -> {
              PoolGroup next = poolGroup(row, LeaseColumns.nextLease(row, owner, until));
              return LeaseColumns.lease(row).returned() ? next : next.unsure(until);
            });
    if (!due.isEmpty()) {
      try (PreparedBatch batch =
          statements.batch("UPDATE pool_groups SET " + LeaseColumns.SET_LEASE + ONE)) {
        for (PoolGroup poolGroup : due) {
          key(batch, poolGroup.app(), poolGroup.id())
              .bind("owner", owner)
              .bind("until", until.toEpochMilli())
              .add();
        }
        batch.execute();
      }
    }
    return due;
  }

  @Override
  public List<PoolGroup> dueSince(AppId app, Instant at, int limit) {
    return statements
        .query(
            "SELECT * FROM pool_groups WHERE app = :app AND state = 'PENDING' AND next_attempt = :at"
                + " ORDER BY pool, group_name LIMIT :limit")
        .bind("app", app.value())
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  @Override
  public List<PoolGroup> pending(AppId app, int limit) {
    return statements
        .query(
            "SELECT * FROM pool_groups WHERE app = :app AND state = 'PENDING'"
                + " ORDER BY pool, group_name LIMIT :limit")
        .bind("app", app.value())
        .bind("limit", limit)
        .map(ROW)
        .list();
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

  private static Update bind(Update statement, PoolGroup poolGroup) {
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
