package scimbridge.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;

/**
 * Where a user is to have an account, and by which policies. Reasons add up: while one is left, the
 * account stays.
 *
 * @param reasons the policies that give an account, by pool; a pool without one is absent
 */
public record Scope(SortedMap<PoolId, List<Policy>> reasons) {
  /** Nobody's: no pool. */
  public static final Scope NONE = new Scope(new TreeMap<>());

  /** Copies the map. */
  public Scope {
    SortedMap<PoolId, List<Policy>> copy = new TreeMap<>();
    reasons.forEach((pool, policies) -> copy.put(pool, List.copyOf(policies)));
    reasons = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * The scope of a user.
   *
   * @param policies the policies of the user's app
   * @param user the user
   * @param groups the groups that policies name of which the user counts as a member
   */
  public static Scope of(List<Policy> policies, User user, Set<GroupRef> groups) {
    SortedMap<PoolId, List<Policy>> reasons = new TreeMap<>();
    for (Policy policy : policies) {
      if (includes(policy.selection(), user, groups)) {
        policy
            .pools()
            .forEach(pool -> reasons.computeIfAbsent(pool, none -> new ArrayList<>()).add(policy));
      }
    }
    return new Scope(reasons);
  }

  private static boolean includes(Selection selection, User user, Set<GroupRef> groups) {
    return switch (selection) {
      case Selection.Everybody everybody -> true;
      case Selection.MembersOf members -> members.groups().stream().anyMatch(groups::contains);
      case Selection.Matching matching -> matching.includes(user);
    };
  }

  /** The same without the pools that do not meet a condition. */
  public Scope only(Predicate<PoolId> condition) {
    SortedMap<PoolId, List<Policy>> left = new TreeMap<>(reasons);
    left.keySet().removeIf(condition.negate());
    return new Scope(left);
  }

  /** Whether the user is to have an account in the pool. */
  public boolean includes(PoolId pool) {
    return reasons.containsKey(pool);
  }

  /** The names of the policies that give the account in the pool. */
  public SortedSet<String> policies(PoolId pool) {
    return of(pool).stream().map(Policy::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The Cognito groups that policies give the account in the pool, by name. */
  public SortedSet<String> grants(PoolId pool) {
    return of(pool).stream()
        .flatMap(policy -> policy.grants().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Policy> of(PoolId pool) {
    return reasons.getOrDefault(pool, List.of());
  }
}
