package scimbridge.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.mapping.Claim;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Projection;
import scimbridge.policy.mapping.Projection.Skipped;

/**
 * The rules of one user pool.
 *
 * @param id its name in the configuration
 * @param username what becomes the Cognito Username; null for the default of the pool's kind
 * @param firstSignIn how a new account can sign in for the first time
 * @param signOut whether disabling also signs out everywhere (AdminUserGlobalSignOut)
 * @param strictProjection whether an attribute that Cognito cannot hold is 400 instead of skipped
 * @param mapping which SCIM attributes become which Cognito attributes
 * @param federation how accounts are linked to an external identity provider; null if they are not
 * @param vanished what to do about an account of ours that is gone from the pool
 */
public record Pool(
    PoolId id,
    @Nullable UsernameRule username,
    FirstSignIn firstSignIn,
    boolean signOut,
    boolean strictProjection,
    Mapping mapping,
    @Nullable Federation federation,
    Vanished vanished) {

  /** A pool where an account that vanished is made again. */
  public Pool(
      PoolId id,
      @Nullable UsernameRule username,
      FirstSignIn firstSignIn,
      boolean signOut,
      boolean strictProjection,
      Mapping mapping,
      @Nullable Federation federation) {
    this(
        id,
        username,
        firstSignIn,
        signOut,
        strictProjection,
        mapping,
        federation,
        Vanished.RECREATE);
  }

  /** A pool whose accounts are not linked to an external identity provider. */
  public Pool(
      PoolId id,
      @Nullable UsernameRule username,
      FirstSignIn firstSignIn,
      boolean signOut,
      boolean strictProjection,
      Mapping mapping) {
    this(id, username, firstSignIn, signOut, strictProjection, mapping, null);
  }

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
    return project(user, traits, null);
  }

  /**
   * The same for an account that is there.
   *
   * @param username its Username, which in a pool with aliases may be another than a new account
   *     would get, and signs in as well; null if there is none
   */
  public Projection project(User user, PoolTraits traits, @Nullable String username) {
    String chosen = Usernames.choose(user, this, traits);
    String signsIn = username != null && traits.kind() == PoolTraits.Kind.ALIAS ? username : chosen;
    Projection projection = mapping.project(user, traits, signsIn);
    return firstSignIn == FirstSignIn.PASSWORDLESS ? vouched(projection, traits) : projection;
  }

  /** A number that gets one-time passwords to sign in with must be a verified one. */
  private static Projection vouched(Projection projection, PoolTraits traits) {
    boolean signsIn = traits.oneTimePasswords().contains(Mapping.PHONE);
    return signsIn && projection.attributes().containsKey(Mapping.PHONE)
        ? projection.withFlag(Mapping.PHONE, Mapping.PHONE_VERIFIED)
        : projection;
  }

  /** Why the user cannot get an account as things are. */
  public List<Obstacle> obstacles(User user, PoolTraits traits, Projection projection) {
    return Obstacles.of(user, this, traits, projection);
  }

  /** Who the user is at the provider that accounts are linked to; null if nothing is linked. */
  public @Nullable FederatedIdentity identity(User user) {
    return federation == null ? null : federation.identity(user);
  }

  /**
   * Values that an existing account does not get because the pool's schema makes the attribute
   * immutable.
   *
   * @param held what the account has
   */
  public List<Skipped> frozen(Projection projection, PoolTraits traits, Map<String, String> held) {
    return projection.attributes().entrySet().stream()
        .filter(wished -> isFrozen(wished.getKey(), traits) && mapping.keeps(wished.getKey()))
        .filter(
            wished -> {
              String value = held.get(wished.getKey());
              return value == null || !traits.sameValue(wished.getKey(), wished.getValue(), value);
            })
        .map(
            wished ->
                new Skipped(
                    mapping.source(wished.getKey()),
                    wished.getKey(),
                    "the pool's schema makes it immutable; the account keeps what it was created"
                        + " with"))
        .toList();
  }

  private static boolean isFrozen(String attribute, PoolTraits traits) {
    AttributeTraits schema = traits.attributes().get(attribute);
    return schema != null && !schema.mutable();
  }

  /** The same rules for one app, whose own attributes are mapped as well. */
  public Pool with(AppId app, List<CustomAttribute> own) {
    return new Pool(
        id,
        username,
        firstSignIn,
        signOut,
        strictProjection,
        mapping.with(Claim.own(app, own)),
        federation);
  }

  /** What becomes the Username, unless the pool's kind decides. */
  public Optional<UsernameRule> usernameRule() {
    return Optional.ofNullable(username);
  }

  /** What to do when somebody deleted an account of ours in the pool. */
  public enum Vanished {
    /** It is made again, if its user is active and the app may create. */
    RECREATE,
    /** It is not, and the user is shown as refused in this pool. */
    REFUSE
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
