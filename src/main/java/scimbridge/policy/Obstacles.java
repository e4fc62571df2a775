package scimbridge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import scimbridge.identity.User;
import scimbridge.policy.Obstacle.Kind;
import scimbridge.policy.mapping.Projection;
import scimbridge.policy.mapping.Projection.Skipped;

/** Finds what keeps a user from getting an account in a pool. */
final class Obstacles {
  private static final String EMAIL = "email";
  private static final String PHONE = "phone_number";

  private Obstacles() {}

  static List<Obstacle> of(User user, Pool pool, PoolTraits traits, Projection projection) {
    List<Obstacle> obstacles = new ArrayList<>();
    new TreeMap<>(traits.attributes())
        .forEach(
            (name, schema) -> {
              if (schema.required()
                  && !name.equals("sub")
                  && !projection.attributes().containsKey(name)) {
                obstacles.add(
                    lacks(pool, name, "requires " + name + " of every account", projection));
              }
            });
    Set<String> held = projection.attributes().keySet();
    switch (pool.firstSignIn()) {
      case CONFIRMED, FEDERATED -> {}
      case INVITE -> {
        if (!held.contains(EMAIL) && !held.contains(PHONE)) {
          obstacles.add(
              lacks(pool, EMAIL, "sends an invitation by e-mail or text message", projection));
        }
      }
      case PASSWORDLESS -> passwordless(pool, traits, projection, obstacles);
    }
    Federation federation = pool.federation();
    if (federation != null && federation.identity(user) == null) {
      obstacles.add(
          new Obstacle(
              Kind.USER_LACKS,
              federation.subject().text()
                  + ": pool '"
                  + pool.id()
                  + "' links each account to its identity at provider '"
                  + federation.provider()
                  + "' by it, and the user has none"));
    }
    return obstacles;
  }

  private static void passwordless(
      Pool pool, PoolTraits traits, Projection projection, List<Obstacle> obstacles) {
    if (traits.oneTimePasswords().isEmpty()) {
      obstacles.add(
          new Obstacle(
              Kind.POOL_LACKS,
              "pool '"
                  + pool.id()
                  + "' has no sign-in without a password: allow EMAIL_OTP or SMS_OTP in its sign-in"
                  + " policy and restart the bridge, or configure another 'firstSignIn'"));
    } else if (traits.oneTimePasswords().stream()
        .noneMatch(name -> projection.attributes().containsKey(name))) {
      obstacles.add(
          lacks(
              pool,
              traits.oneTimePasswords().contains(EMAIL) ? EMAIL : PHONE,
              "sends one-time passwords to sign in with",
              projection));
    }
  }

  private static Obstacle lacks(Pool pool, String attribute, String need, Projection projection) {
    String unfit =
        projection.skipped().stream()
            .filter(skip -> skip.attribute().equals(attribute))
            .map(Skipped::reason)
            .findFirst()
            .map(reason -> "the user's value does not fit (" + reason + ")")
            .orElse("the user has no value for it");
    return new Obstacle(
        Kind.USER_LACKS,
        pool.mapping().source(attribute) + ": pool '" + pool.id() + "' " + need + ", and " + unfit);
  }
}
