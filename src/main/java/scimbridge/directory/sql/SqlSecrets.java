package scimbridge.directory.sql;

import java.util.Base64;
import java.util.Optional;
import scimbridge.directory.Secrets;

/** Keys as Base64. */
final class SqlSecrets implements Secrets {
  private final Statements statements;

  SqlSecrets(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<byte[]> find(String name) {
    return statements
        .query("SELECT value FROM secrets WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .map(Base64.getDecoder()::decode);
  }

  @Override
  public void keep(String name, byte[] key) {
    statements
        .update("INSERT INTO secrets (name, value) VALUES (:name, :value)")
        .bind("name", name)
        .bind("value", Base64.getEncoder().encodeToString(key))
        .execute();
  }
}
