package scimbridge.emulator.operation;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import scimbridge.emulator.pool.Attributes;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Links.Identity;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * What a sign-in through an identity provider leaves in a pool. A linked identity signs in as its
 * user; any other gets a profile of its own at the first time, in the state EXTERNAL_PROVIDER.
 * Mapped attributes are written every time.
 */
public final class FederatedSignIn {
  private final Store store;
  private final Clock clock;

  /** Sign-ins to the pools of a store. */
  public FederatedSignIn(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Signs in.
   *
   * @param attributes what the provider's mapping sets
   * @return the Username of the user who is signed in
   * @throws CognitoError when the pool does not exist, the user is disabled, or an attribute does
   *     not fit
   */
  public String signIn(
      String poolId, String provider, String subject, Map<String, String> attributes) {
    return store.write(
        in -> {
          Pool pool = in.pools().find(poolId);
          if (pool == null) {
            throw CognitoError.resourceNotFound("User pool " + poolId + " does not exist.");
          }
          Identity identity = new Identity(provider, Identities.SUBJECT, subject);
          return signIn(in, pool, identity, attributes).username();
        });
  }

  private User signIn(
      Transaction in, Pool pool, Identity identity, Map<String, String> attributes) {
    long now = clock.millis();
    Long owner = in.links().owner(pool, identity);
    User user = owner == null ? Identities.user(in, pool, identity) : in.users().byId(owner);
    if (user == null) {
      return create(in, pool, identity, attributes, now);
    }
    SignIn.refuseDisabled(user);
    User changed = user.withAttributes(Attributes.update(pool, user, attributes), now);
    AliasClaim.onUpdate(in, pool, changed, now);
    in.users().update(pool, user, changed);
    return changed;
  }

  private static User create(
      Transaction in, Pool pool, Identity identity, Map<String, String> given, long now) {
    Map<String, String> attributes = new LinkedHashMap<>(Attributes.create(pool, given));
    if (attributes.containsKey("email")) {
      attributes.putIfAbsent("email_verified", "false");
    }
    User user =
        new User(
            0,
            Identities.federatedUsername(pool, identity),
            UUID.randomUUID().toString(),
            UserStatus.EXTERNAL_PROVIDER,
            true,
            now,
            now,
            attributes);
    AliasClaim.onUpdate(in, pool, user, now);
    User created = in.users().insert(pool, user);
    in.links().add(pool, identity, created);
    Identities.show(in, pool, created, now);
    return created;
  }
}
