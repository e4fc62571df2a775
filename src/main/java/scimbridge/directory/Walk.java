package scimbridge.directory;

import org.jspecify.annotations.Nullable;
import scimbridge.identity.Resource;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.Narrowing;

/**
 * Which resources to go through, in which order, and from where.
 *
 * @param narrowing what is shown
 * @param order in which order
 * @param after the place to go on after; null to begin at the beginning
 * @param offset how many to leave out first, from 0; its cost grows with it, that of {@code after}
 *     does not
 * @param limit how many at the most
 */
public record Walk(
    Narrowing narrowing, IndexOrder order, @Nullable Place after, long offset, int limit) {

  /**
   * A place in an order, which stays where it is when the resource that stood there is gone.
   *
   * @param key what the order compares; empty in order of creation
   * @param row decides between equal keys; numbers of all apps, so no client may see it
   */
  public record Place(String key, long row) {}

  /** A resource and where it stands. */
  public record Step(Resource resource, Place place) {}

  /** Everything that the narrowing selects, in the order that costs least. */
  public static Walk through(Narrowing narrowing) {
    return new Walk(narrowing, IndexOrder.natural(narrowing), null, 0, Integer.MAX_VALUE);
  }

  /** The same order, from another place on. */
  public Walk from(@Nullable Place place) {
    return new Walk(narrowing, order, place, offset, limit);
  }

  /** The same resources in another order. */
  public Walk in(IndexOrder wanted) {
    return new Walk(narrowing, wanted, after, offset, limit);
  }

  /** A part of it. */
  public Walk part(long without, int atMost) {
    return new Walk(narrowing, order, after, without, atMost);
  }
}
