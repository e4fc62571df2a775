package scimbridge.policy.mapping;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a mapping makes of one user for one pool.
 *
 * @param attributes Cognito attribute name to value; an attribute that the mapping governs and that
 *     is absent here has no value
 * @param skipped what cannot be held, and why
 */
public record Projection(SortedMap<String, String> attributes, List<Skipped> skipped) {
  /** Copies both. */
  public Projection {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    skipped = List.copyOf(skipped);
  }

  /**
   * A value that stays in the directory only.
   *
   * @param source the SCIM path
   * @param attribute the Cognito attribute it would have become
   * @param reason why not, for the administrator; without the value
   */
  public record Skipped(String source, String attribute, String reason) {}

  @Override
  public String toString() {
    return "Projection[" + attributes.keySet() + ", skipped=" + skipped + "]";
  }
}
