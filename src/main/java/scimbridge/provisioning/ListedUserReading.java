package scimbridge.provisioning;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.LeftAlone;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.mapping.Inversion;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Projection;

/**
 * What a listed account means in an app's directory: the user whose account it could be, and what
 * of the account counts for the bridge.
 *
 * <pre>
 *  pool                           userName of the user
 *  -----------------------------  ------------------------------------------------------------
 *  plain                          the Username
 *  sign-in by e-mail or number    the address, the number
 *  aliases, or 'username: id'     preferred_username; else the address if it is an alias and
 *                                 verified; else the Username
 * </pre>
 *
 * <p>These are the names that people sign in by, which is what identity providers match by.
 */
final class ListedUserReading {
  private final Pool rules;
  private final PoolTraits traits;
  private final Inversion inversion;

  /**
   * The reading of accounts of a pool.
   *
   * @param rules the rules of the pool, with the app's own attributes
   * @param schemas what the app knows of attributes
   */
  ListedUserReading(Pool rules, PoolTraits traits, Schemas schemas) {
    this.rules = rules;
    this.traits = traits;
    this.inversion = new Inversion(rules.mapping(), traits, schemas);
  }

  /** Why an account is not one for a directory, to follow its name; null if it is one. */
  static @Nullable String unfit(ListedUser listed) {
    return switch (listed.status()) {
      case Wishes.EXTERNAL ->
          "was made by signing in at an external identity provider, which writes it at each sign-in";
      case "UNCONFIRMED" ->
          "is a sign-up that nobody has confirmed, so that its address may be anybody's";
      default -> listed.sub() == null ? "was listed without its sub" : null;
    };
  }

  /** The userName; null if the account lacks the address or number that it would be. */
  @Nullable String userName(ListedUser listed) {
    String signInName = Mapping.signInName(traits.kind());
    if (!signInName.isEmpty()) {
      return value(listed, signInName);
    }
    if (rules.usernameRule().orElse(byDefault()) != UsernameRule.ID) {
      return listed.username();
    }
    String preferred = value(listed, "preferred_username");
    if (preferred != null) {
      return preferred;
    }
    String address = isAlias(listed, "email") ? value(listed, "email") : null;
    return address != null ? address : listed.username();
  }

  private UsernameRule byDefault() {
    return traits.kind() == Kind.ALIAS ? UsernameRule.ID : UsernameRule.USER_NAME;
  }

  /** Whether people sign in to the account by this attribute: an address only if it is verified. */
  boolean isAlias(ListedUser listed, String attribute) {
    boolean flagged = attribute.equals("email") || attribute.equals("phone_number");
    return traits.aliases().contains(attribute)
        && (!flagged || "true".equals(listed.attributes().get(attribute + "_verified")));
  }

  private static @Nullable String value(ListedUser listed, String attribute) {
    String value = listed.attributes().get(attribute);
    return value == null || value.isBlank() ? null : value;
  }

  /** The user. */
  User user(AppId app, ResourceId id, String userName, ListedUser listed, Instant now) {
    return new User(
        app,
        id,
        1,
        now,
        now,
        Attributes.of(inversion.document(userName, listed.enabled(), listed.attributes())));
  }

  /**
   * An account as it counts for the bridge.
   *
   * @param attributes the mapped attributes, spelled as the user has them where the pool sees no
   *     difference
   * @param differing the attributes that hold what the user cannot say, and are left alone for it
   */
  record Counted(SortedMap<String, String> attributes, SortedSet<String> differing) {}

  /**
   * What of the account counts, beside the user who has it.
   *
   * @param read whether the user is what was read of the account; what another user says is the
   *     client's word
   */
  Counted counted(User user, ListedUser listed, boolean read) {
    SortedSet<String> names = new TreeSet<>(rules.mapping().governed(traits));
    SortedSet<String> differing = new TreeSet<>();
    traits.attributes().entrySet().stream()
        .filter(schema -> !schema.getValue().mutable() && !schema.getKey().equals("sub"))
        .forEach(schema -> names.add(schema.getKey()));
    SortedMap<String, String> seen;
    try {
      Projection projection = rules.project(user, traits, listed.username());
      Map<String, String> wished = projection.attributes();
      names.addAll(wished.keySet());
      seen = new TreeMap<>(Mapping.seen(wished, listed.attributes(), names, traits));
      for (String name : projection.governed()) {
        String held = seen.get(name);
        // Whether an address is verified is what the account says also where it says nothing.
        boolean says = held != null || name.endsWith("_verified");
        if (read && says && !Objects.equals(held, wished.get(name))) {
          differing.add(name);
          LeftAlone.record(seen, name, wished);
        }
      }
    } catch (Fault noAccount) {
      seen = new TreeMap<>(Mapping.seen(Map.of(), listed.attributes(), names, traits));
    }
    FederatedIdentity linked =
        Identities.linked(
            listed.attributes().get(FederatedIdentity.IDENTITIES), rules.identity(user), null);
    if (linked != null) {
      seen.put(FederatedIdentity.IDENTITIES, linked.text());
    }
    return new Counted(seen, differing);
  }
}
