package scimbridge.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Federation;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.Usernames;
import scimbridge.policy.Users;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Projection;
import scimbridge.policy.mapping.Source;

/**
 * Generated states for the proof of the planner: a user of a directory, projected by the real rules
 * onto a pool of some kind, and an account in that pool that may be anything.
 */
final class PlannerStates {
  private static final Source EXTERNAL_ID = Source.ofPath("externalId", Schemas.bundled());
  private static final List<String> GROUPS = List.of("a", "b", "c", "d");
  private static final Set<String> ALIASES = Set.of("email", "phone_number", "preferred_username");

  private final Random random;

  PlannerStates(long seed) {
    this.random = new Random(seed);
  }

  /**
   * One state.
   *
   * @param truth what the account really is, and its groups, should somebody look
   * @param owners who really has each alias, should somebody look
   */
  record State(
      Pool pool,
      PoolTraits traits,
      Operations operations,
      Wish wish,
      Sight sight,
      Sight truth,
      Map<String, Owner> owners) {

    @Override
    public String toString() {
      return traits.kind()
          + " "
          + pool.firstSignIn()
          + " "
          + operations
          + "\nwish "
          + wish
          + "\nsight "
          + sight
          + "\ntruth "
          + truth
          + "\nowners "
          + owners;
    }

    Plan plan(Wish wished, Sight seen, AliasOwners known) {
      return AccountPlanner.plan(pool, operations, wished, seen, known);
    }
  }

  /** The next state; users that can have no Username are passed over. */
  State next() {
    while (true) {
      try {
        return state();
      } catch (Fault noUsername) {
        // A user that no account could be made for is refused before anything is planned.
        continue;
      }
    }
  }

  private State state() {
    Pool pool = pool();
    PoolTraits traits = traits();
    User user = user();
    Wish wish = wish(pool, traits, user);
    Sight.Present account = account(pool, traits);
    Sight truth = often() ? account : new Sight.Absent();
    Sight sight =
        switch (random.nextInt(8)) {
          case 0 -> new Sight.Unclear("4be0-uuid");
          case 1 -> truth instanceof Sight.Present seen ? new Sight.WithoutGroups(seen) : truth;
          default -> truth;
        };
    Map<String, Owner> owners = new HashMap<>();
    if (wish instanceof Wish.Account wished) {
      for (String alias : wished.aliases()) {
        String value = wished.attributes().get(alias);
        if (value != null) {
          owners.put(
              value,
              switch (random.nextInt(4)) {
                case 0 -> Owner.OTHER;
                case 1 -> truth instanceof Sight.Present ? Owner.SELF : Owner.NOBODY;
                default -> Owner.NOBODY;
              });
        }
      }
    }
    return new State(pool, traits, operations(), wish, sight, truth, owners);
  }

  private Pool pool() {
    FirstSignIn[] ways = FirstSignIn.values();
    return new Pool(
        new PoolId("staff"),
        null,
        ways[random.nextInt(ways.length)],
        random.nextBoolean(),
        false,
        Mapping.standard(),
        random.nextInt(3) == 0
            ? new Federation("Corporate", Federation.DEFAULT_ATTRIBUTE, EXTERNAL_ID)
            : null);
  }

  private PoolTraits traits() {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    Map<String, AttributeTraits> attributes =
        new HashMap<>(Users.traits(kind, true, Map.of()).attributes());
    attributes.put("custom:title", schema(random.nextBoolean(), false));
    if (random.nextInt(4) == 0) {
      attributes.put("family_name", schema(true, true));
    }
    if (random.nextInt(8) == 0) {
      attributes.put("email", schema(false, false));
    }
    return new PoolTraits(
        kind,
        random.nextBoolean(),
        attributes,
        kind == Kind.ALIAS ? ALIASES : Set.of(),
        random.nextBoolean() ? Set.of("email") : Set.of());
  }

  private static AttributeTraits schema(boolean mutable, boolean required) {
    return new AttributeTraits("String", mutable, required, 0, 2048, null, null);
  }

  private Operations operations() {
    return new Operations(
        often(),
        often(),
        often(),
        PasswordSync.values()[random.nextInt(PasswordSync.values().length)]);
  }

  private User user() {
    List<String> parts = new ArrayList<>();
    parts.add("'userName':'" + one("alice", "bob", "a@x.org", "+4930123456") + "'");
    parts.add("'active':" + often());
    if (often()) {
      parts.add("'emails':[{'value':'" + one("a@x.org", "b@x.org") + "'}]");
    }
    if (random.nextBoolean()) {
      parts.add("'phoneNumbers':[{'value':'" + one("+4930123456", "+4930654321") + "'}]");
    }
    if (often()) {
      parts.add("'externalId':'" + one("corp-1", "corp-2") + "'");
    }
    if (often()) {
      parts.add("'name':{'familyName':'" + one("Lee", "Low") + "'}");
    }
    if (random.nextBoolean()) {
      parts.add("'title':'" + one("Dr.", "Prof.") + "'");
    }
    return Users.user("{" + String.join(",", parts) + "}");
  }

  private Wish wish(Pool pool, PoolTraits traits, User user) {
    switch (random.nextInt(15)) {
      case 0, 1 -> {
        return new Wish.Gone(random.nextInt(3) == 0);
      }
      case 2 -> {
        return new Wish.Barred();
      }
      case 3 -> {
        return new Wish.Left();
      }
      default -> {}
    }
    Projection projection = pool.project(user, traits);
    return new Wish.Account(
        Usernames.choose(user, pool, traits),
        projection.attributes(),
        projection.governed(),
        user.attributes().view().path("active").asBoolean(),
        random.nextInt(40) == 0 ? many() : some(GROUPS),
        random.nextInt(4) == 0 ? some(GROUPS) : new TreeSet<>(),
        random.nextInt(4) == 0 ? Password.of("Secret-1") : null,
        new TreeSet<>(traits.aliases()),
        pool.identity(user),
        pool.obstacles(user, traits, projection));
  }

  /** An account that another user of the same pool might have. */
  private Sight.Present account(Pool pool, PoolTraits traits) {
    TreeMap<String, String> attributes = new TreeMap<>();
    for (boolean made = false; !made; ) {
      try {
        attributes.putAll(pool.project(user(), traits).attributes());
        made = true;
      } catch (Fault noUsername) {
        // Another one, then.
        continue;
      }
    }
    attributes.keySet().removeIf(name -> !name.endsWith("_verified") && random.nextInt(8) == 0);
    for (String flag : List.of("email_verified", "phone_number_verified")) {
      if (!attributes.containsKey(flag.replace("_verified", ""))) {
        attributes.remove(flag);
      } else if (attributes.containsKey(flag) && random.nextInt(8) == 0) {
        attributes.put(flag, "false");
      }
    }
    if (random.nextInt(3) == 0) {
      attributes.put(
          FederatedIdentity.IDENTITIES,
          new FederatedIdentity("Corporate", "Cognito_Subject", one("corp-1", "corp-2")).text());
    }
    return new Sight.Present(
        "4be0-uuid",
        "4be0-sub",
        attributes,
        often(),
        random.nextInt(40) == 0 ? many() : some(GROUPS),
        often(),
        often(),
        random.nextInt(6) == 0);
  }

  private static TreeSet<String> many() {
    return IntStream.range(0, 103)
        .mapToObj("group-%03d"::formatted)
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  private TreeSet<String> some(List<String> from) {
    TreeSet<String> some = new TreeSet<>();
    from.stream().filter(each -> random.nextBoolean()).forEach(some::add);
    return some;
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean often() {
    return random.nextInt(4) != 0;
  }
}
