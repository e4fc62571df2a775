package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.protocol.Sealer;
import scimbridge.emulator.store.Transaction;

/**
 * Tokens of signed-in users. They have the claims of Cognito's, but are signed with the emulator's
 * own key (HS256): they show that a sign-in worked, and are not for services that verify them.
 */
final class AuthTokens {
  private static final String REFRESH = "refresh";
  private static final String SESSION = "session";
  private static final int MOST_GROUPS = 100;

  private final Sealer sealer;

  AuthTokens(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Access, id and refresh tokens for a user that proved to be it. */
  ObjectNode issue(Transaction in, SignIn.Door door, User user, Call call) {
    ObjectNode refresh = Json.object();
    refresh.put("user", user.id());
    refresh.put("client", door.client().id());
    refresh.put("issued", call.nowMillis());
    ObjectNode result = renew(in, door, user, call);
    result.put("RefreshToken", sealer.seal(REFRESH, refresh));
    return result;
  }

  /** Access and id tokens. */
  ObjectNode renew(Transaction in, SignIn.Door door, User user, Call call) {
    List<Group> groups = in.groups().ofUser(user, "", MOST_GROUPS);
    ObjectNode result = Json.object();
    long seconds = door.client().accessTokenSeconds();
    result.put("AccessToken", accessToken(door, user, groups, call, seconds));
    result.put("ExpiresIn", seconds);
    result.put("TokenType", "Bearer");
    result.put("IdToken", idToken(door, user, groups, call));
    return result;
  }

  /**
   * The user that a refresh token was issued to.
   *
   * @throws CognitoError when it is not one, expired, or void since a sign-out
   */
  User refreshed(Transaction in, SignIn.Door door, String token, Call call) {
    ObjectNode content = sealer.open(REFRESH, token);
    if (content == null || !content.path("client").asText().equals(door.client().id())) {
      throw CognitoError.notAuthorized("Invalid Refresh Token");
    }
    long issued = content.path("issued").asLong();
    long lifetime = Duration.ofSeconds(door.client().refreshTokenSeconds()).toMillis();
    User user = in.users().byId(content.path("user").asLong());
    if (user == null || call.nowMillis() > issued + lifetime) {
      throw CognitoError.notAuthorized("Refresh Token has expired");
    }
    SignIn.refuseDisabled(user);
    if (issued <= in.credentials().of(user).signedOut()) {
      throw CognitoError.notAuthorized("Refresh Token has been revoked");
    }
    return user;
  }

  /** The session of a challenge. */
  String session(SignIn.Door door, User user, Call call) {
    ObjectNode content = Json.object();
    content.put("user", user.id());
    content.put("client", door.client().id());
    content.put(
        "until", call.nowMillis() + Duration.ofMinutes(door.client().sessionMinutes()).toMillis());
    return sealer.seal(SESSION, content);
  }

  /**
   * The user that a session belongs to.
   *
   * @throws CognitoError when it is not one, or expired
   */
  User challenged(Transaction in, SignIn.Door door, @Nullable String session, Call call) {
    ObjectNode content = session == null ? null : sealer.open(SESSION, session);
    if (content == null || !content.path("client").asText().equals(door.client().id())) {
      throw CognitoError.notAuthorized("Invalid session for the user.");
    }
    User user = in.users().byId(content.path("user").asLong());
    if (user == null || call.nowMillis() > content.path("until").asLong()) {
      throw CognitoError.notAuthorized("Invalid session for the user, session is expired.");
    }
    SignIn.refuseDisabled(user);
    return user;
  }

  private String accessToken(
      SignIn.Door door, User user, List<Group> groups, Call call, long seconds) {
    ObjectNode claims = claims(door, user, groups, call, seconds);
    claims.put("client_id", door.client().id());
    claims.put("token_use", "access");
    claims.put("scope", "aws.cognito.signin.user.admin");
    claims.put("username", user.username());
    return sign(claims);
  }

  private String idToken(SignIn.Door door, User user, List<Group> groups, Call call) {
    ObjectNode claims = claims(door, user, groups, call, door.client().idTokenSeconds());
    claims.put("aud", door.client().id());
    claims.put("token_use", "id");
    claims.put("cognito:username", user.username());
    user.attributes().forEach((name, value) -> claim(claims, name, value));
    return sign(claims);
  }

  private static void claim(ObjectNode claims, String name, String value) {
    if (name.endsWith("_verified")) {
      claims.put(name, value.equals("true"));
    } else {
      claims.put(name, value);
    }
  }

  private static ObjectNode claims(
      SignIn.Door door, User user, List<Group> groups, Call call, long seconds) {
    ObjectNode claims = Json.object();
    long now = call.now().getEpochSecond();
    claims.put("sub", user.sub());
    claims.put(
        "iss",
        "https://cognito-idp." + door.pool().region() + ".amazonaws.com/" + door.pool().id());
    if (!groups.isEmpty()) {
      ArrayNode names = claims.putArray("cognito:groups");
      groups.forEach(group -> names.add(group.name()));
    }
    claims.put("auth_time", now);
    claims.put("iat", now);
    claims.put("exp", now + seconds);
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  private String sign(ObjectNode claims) {
    ObjectNode header = Json.object().put("alg", "HS256").put("typ", "JWT");
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String text =
        encoder.encodeToString(Json.bytes(header))
            + "."
            + encoder.encodeToString(Json.bytes(claims));
    return text
        + "."
        + encoder.encodeToString(sealer.signature(text.getBytes(StandardCharsets.UTF_8)));
  }
}
