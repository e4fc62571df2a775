package scimbridge.plan;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.PlannerStates.State;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool.FirstSignIn;

/**
 * The lower bound on calls: in how many facets an account differs from what it should and may
 * become. Cognito has one call for all attributes together, and one for each other facet. Counted
 * from the states alone, by none of the planner's code.
 */
final class Facets {
  private static final String LATE = "preferred_username";
  private static final int MOST_GROUPS = 100;

  private Facets() {}

  static int differing(State state) {
    if (state.wish() instanceof Wish.Account wish) {
      if (state.truth() instanceof Sight.Present seen) {
        return seen.ours() ? change(state, wish, seen) : 0;
      }
      return creation(state, wish);
    }
    if (!(state.truth() instanceof Sight.Present seen) || !seen.ours()) {
      return 0;
    }
    if (state.wish() instanceof Wish.Left) {
      return 0;
    }
    if (state.wish() instanceof Wish.Gone gone && (state.operations().delete() || gone.undone())) {
      return 1;
    }
    return seen.enabled() ? disabling(state, seen) : 0;
  }

  private static int creation(State state, Wish.Account wish) {
    boolean lateAlias = wish.aliases().contains(LATE) && wish.attributes().containsKey(LATE);
    if (!state.operations().create()
        || !wish.obstacles().isEmpty()
        || (lateAlias && state.owners().get(wish.attributes().get(LATE)) == Owner.OTHER)) {
      return 0;
    }
    Set<String> joins = new TreeSet<>(wish.groups());
    joins.removeAll(wish.retiring());
    return 1
        + one(!wish.enabled())
        + one(wish.identity() != null)
        + Math.min(joins.size(), MOST_GROUPS)
        + one(needsPassword(state, wish, false) && (lateAlias || !goesWithCreation(state, wish)))
        + one(lateAlias);
  }

  private static int change(State state, Wish.Account wish, Sight.Present seen) {
    boolean update = state.operations().update();
    boolean finishing = state.operations().create() && !seen.ready();
    Set<String> leaves = new TreeSet<>(seen.groups());
    leaves.removeAll(wish.groups());
    leaves.removeAll(wish.retiring());
    Set<String> joins = new TreeSet<>(wish.groups());
    joins.removeAll(seen.groups());
    joins.removeAll(wish.retiring());
    int room = Math.max(0, MOST_GROUPS - (seen.groups().size() - leaves.size()));
    String linked = seen.attributes().get(FederatedIdentity.IDENTITIES);
    String toLink = wish.identity() == null ? null : wish.identity().text();
    boolean links = toLink != null && !toLink.equals(linked);
    int calls = leaves.size();
    calls += seen.enabled() && !wish.enabled() ? disabling(state, seen) : 0;
    calls += one(!seen.enabled() && wish.enabled() && update);
    calls += one(links && linked != null);
    calls += one(links && (update || finishing) && !seen.federated());
    calls += update || finishing ? Math.min(joins.size(), room) : 0;
    if (!seen.federated()) {
      calls += one(needsPassword(state, wish, seen.ready()));
      calls += attributes(state, wish, seen, update || finishing);
    }
    return calls;
  }

  private static int attributes(State state, Wish.Account wish, Sight.Present seen, boolean may) {
    boolean late = false;
    boolean others = false;
    for (String name : wish.governed()) {
      String wished = wish.attributes().get(name);
      boolean flag = name.endsWith("_verified");
      boolean differs =
          !Objects.equals(wished, seen.attributes().get(name)) && !(flag && wished == null);
      if (differs && !isTaken(state, wish, name)) {
        boolean first =
            name.equals(LATE)
                && wish.aliases().contains(LATE)
                && !seen.attributes().containsKey(LATE);
        boolean allowed = may || (first && state.operations().create());
        late |= allowed && first;
        others |= allowed && !first;
      }
    }
    // While an account is being made, its first late alias waits for the password.
    return seen.ready() ? one(late || others) : one(late) + one(others);
  }

  /** Whether the attribute, or the one whose flag it is, is an alias that somebody else has. */
  private static boolean isTaken(State state, Wish.Account wish, String name) {
    String alias = name.replace("_verified", "");
    String value = wish.attributes().get(alias);
    return wish.aliases().contains(alias)
        && value != null
        && state.owners().get(value) == Owner.OTHER;
  }

  private static int disabling(State state, Sight.Present seen) {
    return 1 + one(state.pool().signOut() && seen.ready());
  }

  /** A temporary password that came with the user is a field of AdminCreateUser. */
  private static boolean goesWithCreation(State state, Wish.Account wish) {
    return state.operations().passwordSync() == PasswordSync.TEMPORARY
        && state.operations().update()
        && wish.enabled()
        && wish.password() != null
        && needsPassword(state, wish, true);
  }

  private static boolean needsPassword(State state, Wish.Account wish, boolean ready) {
    FirstSignIn way = state.pool().firstSignIn();
    boolean passwords = way == FirstSignIn.CONFIRMED || way == FirstSignIn.INVITE;
    boolean brought =
        wish.password() != null
            && passwords
            && state.operations().passwordSync() != PasswordSync.OFF;
    return brought || (!ready && way == FirstSignIn.CONFIRMED);
  }

  private static int one(boolean counts) {
    return counts ? 1 : 0;
  }
}
