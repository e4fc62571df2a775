package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Aliases;
import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.Credential;
import scimbridge.emulator.pool.PasswordHash;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * Makes a user with a temporary password, or, where people sign in with one-time passwords and none
 * is given, a confirmed user without one; or renews the temporary password of one ({@code RESEND}).
 */
final class AdminCreateUser implements Operation {
  private final Store store;

  AdminCreateUser(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    Pool pool = store.read(in -> Lookup.pool(in, call));
    String password = call.optionalText("TemporaryPassword");
    // A generated password is never told to anybody: the emulator sends no mail.
    String hash = null;
    if (password != null && !password.isEmpty()) {
      pool.passwordPolicy().check(password);
      hash = PasswordHash.of(password);
    }
    String temporary = hash;
    boolean resend = "RESEND".equals(call.optionalText("MessageAction"));
    User user =
        store.write(
            in ->
                resend
                    ? resend(in, Lookup.pool(in, call), call, temporary)
                    : create(in, Lookup.pool(in, call), call, temporary));
    ObjectNode body = Json.object();
    body.set("User", Views.user(user, "Attributes"));
    return body;
  }

  private static User create(Transaction in, Pool pool, Call call, @Nullable String hash) {
    String name = call.text("Username");
    String sub = UUID.randomUUID().toString();
    Map<String, String> given = Inputs.attributes(call, "UserAttributes");
    String username = pool.fold(name);
    if (!pool.usernameAttributes().isEmpty()) {
      given = withSignInName(pool, name, given);
      username = sub;
    } else {
      refuseAliasForm(pool, name);
      if (in.users().byUsername(pool, username) != null) {
        throw CognitoError.of("UsernameExistsException", "User account already exists");
      }
    }
    boolean passwordless = hash == null && !pool.oneTimePasswords().isEmpty();
    User user =
        new User(
            0,
            username,
            sub,
            passwordless ? UserStatus.CONFIRMED : UserStatus.FORCE_CHANGE_PASSWORD,
            true,
            call.nowMillis(),
            call.nowMillis(),
            Attributes.create(pool, given));
    if (passwordless) {
      refuseWithoutOneTimePassword(pool, user);
    }
    refuseUnreachable(call, user);
    AliasClaim.onCreate(in, pool, user, call.flag("ForceAliasCreation"), call.nowMillis());
    User created = in.users().insert(pool, user);
    in.credentials()
        .put(
            created, passwordless ? Credential.NONE : temporary(Credential.NONE, pool, call, hash));
    return created;
  }

  private static User resend(Transaction in, Pool pool, Call call, @Nullable String hash) {
    User user = Lookup.user(in, pool, call);
    if (user.status() != UserStatus.FORCE_CHANGE_PASSWORD) {
      throw CognitoError.of(
          "UnsupportedUserStateException",
          "Resend not possible. " + user.username() + " status is not FORCE_CHANGE_PASSWORD");
    }
    refuseUnreachable(call, user);
    Credential known = in.credentials().of(user);
    in.credentials().put(user, temporary(known, pool, call, hash));
    return user;
  }

  private static Credential temporary(
      Credential known, Pool pool, Call call, @Nullable String hash) {
    long until =
        call.nowMillis() + Duration.ofDays(pool.passwordPolicy().temporaryDays()).toMillis();
    return hash == null
        ? new Credential(null, until, known.history(), known.signedOut())
        : known.temporary(hash, until);
  }

  /** Where people sign in with an e-mail or phone number, the given name becomes that attribute. */
  private static Map<String, String> withSignInName(
      Pool pool, String name, Map<String, String> given) {
    Set<String> kinds = pool.usernameAttributes();
    String attribute = null;
    if (kinds.contains("email") && Aliases.isEmail(name)) {
      attribute = "email";
    } else if (kinds.contains("phone_number") && Aliases.isPhone(name)) {
      attribute = "phone_number";
    }
    if (attribute == null) {
      throw CognitoError.invalidParameter(
          kinds.size() == 2
              ? "Username should be either an email or a phone number."
              : kinds.contains("email")
                  ? "Username should be an email."
                  : "Username should be a phone number.");
    }
    String other = given.get(attribute);
    if (other != null && !pool.fold(other).equals(pool.fold(name))) {
      throw CognitoError.invalidParameter(
          "The " + attribute + " attribute is not the same as the username.");
    }
    Map<String, String> attributes = new LinkedHashMap<>(given);
    attributes.put(attribute, name);
    return attributes;
  }

  private static void refuseAliasForm(Pool pool, String name) {
    if (pool.aliasAttributes().contains("email") && Aliases.isEmail(name)) {
      throw CognitoError.invalidParameter(
          "Username cannot be of email format, since user pool is configured for email alias.");
    }
    if (pool.aliasAttributes().contains("phone_number") && Aliases.isPhone(name)) {
      throw CognitoError.invalidParameter(
          "Username cannot be of phone number format, since user pool is configured for phone"
              + " number alias.");
    }
  }

  private static void refuseWithoutOneTimePassword(Pool pool, User user) {
    if (pool.oneTimePasswords().stream().noneMatch(name -> user.attribute(name) != null)) {
      throw CognitoError.invalidParameter(
          "User without a password needs a value for "
              + String.join(" or ", pool.oneTimePasswords()));
    }
    List<String> missing = Attributes.missing(pool, user);
    if (!missing.isEmpty()) {
      throw CognitoError.invalidParameter(
          "Attributes did not conform to the schema: "
              + missing.get(0)
              + ": The attribute is required");
    }
  }

  private static void refuseUnreachable(Call call, User user) {
    List<String> mediums = Inputs.texts(call, "DesiredDeliveryMediums");
    if (mediums.isEmpty() || "SUPPRESS".equals(call.optionalText("MessageAction"))) {
      return;
    }
    boolean reachable =
        (mediums.contains("EMAIL") && user.attribute("email") != null)
            || (mediums.contains("SMS") && user.attribute("phone_number") != null);
    if (!reachable) {
      throw CognitoError.invalidParameter(
          "User has no attribute matching desired delivery mediums");
    }
  }
}
