package scimbridge.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import scimbridge.identity.PoolId;

/**
 * A rule of an app: who is provisioned to which pools, with which groups there.
 *
 * @param selection who is meant
 * @param pools where they get an account; at least one
 * @param grants the Cognito groups that they are given there, by name
 */
public record Policy(Selection selection, List<PoolId> pools, SortedSet<String> grants) {
  /** Copies the collections and checks them. */
  public Policy {
    pools = List.copyOf(pools);
    grants = Collections.unmodifiableSortedSet(new TreeSet<>(grants));
    if (pools.isEmpty()) {
      throw new IllegalArgumentException("a policy needs at least one pool");
    }
  }

  /** The DEFAULT policy: everybody in the app's directory. */
  public static Policy everybody(List<PoolId> pools) {
    return new Policy(new Selection.Everybody(), pools, new TreeSet<>());
  }

  /** How it is called in answers, logs and the audit: by whom it selects. */
  public String name() {
    return selection.describe();
  }
}
