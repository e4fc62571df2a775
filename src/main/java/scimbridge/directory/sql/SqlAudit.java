package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Audit records, appended and, when they are old, forgotten. */
final class SqlAudit implements Audit {
  private final Statements statements;
  private final Consumer<Entry> written;

  /**
   * The records of one transaction.
   *
   * @param written takes each record that is added
   */
  SqlAudit(Statements statements, Consumer<Entry> written) {
    this.statements = statements;
    this.written = written;
  }

  @Override
  public void append(Entry entry) {
    Subject subject = entry.subject();
    ResourceId id = entry.resource();
    PoolId pool = entry.pool();
    String name = subject == null ? "" : subject.name();
    statements
        .update(
            """
            INSERT INTO audit
              (at, app, actor, action, resource, resource_type, resource_name, name_key, pool,
               result, failed, detail, parts, request_id)
            VALUES (:at, :app, :actor, :action, :resource, :type, :name, :nameKey, :pool,
               :result, :failed, :detail, :parts, :requestId)
            """)
        .bind("at", entry.at().toEpochMilli())
        .bind("app", entry.app().value())
        .bind("actor", entry.actor())
        .bind("action", entry.action())
        .bind("resource", id == null ? null : id.value())
        .bind("type", subject == null ? null : subject.type().name())
        .bind("name", subject == null ? null : name)
        .bind("nameKey", name.isEmpty() ? null : nameKey(name))
        .bind("pool", pool == null ? null : pool.value())
        .bind("result", entry.result())
        .bind("failed", Columns.flag(entry.failed()))
        .bind("detail", entry.detail())
        .bind("parts", Documents.parts(entry))
        .bind("requestId", entry.requestId())
        .execute();
    written.accept(entry);
  }

  @Override
  public List<Stored> after(Selection selection, Place place, int limit) {
    return bound(
            selection,
            statements
                .query(
                    "SELECT * FROM audit WHERE (at, seq) > (:at, :seq)"
                        + conditions(selection)
                        + " ORDER BY at, seq LIMIT :limit")
                .bind("at", place.at().toEpochMilli())
                .bind("seq", place.number())
                .bind("limit", limit))
        .map((row, context) -> new Stored(place(row), readable(row)))
        .list();
  }

  @Override
  public Place beforeNewest(Selection selection, int count) {
    return bound(
            selection,
            statements
                .query(
                    "SELECT at, seq FROM audit WHERE at <= :last"
                        + conditions(selection)
                        + " ORDER BY at DESC, seq DESC LIMIT 1 OFFSET :count")
                .bind("last", Long.MAX_VALUE)
                .bind("count", count))
        .map((row, context) -> place(row))
        .findFirst()
        .orElse(Place.START);
  }

  /**
   * What a selection adds to a condition; an index of the table begins with each of them. Who it is
   * about and what went wrong is rarer than what happened in an app, so that its index is kept out
   * then.
   */
  private static String conditions(Selection selection) {
    boolean rare =
        selection.failed() || selection.name() != null || !selection.subjects().isEmpty();
    return (selection.app() == null ? "" : rare ? " AND app || '' = :app" : " AND app = :app")
        + about(selection)
        + (selection.failed() ? " AND failed = 1" : "");
  }

  private static String about(Selection selection) {
    boolean byId = !selection.subjects().isEmpty();
    if (selection.name() == null) {
      return byId ? " AND resource IN (<subjects>)" : "";
    }
    return byId ? " AND (resource IN (<subjects>) OR name_key = :name)" : " AND name_key = :name";
  }

  private static Query bound(Selection selection, Query statement) {
    AppId app = selection.app();
    if (app != null) {
      statement.bind("app", app.value());
    }
    if (selection.name() != null) {
      statement.bind("name", nameKey(selection));
    }
    if (!selection.subjects().isEmpty()) {
      statement.bindList("subjects", Statements.texts(selection.subjects()));
    }
    return statement;
  }

  @Override
  public Set<ResourceId> named(@Nullable AppId app, String name, int limit) {
    Query query =
        statements
            .query(
                "SELECT DISTINCT resource FROM audit"
                    + " WHERE name_key = :name AND resource IS NOT NULL"
                    + (app == null ? "" : " AND app = :app")
                    + " ORDER BY resource LIMIT :limit")
            .bind("name", nameKey(new Selection(app, Set.of(), name, false)))
            .bind("limit", limit);
    if (app != null) {
      query.bind("app", app.value());
    }
    return new LinkedHashSet<>(
        query.map((row, context) -> ResourceId.parse(Columns.text(row, "resource"))).list().stream()
            .flatMap(Optional::stream)
            .toList());
  }

  @Override
  public int purge(Instant before, int limit) {
    return statements
        .update(
            "DELETE FROM audit WHERE seq IN"
                + " (SELECT seq FROM audit WHERE at < :before ORDER BY at, seq LIMIT :limit)")
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static String nameKey(Selection selection) {
    return nameKey(Objects.requireNonNull(selection.name()));
  }

  private static String nameKey(String name) {
    return Key.of(Fold.fold(name));
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(Columns.instant(row, "at"), row.getLong("seq"));
  }

  /** A record, or null if it cannot be read: that must not keep the others from being read. */
  private static @Nullable Entry readable(ResultSet row) throws SQLException {
    try {
      return entry(row);
    } catch (RuntimeException damagedOrNewer) {
      return null;
    }
  }

  private static Entry entry(ResultSet row) throws SQLException {
    String pool = row.getString("pool");
    Documents.Parts parts = Documents.parts(row.getString("parts"));
    return new Entry(
        Columns.instant(row, "at"),
        new AppId(Columns.text(row, "app")),
        Columns.text(row, "actor"),
        Columns.text(row, "action"),
        subject(row),
        pool == null ? null : new PoolId(pool),
        Columns.text(row, "result"),
        Columns.text(row, "detail"),
        parts.changes(),
        parts.plan(),
        parts.calls(),
        parts.leftOut(),
        Columns.text(row, "request_id"));
  }

  /** Records from before there were types and names have an action that begins with the type. */
  private static @Nullable Subject subject(ResultSet row) throws SQLException {
    String id = row.getString("resource");
    String type = row.getString("resource_type");
    String name = row.getString("resource_name");
    if (id == null && name == null) {
      return null;
    }
    boolean group = Columns.text(row, "action").startsWith("group.");
    return new Subject(
        type != null ? ResourceType.valueOf(type) : group ? ResourceType.GROUP : ResourceType.USER,
        id == null ? null : new ResourceId(id),
        name == null ? "" : name);
  }
}
