package scimbridge.directory.sql;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import scimbridge.identity.Resource;
import scimbridge.identity.filter.IndexedTerms;
import scimbridge.identity.filter.Term;

/** The narrow table that filters are narrowed by. */
final class SqlTerms {
  private final Statements statements;

  SqlTerms(Statements statements) {
    this.statements = statements;
  }

  /** Makes the terms of a row those of the resource, touching only what differs. */
  void write(Resource resource, long row) {
    Set<Term> wanted = new LinkedHashSet<>();
    for (Term term : IndexedTerms.of(resource)) {
      wanted.add(new Term(term.path(), Key.of(term.value())));
    }
    Set<Term> present =
        new HashSet<>(
            statements
                .query("SELECT path, value FROM terms WHERE resource = :row")
                .bind("row", row)
                .map(
                    (term, context) ->
                        new Term(Columns.text(term, "path"), Columns.text(term, "value")))
                .list());
    Set<Term> gone = new HashSet<>(present);
    gone.removeAll(wanted);
    wanted.removeAll(present);
    execute(
        resource,
        row,
        gone,
        "DELETE FROM terms WHERE app = :app AND type = :type AND path = :path"
            + " AND value = :value AND resource = :row");
    execute(
        resource,
        row,
        wanted,
        "INSERT INTO terms (app, type, path, value, resource)"
            + " VALUES (:app, :type, :path, :value, :row)");
  }

  private void execute(Resource resource, long row, Collection<Term> terms, String sql) {
    if (terms.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = statements.batch(sql)) {
      for (Term term : terms) {
        batch
            .bind("app", resource.app().value())
            .bind("type", resource.type().name())
            .bind("path", term.path())
            .bind("value", term.value())
            .bind("row", row)
            .add();
      }
      batch.execute();
    }
  }
}
