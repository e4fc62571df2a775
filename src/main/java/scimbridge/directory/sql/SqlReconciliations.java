package scimbridge.directory.sql;

import java.time.Instant;
import java.util.Optional;
import scimbridge.directory.Reconciliations;
import scimbridge.identity.AppId;

/** One row for each app that has a schedule. */
final class SqlReconciliations implements Reconciliations {
  private final Statements statements;

  SqlReconciliations(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Instant> next(AppId app) {
    return Columns.instant(
        statements
            .query("SELECT next_at FROM reconciliations WHERE app = :app")
            .bind("app", app.value())
            .mapTo(Long.class)
            .findOne());
  }

  @Override
  public void next(AppId app, Instant at) {
    statements
        .update(
            "INSERT INTO reconciliations (app, next_at) VALUES (:app, :at)"
                + " ON CONFLICT (app) DO UPDATE SET next_at = excluded.next_at")
        .bind("app", app.value())
        .bind("at", at.toEpochMilli())
        .execute();
  }

  @Override
  public void never(AppId app) {
    statements
        .update("DELETE FROM reconciliations WHERE app = :app")
        .bind("app", app.value())
        .execute();
  }
}
