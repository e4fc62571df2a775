package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.Credential;
import scimbridge.emulator.pool.PasswordHash;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;

/** Begins a sign-in with username and password, or renews one with a refresh token. */
final class AdminInitiateAuth implements Operation {
  private static final String PARAMETERS = "AuthParameters";

  private final Store store;
  private final AuthTokens tokens;

  AdminInitiateAuth(Store store, AuthTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  private record Claimant(User user, Credential credential) {}

  @Override
  public ObjectNode answer(Call call) {
    return switch (call.text("AuthFlow")) {
      case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> withPassword(call);
      case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> withRefreshToken(call);
      default -> throw CognitoError.invalidParameter("Initiate Auth method not supported.");
    };
  }

  private ObjectNode withPassword(Call call) {
    SignIn.Door door = SignIn.door(store, call);
    if (!door.client().allowsAdminPasswordFlow()) {
      throw CognitoError.invalidParameter("Auth flow not enabled for this client");
    }
    String username = SignIn.required(call, PARAMETERS, "USERNAME");
    String password = SignIn.required(call, PARAMETERS, "PASSWORD");
    SignIn.checkSecret(door.client(), username, SignIn.optional(call, PARAMETERS, "SECRET_HASH"));
    Claimant claimant =
        store.read(
            in -> {
              User user = SignIn.user(in, door, username);
              return new Claimant(user, in.credentials().of(user));
            });
    User user = claimant.user();
    SignIn.refuseDisabled(user);
    if (user.status() == UserStatus.RESET_REQUIRED) {
      throw CognitoError.of(
          "PasswordResetRequiredException", "Password reset required for the user");
    }
    Credential credential = claimant.credential();
    Long expires = credential.expires();
    if (expires != null && call.nowMillis() > expires) {
      throw CognitoError.notAuthorized(
          "Temporary password has expired and must be reset by an administrator.");
    }
    String hash = credential.password();
    if (hash == null || !PasswordHash.matches(password, hash)) {
      throw SignIn.wrongPassword();
    }
    return user.status() == UserStatus.FORCE_CHANGE_PASSWORD
        ? challenge(door, user, call)
        : SignIn.success(store.read(in -> tokens.issue(in, door, user, call)));
  }

  private ObjectNode withRefreshToken(Call call) {
    String token = SignIn.required(call, PARAMETERS, "REFRESH_TOKEN");
    return store.read(
        in -> {
          SignIn.Door door = SignIn.door(in, call);
          User user = tokens.refreshed(in, door, token, call);
          return SignIn.success(tokens.renew(in, door, user, call));
        });
  }

  private ObjectNode challenge(SignIn.Door door, User user, Call call) {
    ArrayNode missing = Json.object().arrayNode();
    Attributes.missing(door.pool(), user).forEach(name -> missing.add("userAttributes." + name));
    ObjectNode attributes = Json.object();
    user.attributes().forEach(attributes::put);
    ObjectNode body = Json.object();
    body.put("ChallengeName", "NEW_PASSWORD_REQUIRED");
    body.put("Session", tokens.session(door, user, call));
    body.putObject("ChallengeParameters")
        .put("USER_ID_FOR_SRP", user.username())
        .put("requiredAttributes", Json.text(missing))
        .put("userAttributes", Json.text(attributes));
    return body;
  }
}
