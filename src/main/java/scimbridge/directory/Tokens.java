package scimbridge.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;

/** Bearer tokens, of which only a hash is stored. */
public interface Tokens {

  /** Adds a token. Its id is new. */
  void insert(Token token);

  /** The token with this public id, revoked or not. */
  Optional<Token> find(String id);

  /** All tokens of an app, oldest first. */
  List<Token> ofApp(AppId app);

  /** Revokes a token of this app; false if there is none with this id or it is revoked already. */
  boolean revoke(AppId app, String id, Instant at);

  /**
   * A bearer token without its secret.
   *
   * @param id the public part
   * @param app whose token it is
   * @param name what the administrator calls it; empty if nothing
   * @param hash SHA-256 of the secret part, in hexadecimal
   * @param createdAt when it was made
   * @param revokedAt when it was revoked, or null
   */
  record Token(
      String id,
      AppId app,
      String name,
      String hash,
      Instant createdAt,
      @Nullable Instant revokedAt) {
    @Override
    public String toString() {
      return "Token[" + id + ", " + app + "]";
    }
  }
}
