package scimbridge.directory.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Transfers;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Transfers, which change the app in every table that holds something of a resource. */
final class SqlTransfers implements Transfers {
  private static final String TRACE =
      "INSERT INTO pool_groups (app, id, pool, group_id, group_name, origin, made, phase,"
          + " state, attempts, lease_owner, lease_epoch, lease_until)"
          + " SELECT :to, id, pool, group_id, group_name, 'PUSHED', 0, 'UNWANTED',"
          + " 'IN_STEP', 0, '', 0, 0 FROM pool_groups WHERE app = :of";

  private final Statements statements;
  private final SqlResourceCounts counts;

  SqlTransfers(Statements statements) {
    this.statements = statements;
    this.counts = new SqlResourceCounts(statements);
  }

  @Override
  public Optional<Transfer> involving(AppId app) {
    return find("source", app).or(() -> find("target", app));
  }

  private Optional<Transfer> find(String column, AppId app) {
    return statements
        .query("SELECT * FROM transfers WHERE " + column + " = :app")
        .bind("app", app.value())
        .map(
            (row, context) ->
                new Transfer(
                    new AppId(Columns.text(row, "source")),
                    new AppId(Columns.text(row, "target")),
                    Columns.flag(row, "skip_conflicts"),
                    Columns.instant(row, "since")))
        .findOne();
  }

  @Override
  public void begin(Transfer transfer) {
    statements
        .update(
            "INSERT INTO transfers (source, target, skip_conflicts, since)"
                + " VALUES (:source, :target, :skip, :since)")
        .bind("source", transfer.from().value())
        .bind("target", transfer.to().value())
        .bind("skip", Columns.flag(transfer.skipConflicts()))
        .bind("since", transfer.since().toEpochMilli())
        .execute();
  }

  @Override
  public void end(Transfer transfer) {
    statements
        .update("DELETE FROM transfers WHERE source = :source")
        .bind("source", transfer.from().value())
        .execute();
  }

  @Override
  public boolean isQuiet(AppId app, Instant now) {
    boolean proposals =
        statements
            .query("SELECT 1 FROM proposals WHERE app = :app LIMIT 1")
            .bind("app", app.value())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    return !proposals && !anyLeased("accounts", app, now) && !anyLeased("pool_groups", app, now);
  }

