package scimbridge.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Projection;

/**
 * The rules of one user pool.
 *
 * @param id its name in the configuration
 * @param username what becomes the Cognito Username; null for the default of the pool's kind
 * @param firstSignIn how a new account can sign in for the first time
 * @param signOut whether disabling also signs out everywhere (AdminUserGlobalSignOut)
 * @param strictProjection whether an attribute that Cognito cannot hold is 400 instead of skipped
 * @param mapping which SCIM attributes become which Cognito attributes
 */
public record Pool(
    PoolId id,
    @Nullable UsernameRule username,
    FirstSignIn firstSignIn,
    boolean signOut,
    boolean strictProjection,
    Mapping mapping) {

  /** A pool with the default rules. */
  public static Pool withDefaults(PoolId id) {
    return new Pool(id, null, FirstSignIn.CONFIRMED, true, false, Mapping.standard());
  }

  /**
   * What the account of a user holds: the mapping, with the address that is the sign-in name where
   * the pool's kind has one.
   *
   * @throws scimbridge.fault.Fault INVALID_VALUE if the user can have no Username in this pool, see
   *     {@link Usernames#choose}
   */
  public Projection project(User user, PoolTraits traits) {
    return mapping.project(user, traits, Usernames.choose(user, this, traits));
  }

  /** What becomes the Username, unless the pool's kind decides. */
  public Optional<UsernameRule> usernameRule() {
    return Optional.ofNullable(username);
  }

  /** What becomes the Cognito Username, which never changes afterwards. */
  public enum UsernameRule {
    /** The SCIM {@code userName}. */
    USER_NAME,
    /** The primary e-mail address. */
    PRIMARY_EMAIL,
    /** The SCIM {@code id}. */
    ID
  }

  /** How the owner of a new account can sign in for the first time. */
  public enum FirstSignIn {
    /** A random permanent password makes the account CONFIRMED, so that "forgot password" works. */
    CONFIRMED,
    /** Cognito sends a temporary password by e-mail, or by text message if there is no e-mail. */
    INVITE,
    /** At an external identity provider; the account has no password. */
    FEDERATED,
    /** With a one-time password by e-mail or text message; the account has no other. */
    PASSWORDLESS;

    /** Whether an account may have a password that a client sends. */
    public boolean takesPasswords() {
      return this == CONFIRMED || this == INVITE;
    }
  }
}
