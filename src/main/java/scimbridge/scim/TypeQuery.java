package scimbridge.scim;

import java.util.Optional;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.ScimFilter;
import scimbridge.identity.filter.Sorting;

/** What is asked of the resources of one type. */
record TypeQuery(ResourceType type, Optional<ScimFilter> filter, Optional<Sorting> sorting) {

  /** What the store is asked for. */
  Narrowing narrowing() {
    return filter.map(ScimFilter::narrowing).orElseGet(Narrowing.Everything::new);
  }

  /** Whether the store answers the whole filter, so that it can count and cut pages. */
  boolean exact() {
    return filter.map(ScimFilter::exact).orElse(true);
  }

  /** The order in which the store is walked. */
  IndexOrder order() {
    return sorting.flatMap(Sorting::index).orElseGet(() -> IndexOrder.natural(narrowing()));
  }
}
