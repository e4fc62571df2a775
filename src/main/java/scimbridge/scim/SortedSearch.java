package scimbridge.scim;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Transaction;
import scimbridge.directory.Walk;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Sorting;

/**
 * Finds one page of results in an order that no index has: all are looked at, up to a limit, and
 * only the keys of those that may be on the page are kept.
 */
final class SortedSearch {
  private final Transaction tx;
  private final AppId app;
  private final List<TypeQuery> queries;
  private final int scanLimit;
  private final ResourceReader reader;
  private final Comparator<Ranked> order;

  /** A result, as far as its rank depends on it. */
  private record Ranked(Sorting.Key key, int type, long row, @Nullable ResourceId id) {}

  SortedSearch(
      Transaction tx, AppId app, List<TypeQuery> queries, int scanLimit, ResourceReader reader) {
    this.tx = tx;
    this.app = app;
    this.queries = queries;
    this.scanLimit = scanLimit;
    this.reader = reader;
    Sorting sorting = sorting(0);
    Comparator<Ranked> ties = Comparator.comparingInt(Ranked::type).thenComparingLong(Ranked::row);
    this.order =
        Comparator.comparing(Ranked::key, sorting.comparator())
            .thenComparing(sorting.descending() ? ties.reversed() : ties);
  }

  /** The page that begins at an index, from 1. */
  PageSearch.Found at(int startIndex, int count) {
    PriorityQueue<Ranked> best = new PriorityQueue<>(order.reversed());
    long total = collect(null, startIndex - 1L + count, best);
    List<Ranked> first = sorted(best);
    List<Ranked> page = first.subList(Math.min(first.size(), startIndex - 1), first.size());
    return new PageSearch.Found(OptionalLong.of(total), load(count == 0 ? List.of() : page), null);
  }

  /** The page after a place, null for the first one. */
  PageSearch.Found after(Cursors.@Nullable Place place, int count) {
    PriorityQueue<Ranked> best = new PriorityQueue<>(order.reversed());
    Ranked after = place == null ? null : new Ranked(key(place), place.type(), place.row(), null);
    long total = collect(after, count + 1L, best);
    List<Ranked> page = sorted(best);
    Cursors.Place next = null;
    if (page.size() > count && count > 0) {
      Ranked last = page.get(count - 1);
      next = new Cursors.Place(true, last.type(), last.key().text(), last.row(), total);
    }
    return new PageSearch.Found(
        OptionalLong.of(total), load(page.subList(0, Math.min(count, page.size()))), next);
  }

  private Sorting.Key key(Cursors.Place place) {
    try {
      return sorting(place.type()).parse(place.key());
    } catch (DateTimeException | NumberFormatException otherType) {
      throw Fault.of(
          Fault.Kind.INVALID_CURSOR,
          "The attribute that is sorted by has another type than when the cursor was given. An empty"
              + " cursor begins again.");
    }
  }

  private Sorting sorting(int type) {
    return queries.get(type).sorting().orElseThrow();
  }

  /** Keeps the first results after a place, at most so many; answers how many there are at all. */
  private long collect(@Nullable Ranked after, long atMost, PriorityQueue<Ranked> best) {
    int[] looked = {0};
    long[] total = {0};
    for (int i = 0; i < queries.size(); i++) {
      int type = i;
      TypeQuery query = queries.get(i);
      Sorting sorting = sorting(i);
      tx.resources()
          .walk(
              app,
              query.type(),
              Walk.through(query.narrowing()).part(0, scanLimit + 1),
              step -> {
                if (++looked[0] > scanLimit) {
                  throw PageSearch.tooMany(query, scanLimit);
                }
                Resource resource = step.resource();
                Lookup lookup = new Lookup(tx, resource, reader);
                if (query.exact() || query.filter().orElseThrow().matches(resource, lookup)) {
                  total[0]++;
                  Ranked ranked =
                      new Ranked(
                          sorting.key(resource, lookup), type, step.place().row(), resource.id());
                  if (after == null || order.compare(ranked, after) > 0) {
                    best.add(ranked);
                    if (best.size() > atMost) {
                      best.remove();
                    }
                  }
                }
                return true;
              });
    }
    return total[0];
  }

  private List<Ranked> sorted(PriorityQueue<Ranked> best) {
    List<Ranked> sorted = new ArrayList<>(best);
    sorted.sort(order);
    return sorted;
  }

  private List<Resource> load(List<Ranked> page) {
    Map<ResourceId, Resource> loaded = new HashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      int type = i;
      Set<ResourceId> ids =
          page.stream()
              .filter(ranked -> ranked.type() == type)
              .map(ranked -> Objects.requireNonNull(ranked.id()))
              .collect(Collectors.toSet());
      tx.resources()
          .page(app, queries.get(i).type(), new Narrowing.Ids(ids), 0, Integer.MAX_VALUE)
          .forEach(resource -> loaded.put(resource.id(), resource));
    }
    return page.stream().map(ranked -> Objects.requireNonNull(loaded.get(ranked.id()))).toList();
  }
}
