package scimbridge.directory.sql;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Guards;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** One row for each account that was removed or deactivated lately, and one word for each app. */
final class SqlGuards implements Guards {
  /** An account of ours of which no departure was carried out; the condition of an index, too. */
  static final String IS_THERE =
      "known IN ('OURS', 'UNCLEAR')"
          + " AND (leaving IS NULL OR leaving = 'INACTIVE' OR guard IS NOT NULL)";

  /** By the user: the index of all that are there begins with when they were made. */
  private static final String OF_USER =
      " FROM accounts WHERE app = :app AND user_id = :user AND made_at + 0 <= :made AND "
          + IS_THERE;

  private final Statements statements;

  SqlGuards(Statements statements) {
    this.statements = statements;
  }

  @Override
  public long accountsOf(AppId app, ResourceId user, @Nullable PoolId pool, Instant madeBefore) {
    return of(
            statements.query("SELECT count(*)" + OF_USER + in(pool, " AND pool = :pool")),
            app,
            user,
            pool)
        .bind("made", madeBefore.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public long accounts(AppId app, Instant madeBefore, long limit) {
    return statements
        .query(
            "SELECT count(*) FROM (SELECT 1 FROM accounts WHERE app = :app AND made_at <= :made"
                + " AND "
                + IS_THERE
                + " LIMIT :limit) found")
        .bind("app", app.value())
        .bind("made", madeBefore.toEpochMilli())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void note(
      AppId app,
      ResourceId user,
      @Nullable PoolId pool,
      Kind kind,
      Instant now,
      Instant madeBefore,
      Instant forget) {
    of(
            statements.update(
                "INSERT INTO removals (app, user_id, pool, kind, at)"
                    + " SELECT app, user_id, pool, :kind, :now"
                    + OF_USER
                    + in(pool, " AND pool = :pool")
                    + " ON CONFLICT (app, user_id, pool, kind) DO UPDATE SET at = excluded.at"),
            app,
            user,
            pool)
        .bind("kind", kind.name())
        .bind("now", now.toEpochMilli())
        .bind("made", madeBefore.toEpochMilli())
        .execute();
    statements
        .update("DELETE FROM removals WHERE app = :app AND kind = :kind AND at <= :forget")
        .bind("app", app.value())
        .bind("kind", kind.name())
        .bind("forget", forget.toEpochMilli())
        .execute();
  }

  @Override
  public long count(AppId app, Kind kind, Instant after) {
    return statements
        .query("SELECT count(*) FROM removals WHERE app = :app AND kind = :kind AND at > :after")
        .bind("app", app.value())
        .bind("kind", kind.name())
        .bind("after", after.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Optional<Instant> first(AppId app, Kind kind, Instant after) {
    return Columns.instant(
        statements
            .query(
                "SELECT at FROM removals WHERE app = :app AND kind = :kind AND at > :after"
                    + " ORDER BY at LIMIT 1")
            .bind("app", app.value())
            .bind("kind", kind.name())
            .bind("after", after.toEpochMilli())
            .mapTo(Long.class)
            .findOne());
  }

  @Override
  public void returned(AppId app, ResourceId user, @Nullable PoolId pool, Kind kind) {
    of(
            statements.update(
                "DELETE FROM removals WHERE app = :app AND user_id = :user AND kind = :kind"
                    + in(pool, " AND pool = :pool")),
            app,
            user,
            pool)
        .bind("kind", kind.name())
        .execute();
  }

  @Override
  public void hand(AppId app, ResourceId from, ResourceId to) {
    statements
        .update("UPDATE removals SET user_id = :to WHERE app = :app AND user_id = :from")
        .bind("app", app.value())
        .bind("from", from.value())
        .bind("to", to.value())
        .execute();
  }

  @Override
  public Optional<Word> word(AppId app) {
    return statements
        .query("SELECT * FROM guard_words WHERE app = :app")
        .bind("app", app.value())
        .map(
            (row, context) ->
                new Word(
                    app,
                    Columns.flag(row, "allows"),
                    Columns.instant(row, "at"),
                    Columns.instant(row, "until")))
        .findOne();
  }

  @Override
  public void put(Word word) {
    statements
        .update(
            "INSERT INTO guard_words (app, allows, at, until) VALUES (:app, :allows, :at, :until)"
                + " ON CONFLICT (app) DO UPDATE SET allows = excluded.allows, at = excluded.at,"
                + " until = excluded.until")
        .bind("app", word.app().value())
        .bind("allows", Columns.flag(word.allows()))
        .bind("at", word.at().toEpochMilli())
        .bind("until", word.until().toEpochMilli())
        .execute();
  }

  private static String in(@Nullable PoolId pool, String condition) {
    return pool == null ? "" : condition;
  }

  private static <T extends SqlStatement<T>> T of(
      T statement, AppId app, ResourceId user, @Nullable PoolId pool) {
    T bound = statement.bind("app", app.value()).bind("user", user.value());
    return pool == null ? bound : bound.bind("pool", pool.value());
  }
}
