package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** What the steps of a sign-in have in common. */
final class SignIn {
  private SignIn() {}

  /** Pool and client of a step, checked. */
  record Door(Pool pool, AppClient client) {}

  static Door door(Transaction in, Call call) {
    Pool pool = Lookup.pool(in, call);
    return new Door(pool, Lookup.client(in, pool, call));
  }

  static Door door(Store store, Call call) {
    return store.read(in -> door(in, call));
  }

  /** A parameter of {@code AuthParameters} or {@code ChallengeResponses} that must be there. */
  static String required(Call call, String member, String name) {
    String value = optional(call, member, name);
    if (value == null || value.isEmpty()) {
      throw CognitoError.invalidParameter("Missing required parameter " + name);
    }
    return value;
  }

  static @Nullable String optional(Call call, String member, String name) {
    JsonNode value = call.input().path(member).get(name);
    return value == null || value.isNull() ? null : value.asText();
  }

  /** A client with a secret proves with every step that it knows it. */
  static void checkSecret(AppClient client, String username, @Nullable String hash) {
    String secret = client.secret();
    if (secret == null) {
      return;
    }
    if (hash == null) {
      throw CognitoError.notAuthorized(
          "Client " + client.id() + " is configured with secret but SECRET_HASH was not received");
    }
    byte[] expected = secretHash(secret, username + client.id()).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, hash.getBytes(StandardCharsets.UTF_8))) {
      throw CognitoError.notAuthorized("SecretHash does not match for the client: " + client.id());
    }
  }

  /** The user, or what the client's setting makes of a missing one. */
  static User user(Transaction in, Door door, String username) {
    User user = Lookup.findUser(in, door.pool(), username);
    if (user != null) {
      return user;
    }
    throw door.client().hidesMissingUsers() ? wrongPassword() : CognitoError.userNotFound();
  }

  static CognitoError wrongPassword() {
    return CognitoError.notAuthorized("Incorrect username or password.");
  }

  static void refuseDisabled(User user) {
    if (!user.enabled()) {
      throw CognitoError.notAuthorized("User is disabled.");
    }
  }

  /** A success: the tokens, no further challenge. */
  static ObjectNode success(ObjectNode tokens) {
    ObjectNode body = Json.object();
    body.putObject("ChallengeParameters");
    body.set("AuthenticationResult", tokens);
    return body;
  }

  private static String secretHash(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
