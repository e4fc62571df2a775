package scimbridge.directory.sql;

import java.util.List;
import scimbridge.directory.CustomAttributes;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.schema.CustomAttribute;

/** An app's own attributes, each as JSON; one that was removed has none. */
final class SqlCustomAttributes implements CustomAttributes {
  private final Statements statements;

  SqlCustomAttributes(Statements statements) {
    this.statements = statements;
  }

  @Override
  public List<CustomAttribute> of(AppId app) {
    return statements
        .query(
            "SELECT definition FROM custom_attributes"
                + " WHERE app = :app AND definition IS NOT NULL ORDER BY name")
        .bind("app", app.value())
        .map((row, context) -> Documents.customAttribute(Columns.text(row, "definition")))
        .list();
  }

  @Override
  public boolean put(AppId app, CustomAttribute attribute) {
    String name = Fold.fold(attribute.name());
    boolean known =
        statements
            .query("SELECT 1 FROM custom_attributes WHERE app = :app AND name = :name")
            .bind("app", app.value())
            .bind("name", name)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    statements
        .update(
            "INSERT INTO custom_attributes (app, name, definition) VALUES (:app, :name, :definition)"
                + " ON CONFLICT (app, name) DO UPDATE SET definition = excluded.definition")
        .bind("app", app.value())
        .bind("name", name)
        .bind("definition", Documents.text(attribute))
        .execute();
    return known;
  }

  @Override
  public boolean remove(AppId app, String name) {
    return statements
            .update(
                "UPDATE custom_attributes SET definition = NULL"
                    + " WHERE app = :app AND name = :name AND definition IS NOT NULL")
            .bind("app", app.value())
            .bind("name", Fold.fold(name))
            .execute()
        > 0;
  }

  @Override
  public void copy(AppId from, AppId to) {
    statements
        .update(
            "INSERT INTO custom_attributes (app, name, definition)"
                + " SELECT :to, name, definition FROM custom_attributes WHERE app = :from"
                + " ON CONFLICT (app, name) DO UPDATE"
                + " SET definition = COALESCE(custom_attributes.definition, excluded.definition)")
        .bind("from", from.value())
        .bind("to", to.value())
        .execute();
  }
}
