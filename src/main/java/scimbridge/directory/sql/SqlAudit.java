package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** Audit records, only ever appended. */
final class SqlAudit implements Audit {
  private final Statements statements;

  SqlAudit(Statements statements) {
    this.statements = statements;
  }

  @Override
  public void append(Entry entry) {
    ResourceId resource = entry.resource();
    statements
        .update(
            "INSERT INTO audit (at, app, actor, action, resource, result, detail, request_id)"
                + " VALUES (:at, :app, :actor, :action, :resource, :result, :detail, :requestId)")
        .bind("at", entry.at().toEpochMilli())
        .bind("app", entry.app().value())
        .bind("actor", entry.actor())
        .bind("action", entry.action())
        .bind("resource", resource == null ? null : resource.value())
        .bind("result", entry.result())
        .bind("detail", entry.detail())
        .bind("requestId", entry.requestId())
        .execute();
  }

  @Override
  public List<Entry> newest(AppId app, int limit) {
    return statements
        .query("SELECT * FROM audit WHERE app = :app ORDER BY seq DESC LIMIT :limit")
        .bind("app", app.value())
        .bind("limit", limit)
        .map((row, context) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        Columns.instant(row, "at"),
        new AppId(Columns.text(row, "app")),
        Columns.text(row, "actor"),
        Columns.text(row, "action"),
        resource(row),
        Columns.text(row, "result"),
        Columns.text(row, "detail"),
        Columns.text(row, "request_id"));
  }

  private static @Nullable ResourceId resource(ResultSet row) throws SQLException {
    String id = row.getString("resource");
    return id == null ? null : new ResourceId(id);
  }
}
