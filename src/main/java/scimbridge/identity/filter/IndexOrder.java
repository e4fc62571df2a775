package scimbridge.identity.filter;

import java.util.List;

/** An order in which an index holds resources, so that a page costs the same wherever it is. */
public sealed interface IndexOrder {

  /** Whether it is walked from the end. */
  boolean descending();

  /** In order of creation. */
  record Creation(boolean descending) implements IndexOrder {}

  /** By {@code meta.created} or {@code meta.lastModified}, then by creation. */
  record Time(Timestamp timestamp, boolean descending) implements IndexOrder {}

  /**
   * By the term at this path, in the order of code points, then by creation; what has no value
   * comes last. Only for paths that {@link IndexedTerms#isOrdered} names.
   */
  record Value(String path, boolean descending) implements IndexOrder {}

  /** In order of creation, the oldest first. */
  IndexOrder CREATION = new Creation(false);

  /**
   * The order that costs least when the client asks for none: that of the index which answers the
   * narrowing. It depends on nothing else, so it is the same for every page of a query.
   */
  static IndexOrder natural(Narrowing narrowing) {
    List<Narrowing> parts =
        narrowing instanceof Narrowing.All all ? all.parts() : List.of(narrowing);
    IndexOrder order = CREATION;
    for (Narrowing part : parts) {
      if (part instanceof Narrowing.Between between) {
        order = new Time(between.timestamp(), false);
      } else if (part instanceof Narrowing.StartsWith prefix
          && IndexedTerms.isOrdered(prefix.path())) {
        order = new Value(prefix.path(), false);
      } else if (isSelective(part)) {
        return CREATION;
      }
    }
    return order;
  }

  /** Whether an index by equality answers it; such an index is in order of creation. */
  private static boolean isSelective(Narrowing part) {
    return !(part instanceof Narrowing.Everything
        || part instanceof Narrowing.Not
        || part instanceof Narrowing.Has);
  }
}
