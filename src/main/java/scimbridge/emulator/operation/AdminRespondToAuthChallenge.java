package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.PasswordHash;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Goes on with a sign-in: a user with a temporary password chooses its own. */
final class AdminRespondToAuthChallenge implements Operation {
  private static final String RESPONSES = "ChallengeResponses";
  private static final String ATTRIBUTE_PREFIX = "userAttributes.";

  private final Store store;
  private final AuthTokens tokens;

  AdminRespondToAuthChallenge(Store store, AuthTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public ObjectNode answer(Call call) {
    if (!call.text("ChallengeName").equals("NEW_PASSWORD_REQUIRED")) {
      throw CognitoError.invalidParameter("Challenge response not supported.");
    }
    SignIn.Door door = SignIn.door(store, call);
    String username = SignIn.required(call, RESPONSES, "USERNAME");
    String password = SignIn.required(call, RESPONSES, "NEW_PASSWORD");
    SignIn.checkSecret(door.client(), username, SignIn.optional(call, RESPONSES, "SECRET_HASH"));
    door.pool().passwordPolicy().check(password);
    store.read(
        in -> {
          User user = tokens.challenged(in, door, call.optionalText("Session"), call);
          door.pool().passwordPolicy().refuseFormer(password, in.credentials().of(user).history());
          return user;
        });
    String hash = PasswordHash.of(password);
    return SignIn.success(store.write(in -> accept(in, door, call, hash)));
  }

  private ObjectNode accept(Transaction in, SignIn.Door door, Call call, String hash) {
    Pool pool = Lookup.pool(in, call);
    User user = tokens.challenged(in, door, call.optionalText("Session"), call);
    if (user.status() != UserStatus.FORCE_CHANGE_PASSWORD) {
      throw CognitoError.notAuthorized("Invalid session for the user.");
    }
    Map<String, String> given = new LinkedHashMap<>();
    call.input()
        .path(RESPONSES)
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith(ATTRIBUTE_PREFIX)) {
                given.put(
                    entry.getKey().substring(ATTRIBUTE_PREFIX.length()),
                    entry.getValue().asText(""));
              }
            });
    User changed =
        user.withAttributes(Attributes.update(pool, user, given), call.nowMillis())
            .withStatus(UserStatus.CONFIRMED, call.nowMillis());
    List<String> missing = Attributes.missing(pool, changed);
    if (!missing.isEmpty()) {
      throw CognitoError.invalidParameter(
          "Invalid attributes given, " + String.join(", ", missing) + " is missing");
    }
    AliasClaim.onUpdate(in, pool, changed, call.nowMillis());
    in.users().update(pool, user, changed);
    in.credentials().put(changed, in.credentials().of(user).permanent(hash));
    return tokens.issue(in, door, changed, call);
  }
}
