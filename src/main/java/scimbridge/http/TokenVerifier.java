package scimbridge.http;

import java.util.Optional;
import scimbridge.identity.AppId;

/** Tells whose bearer token it is. */
@FunctionalInterface
public interface TokenVerifier {

  /**
   * The app that the token belongs to; empty when it is unknown, malformed or revoked. Called for
   * every request, by many threads, with whatever a stranger sent (at most 512 characters).
   */
  Optional<Authenticated> verify(String token);

  /**
   * Who a request comes from.
   *
   * @param app the app that the token belongs to
   * @param actor the public id of the token, for logs and audit
   */
  record Authenticated(AppId app, String actor) {}
}
