package scimbridge.directory.sql;

import java.util.Optional;
import scimbridge.directory.Reviews;
import scimbridge.identity.AppId;

/** One row for each app. */
final class SqlReviews implements Reviews {
  private final Statements statements;

  SqlReviews(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<Review> find(AppId app) {
    return statements
        .query("SELECT * FROM reviews WHERE app = :app")
        .bind("app", app.value())
        .map(
            (row, context) ->
                new Review(
                    app,
                    Columns.text(row, "rules"),
                    Columns.text(row, "after_user"),
                    Columns.flag(row, "done")))
        .findOne();
  }

  @Override
  public void put(Review review) {
    statements
        .update(
            "INSERT INTO reviews (app, rules, after_user, done)"
                + " VALUES (:app, :rules, :after, :done)"
                + " ON CONFLICT (app) DO UPDATE SET rules = excluded.rules,"
                + " after_user = excluded.after_user, done = excluded.done")
        .bind("app", review.app().value())
        .bind("rules", review.rules())
        .bind("after", review.after())
        .bind("done", Columns.flag(review.done()))
        .execute();
  }
}
