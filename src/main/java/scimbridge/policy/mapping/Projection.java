package scimbridge.policy.mapping;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a mapping makes of one user for one pool.
 *
 * @param attributes Cognito attribute name to value, everything that a new account gets
 * @param sources for each of them where its value comes from, for people
 * @param governed the names that may be written to an account that exists: of these, one that is
 *     absent from {@code attributes} is removed there. Not among them are attributes that the pool
 *     makes immutable, and required ones that the user has no value for
 * @param skipped what cannot be held, and why
 */
public record Projection(
    SortedMap<String, String> attributes,
    SortedMap<String, String> sources,
    SortedSet<String> governed,
    List<Skipped> skipped) {
  /** Copies all. */
  public Projection {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    governed = Collections.unmodifiableSortedSet(new TreeSet<>(governed));
    skipped = List.copyOf(skipped);
  }

  /** The same with an address or number vouched for by its flag. */
  public Projection withFlag(String attribute, String flag) {
    SortedMap<String, String> flagged = new TreeMap<>(attributes);
    flagged.put(flag, "true");
    SortedSet<String> more = new TreeSet<>(governed);
    if (governed.contains(attribute)) {
      more.add(flag);
    }
    SortedMap<String, String> from = new TreeMap<>(sources);
    from.put(flag, sources.getOrDefault(attribute, attribute));
    return new Projection(flagged, from, more, skipped);
  }

  /**
   * A value that stays in the directory only.
   *
   * @param source the SCIM path, or the expression
   * @param attribute the Cognito attribute it would have become
   * @param reason why not, for the administrator; without the value
   */
  public record Skipped(String source, String attribute, String reason) {}

  @Override
  public String toString() {
    return "Projection[" + attributes.keySet() + ", skipped=" + skipped + "]";
  }
}
