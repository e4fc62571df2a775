package scimbridge.directory.sql;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import scimbridge.directory.Names;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** Reserved names; the primary key decides who gets one. */
final class SqlNames implements Names {
  private final Statements statements;

  SqlNames(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Holder> reserve(Name name, AppId app, ResourceId holder) {
    int taken =
        statements
            .update(
                "INSERT INTO names (space, value, app, resource)"
                    + " VALUES (:space, :value, :app, :resource) ON CONFLICT DO NOTHING")
            .bind("space", name.space())
            .bind("value", Key.of(name.value()))
            .bind("app", app.value())
            .bind("resource", holder.value())
            .execute();
    return taken > 0
        ? Optional.empty()
        : holder(name).filter(other -> !other.equals(new Holder(app, holder)));
  }

  @Override
  public void keepOnly(AppId app, ResourceId holder, Collection<Name> names) {
    Set<Name> kept = new HashSet<>();
    names.forEach(name -> kept.add(new Name(name.space(), Key.of(name.value()))));
    Set<Name> given =
        new HashSet<>(
            statements
                .query("SELECT space, value FROM names WHERE app = :app AND resource = :resource")
                .bind("app", app.value())
                .bind("resource", holder.value())
                .map(
                    (row, context) ->
                        new Name(Columns.text(row, "space"), Columns.text(row, "value")))
                .list());
    given.removeAll(kept);
    if (given.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        statements.batch("DELETE FROM names WHERE space = :space AND value = :value")) {
      for (Name name : given) {
        batch.bind("space", name.space()).bind("value", name.value()).add();
      }
      batch.execute();
    }
  }

  @Override
  public Optional<Holder> holder(Name name) {
    return statements
        .query("SELECT app, resource FROM names WHERE space = :space AND value = :value")
        .bind("space", name.space())
        .bind("value", Key.of(name.value()))
        .map(
            (row, context) ->
                new Holder(new AppId(Columns.text(row, "app")), Columns.id(row, "resource")))
        .findOne();
  }
}
