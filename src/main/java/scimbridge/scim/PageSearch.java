package scimbridge.scim;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Transaction;
import scimbridge.directory.Walk;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Resource;
import scimbridge.identity.filter.IndexedTerms;

/**
 * Finds one page in one snapshot.
 *
 * <p>Where an index answers the whole filter, the store counts and cuts the page. Else what the
 * index selects is looked at one by one, up to a limit: a query must not be a way to read
 * everything over and over. A page by cursor ends early at that limit, and the next one goes on; a
 * page by index needs the total, so there the query is refused.
 */
final class PageSearch {
  private final Transaction tx;
  private final AppId app;
  private final List<TypeQuery> queries;
  private final int scanLimit;
  private final ResourceReader reader;
  private int looked;

  /**
   * A page.
   *
   * @param total how many results there are on all pages, if anybody counted them
   * @param next where the next page begins, null if this is the last one
   */
  record Found(OptionalLong total, List<Resource> page, Cursors.@Nullable Place next) {}

  PageSearch(
      Transaction tx, AppId app, List<TypeQuery> queries, int scanLimit, ResourceReader reader) {
    this.tx = tx;
    this.app = app;
    this.queries = queries;
    this.scanLimit = scanLimit;
    this.reader = reader;
  }

  /** The page that begins at an index, from 1, in the order of the store. */
  Found at(int startIndex, int count) {
    List<Resource> page = new ArrayList<>();
    long total = 0;
    for (TypeQuery query : queries) {
      long without = Math.max(0, startIndex - 1L - total);
      total +=
          query.exact()
              ? cut(query, without, count - page.size(), page)
              : sift(query, without, count, page);
    }
    return new Found(OptionalLong.of(total), page, null);
  }

  private long cut(TypeQuery query, long without, int limit, List<Resource> page) {
    long total = tx.resources().count(app, query.type(), query.narrowing());
    if (limit > 0 && without < total) {
      tx.resources()
          .walk(
              app,
              query.type(),
              walk(query).part(without, limit),
              step -> page.add(step.resource()));
    }
    return total;
  }

  private long sift(TypeQuery query, long without, int count, List<Resource> page) {
    long[] total = {0};
    matching(
        query,
        walk(query).part(0, toLookAt()),
        (step, matches) -> {
          if (++looked > scanLimit) {
            throw tooMany(query, scanLimit);
          }
          if (matches && total[0]++ >= without && page.size() < count) {
            page.add(step.resource());
          }
          return true;
        });
    return total[0];
  }

  /** The page after a place, null for the first one, in the order of the store. */
  Found after(Cursors.@Nullable Place place, int count) {
    List<Resource> page = new ArrayList<>();
    long total = place == null ? countExactly() : place.total();
    if (count == 0) {
      return new Found(total < 0 ? OptionalLong.empty() : OptionalLong.of(total), page, null);
    }
    Cursors.Place[] last = {place};
    boolean[] more = {false};
    for (int i = place == null ? 0 : place.type(); i < queries.size() && !more[0]; i++) {
      int type = i;
      TypeQuery query = queries.get(i);
      Walk.Place from = place != null && place.type() == i ? walkPlace(place) : null;
      long counted = total;
      matching(
          query,
          walk(query).from(from).part(0, query.exact() ? count + 1 - page.size() : toLookAt()),
          (step, matches) -> {
            if (matches && page.size() == count) {
              more[0] = true;
              return false;
            }
            if (matches) {
              page.add(step.resource());
            }
            last[0] =
                new Cursors.Place(false, type, step.place().key(), step.place().row(), counted);
            more[0] = !query.exact() && ++looked >= scanLimit;
            return !more[0];
          });
    }
    if (total < 0 && place == null && !more[0]) {
      total = page.size();
    }
    return new Found(
        total < 0 ? OptionalLong.empty() : OptionalLong.of(total), page, more[0] ? last[0] : null);
  }

  private static Walk.Place walkPlace(Cursors.Place place) {
    String key = place.key();
    return new Walk.Place(key == null ? "" : key, place.row());
  }

  /** How many results there are, if the store can tell; else -1. */
  private long countExactly() {
    long total = 0;
    for (TypeQuery query : queries) {
      if (!query.exact()) {
        return -1;
      }
      total += tx.resources().count(app, query.type(), query.narrowing());
    }
    return total;
  }

  /** One more than may be looked at, to see whether there is one. */
  private int toLookAt() {
    return Math.max(1, scanLimit - looked + 1);
  }

  private static Walk walk(TypeQuery query) {
    return Walk.through(query.narrowing()).in(query.order());
  }

  /** Goes through what the index selects, and says of each whether the filter selects it too. */
  private void matching(TypeQuery query, Walk walk, BiPredicate<Walk.Step, Boolean> visitor) {
    tx.resources()
        .walk(
            app,
            query.type(),
            walk,
            step ->
                visitor.test(
                    step,
                    query.exact()
                        || query
                            .filter()
                            .orElseThrow()
                            .matches(step.resource(), new Lookup(tx, step.resource(), reader))));
  }

  static Fault tooMany(TypeQuery query, int scanLimit) {
    return Fault.of(
        Fault.Kind.TOO_MANY,
        "No index answers this query, and it would have to look at more than "
            + scanLimit
            + " resources (limits.scanLimit). Add a condition with eq or sw on one of "
            + IndexedTerms.names(query.type())
            + ", or page by cursor without sorting.");
  }
}
