package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scimbridge.directory.Tokens;
import scimbridge.identity.AppId;

/** Tokens with the hash of their secret. */
final class SqlTokens implements Tokens {
  private final Statements statements;

  SqlTokens(Statements statements) {
    this.statements = statements;
  }

  @Override
  public void insert(Token token) {
    statements
        .update(
            "INSERT INTO tokens (id, app, name, hash, created_at, revoked_at)"
                + " VALUES (:id, :app, :name, :hash, :createdAt, :revokedAt)")
        .bind("id", token.id())
        .bind("app", token.app().value())
        .bind("name", token.name())
        .bind("hash", token.hash())
        .bind("createdAt", token.createdAt().toEpochMilli())
        .bind("revokedAt", Columns.millis(token.revokedAt()))
        .execute();
  }

  @Override
  public Optional<Token> find(String id) {
    return statements
        .query("SELECT * FROM tokens WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> token(row))
        .findOne();
  }

  @Override
  public List<Token> ofApp(AppId app) {
    return statements
        .query("SELECT * FROM tokens WHERE app = :app ORDER BY created_at, id")
        .bind("app", app.value())
        .map((row, context) -> token(row))
        .list();
  }

  @Override
  public boolean revoke(AppId app, String id, Instant at) {
    return statements
            .update(
                "UPDATE tokens SET revoked_at = :at"
                    + " WHERE id = :id AND app = :app AND revoked_at IS NULL")
            .bind("at", at.toEpochMilli())
            .bind("id", id)
            .bind("app", app.value())
            .execute()
        > 0;
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        Columns.text(row, "id"),
        new AppId(Columns.text(row, "app")),
        Columns.text(row, "name"),
        Columns.text(row, "hash"),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "revoked_at"));
  }
}
