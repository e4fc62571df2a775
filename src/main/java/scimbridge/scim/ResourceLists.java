package scimbridge.scim;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ScimFilter;
import scimbridge.identity.filter.Sorting;

/**
 * Queries (RFC 7644 §3.4.2, RFC 9865): filter, order and paging, on one snapshot, over one type of
 * resources or all.
 *
 * <p>Results come in the order of an index unless the client asks for another, mostly that of their
 * creation; users before groups. So a resource that keeps its place is shown once by pages by
 * cursor, and by pages by index while nothing before it comes or goes.
 */
final class ResourceLists {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

  /**
   * So many results are sorted here even if an index has the order, which then has to be sifted.
   */
  private static final int QUICKLY_SORTED = 1000;

  private final Directory directory;
  private final ResourceReader reader;
  private final Cursors cursors;
  private final ScimLimits limits;

  ResourceLists(Directory directory, ResourceReader reader, Cursors cursors, ScimLimits limits) {
    this.directory = directory;
    this.reader = reader;
    this.cursors = cursors;
    this.limits = limits;
  }

  /** Resources of one type. */
  ScimResponse list(ScimRequest request, ResourceType type, AttributeSelection selection) {
    return list(request, EnumSet.of(type), type.endpoint(), any -> selection);
  }

  /** Resources of all types (RFC 7644 §3.4.2.1). */
  ScimResponse all(ScimRequest request, Function<ResourceType, AttributeSelection> selections) {
    return list(request, EnumSet.allOf(ResourceType.class), "/", selections);
  }

  private ScimResponse list(
      ScimRequest request,
      Set<ResourceType> types,
      String endpoint,
      Function<ResourceType, AttributeSelection> selections) {
    SearchRequest search = SearchRequest.of(request, limits);
    List<TypeQuery> queries =
        types.stream().map(type -> query(request, search, type, types)).toList();
    AppId app = request.app().id();
    String bound = endpoint + " " + search.binding();
    Cursors.Place place =
        search
            .cursor()
            .filter(cursor -> !cursor.isEmpty())
            .map(cursor -> cursors.open(app, bound, cursor))
            .orElse(null);
    Page page =
        directory.read(
            tx -> {
              PageSearch.Found found = find(tx, app, queries, search, place);
              return new Page(found, show(tx, request, found.page(), selections));
            });
    Cursors.Place next = page.found().next();
    return ScimResponse.of(
        200,
        search.cursor().isEmpty()
            ? message(page.found().total().orElseThrow(), search.startIndex(), page.shown())
            : message(
                page.found().total(),
                page.shown(),
                next == null ? null : cursors.seal(app, bound, next)));
  }

  private record Page(PageSearch.Found found, List<ObjectNode> shown) {}

  private TypeQuery query(
      ScimRequest request, SearchRequest search, ResourceType type, Set<ResourceType> types) {
    return new TypeQuery(
        type,
        search
            .filter()
            .map(
                text ->
                    ScimFilter.parse(
                        text, type, request.schemas(), types, limits.maxFilterLength())),
        search
            .sortBy()
            .map(name -> Sorting.of(name, search.descending(), type, request.schemas(), types)));
  }

  private PageSearch.Found find(
      Transaction tx,
      AppId app,
      List<TypeQuery> queries,
      SearchRequest search,
      Cursors.@Nullable Place place) {
    boolean sorts = place == null ? sorts(tx, app, queries) : place.sorted();
    if (sorts) {
      SortedSearch sorted = new SortedSearch(tx, app, queries, limits.scanLimit(), reader);
      return search.cursor().isPresent()
          ? sorted.after(place, search.count())
          : sorted.at(search.startIndex(), search.count());
    }
    PageSearch walked = new PageSearch(tx, app, queries, limits.scanLimit(), reader);
    return search.cursor().isPresent()
        ? walked.after(place, search.count())
        : walked.at(search.startIndex(), search.count());
  }

  /** Whether the order has to be made here: no index has it, or few results make it cheaper. */
  private static boolean sorts(Transaction tx, AppId app, List<TypeQuery> queries) {
    TypeQuery query = queries.getFirst();
    if (query.sorting().isEmpty()) {
      return false;
    }
    return queries.size() > 1
        || query.sorting().get().index().isEmpty()
        || (query.filter().isPresent()
            && tx.resources().count(app, query.type(), query.narrowing(), QUICKLY_SORTED + 1)
                <= QUICKLY_SORTED);
  }

  private List<ObjectNode> show(
      Transaction tx,
      ScimRequest request,
      List<Resource> page,
      Function<ResourceType, AttributeSelection> selections) {
    Map<ResourceType, Iterator<ObjectNode>> shown = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      List<Resource> ofType = page.stream().filter(found -> found.type() == type).toList();
      if (!ofType.isEmpty()) {
        shown.put(type, reader.show(tx, request, ofType, selections.apply(type)).iterator());
      }
    }
    return page.stream().map(found -> requireNonNull(shown.get(found.type())).next()).toList();
  }

  /** A list as a message; {@code Resources} is there even when it is empty, as Okta wants it. */
  static ObjectNode message(long total, int startIndex, List<ObjectNode> shown) {
    ObjectNode message = begin(OptionalLong.of(total));
    message.put("startIndex", startIndex);
    return finish(message, shown);
  }

  /** A page by cursor (RFC 9865 §2). */
  private static ObjectNode message(
      OptionalLong total, List<ObjectNode> shown, @Nullable String nextCursor) {
    ObjectNode message = begin(total);
    if (nextCursor != null) {
      message.put("nextCursor", nextCursor);
    }
    return finish(message, shown);
  }

  private static ObjectNode begin(OptionalLong total) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add(SCHEMA);
    total.ifPresent(number -> message.put("totalResults", number));
    return message;
  }

  private static ObjectNode finish(ObjectNode message, List<ObjectNode> shown) {
    message.put("itemsPerPage", shown.size());
    ArrayNode resources = message.putArray("Resources");
    shown.forEach(resources::add);
    return message;
  }
}