  private boolean anyLeased(String table, AppId app, Instant now) {
    return statements
        .query(
            "SELECT 1 FROM "
                + table
                + " WHERE lease_until > 0 AND lease_until > :now AND app = :app LIMIT 1")
        .bind("now", now.toEpochMilli())
        .bind("app", app.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public List<Conflict> conflicts(AppId from, AppId to) {
    List<Conflict> conflicts =
        new ArrayList<>(
            conflicts(ResourceType.USER, Name.userName(from, "").space(), userNames(to)));
    conflicts.addAll(conflicts(ResourceType.GROUP, displayNames(from), displayNames(to)));
    return conflicts;
  }

  private static String userNames(AppId app) {
    return Name.userName(app, "").space();
  }

  private static String displayNames(AppId app) {
    return Name.displayName(app, "").space();
  }

  private List<Conflict> conflicts(ResourceType type, String from, String to) {
    return statements
        .query(
            "SELECT a.value, a.resource, b.resource AS other FROM names a"
                + " JOIN names b ON b.space = :to AND b.value = a.value"
                + " WHERE a.space = :from ORDER BY a.value")
        .bind("from", from)
        .bind("to", to)
        .map(
            (row, context) ->
                new Conflict(
                    type,
                    Columns.text(row, "value"),
                    Columns.id(row, "resource"),
                    Columns.id(row, "other")))
        .list();
  }

  @Override
  public List<Moving> next(AppId app, ResourceType type, long after, int limit) {
    return statements
        .query(
            "SELECT id, seq FROM resources WHERE app = :app AND type = :type AND seq > :after"
                + " ORDER BY seq LIMIT :limit")
        .bind("app", app.value())
        .bind("type", type.name())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> new Moving(Columns.id(row, "id"), row.getLong("seq")))
        .list();
  }

  @Override
  public List<ResourceId> leftovers(AppId app, @Nullable ResourceId after, int limit) {
    List<ResourceId> left = new ArrayList<>(leftovers("accounts", "user_id", app, after, limit));
    left.addAll(leftovers("pool_groups", "group_id", app, after, limit));
    return left.stream().sorted().distinct().limit(limit).toList();
  }

  private List<ResourceId> leftovers(
      String table, String column, AppId app, @Nullable ResourceId after, int limit) {
    // Groups that the app has only to leave are left to it; the other app gets a trace of them.
    String pushed =
        table.equals("pool_groups")
            ? " AND t.origin = 'PUSHED' AND NOT (t.phase = 'UNWANTED' AND t.made = 0)"
            : "";
    return statements
        .query(
            "SELECT DISTINCT t.%1$s AS id FROM %2$s t WHERE t.app = :app AND t.%1$s > :after%3$s"
                    .formatted(column, table, pushed)
                + " AND NOT EXISTS (SELECT 1 FROM resources r WHERE r.app = t.app AND r.id = t."
                + column
                + ") ORDER BY t."
                + column
                + " LIMIT :limit")
        .bind("app", app.value())
        .bind("after", after == null ? "" : after.value())
        .bind("limit", limit)
        .map((row, context) -> Columns.id(row, "id"))
        .list();
  }

  @Override
  public void move(AppId from, AppId to, Collection<ResourceId> resources) {
    for (List<ResourceId> chunk : Statements.chunks(resources)) {
      moveRows(from, to, chunk);
      update("UPDATE members SET app = :to WHERE app = :from AND group_id", from, to, chunk);
      update("UPDATE accounts SET app = :to WHERE app = :from AND user_id", from, to, chunk);
      update("UPDATE pool_groups SET app = :to WHERE app = :from AND group_id", from, to, chunk);
      statements
          .update(
              "UPDATE names SET app = :to, space = CASE space WHEN :fromUsers THEN :toUsers"
                  + " WHEN :fromGroups THEN :toGroups ELSE space END"
                  + " WHERE app = :from AND resource IN (<ids>)")
          .bind("from", from.value())
          .bind("to", to.value())
          .bind("fromUsers", userNames(from))
          .bind("toUsers", userNames(to))
          .bind("fromGroups", displayNames(from))
          .bind("toGroups", displayNames(to))
          .bindList("ids", Statements.texts(chunk))
          .execute();
      statements
          .update("DELETE FROM policy_held WHERE app = :from AND user_id IN (<ids>)")
          .bind("from", from.value())
          .bindList("ids", Statements.texts(chunk))
          .execute();
    }
  }

  private void moveRows(AppId from, AppId to, List<ResourceId> chunk) {
    List<Row> rows =
        statements
            .query("SELECT seq, type, id FROM resources WHERE app = :from AND id IN (<ids>)")
            .bind("from", from.value())
            .bindList("ids", Statements.texts(chunk))
            .map(
                (row, context) ->
                    new Row(
                        row.getLong("seq"),
                        ResourceType.valueOf(Columns.text(row, "type")),
                        Columns.id(row, "id")))
            .list();
    if (rows.isEmpty()) {
      return;
    }
    update("UPDATE resources SET app = :to WHERE app = :from AND id", from, to, chunk);
    statements
        .update("UPDATE terms SET app = :to WHERE resource IN (<rows>)")
        .bind("to", to.value())
        .bindList("rows", rows.stream().map(Row::seq).toList())
        .execute();
    for (Row row : rows) {
      counts.add(from, row.type(), row.id(), -1);
      counts.add(to, row.type(), row.id(), 1);
    }
  }

  private record Row(long seq, ResourceType type, ResourceId id) {}

  private void update(String change, AppId from, AppId to, List<ResourceId> ids) {
    statements
        .update(change + " IN (<ids>)")
        .bind("from", from.value())
        .bind("to", to.value())
        .bindList("ids", Statements.texts(ids))
        .execute();
  }

  @Override
  public void trace(AppId of, AppId to, @Nullable Collection<ResourceId> groups) {
    if (groups == null) {
      statements
          .update(TRACE + " ON CONFLICT DO NOTHING")
          .bind("of", of.value())
          .bind("to", to.value())
          .execute();
      return;
    }
    for (List<ResourceId> chunk : Statements.chunks(groups)) {
      statements
          .update(TRACE + " AND group_id IN (<ids>) ON CONFLICT DO NOTHING")
          .bind("of", of.value())
          .bind("to", to.value())
          .bindList("ids", Statements.texts(chunk))
          .execute();
    }
  }
}
