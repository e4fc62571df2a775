package scimbridge.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who was seen to have the sign-in names that a plan is to give. Cognito gives a verified alias to
 * whoever asks for it last and tells nobody, so each one is looked up before an update asks for it.
 *
 * @param seen alias value to who has it; what was not looked up is absent
 */
public record AliasOwners(SortedMap<String, Owner> seen) {
  /** Nothing was looked up yet. */
  public static final AliasOwners NONE = new AliasOwners(new TreeMap<>());

  /** Copies the map. */
  public AliasOwners {
    seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
  }

  /** The same and one more. */
  public AliasOwners with(String alias, Owner owner) {
    SortedMap<String, Owner> more = new TreeMap<>(seen);
    more.put(alias, owner);
    return new AliasOwners(more);
  }

  /** Who has the alias, or null if nobody looked. */
  @Nullable Owner of(String alias) {
    return seen.get(alias);
  }

  /** Who has an alias. */
  public enum Owner {
    /** No account. */
    NOBODY,
    /** The account that the plan is about. */
    SELF,
    /** Another account. */
    OTHER
  }
}
