package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Derived;
import scimbridge.identity.filter.GroupReference;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.ScimFilter;

/**
 * Queries (RFC 7644 §3.4.2): filter and index paging, on one snapshot. Results come in the order of
 * their creation, so pages do not overlap while nothing is deleted.
 *
 * <p>Where an index answers the whole filter, the store counts and cuts the page. Else what the
 * index selects is looked at one by one, up to a limit: a query must not be a way to read
 * everything over and over.
 */
final class ResourceLists {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

  private final Directory directory;
  private final ResourceReader reader;
  private final ScimLimits limits;

  ResourceLists(Directory directory, ResourceReader reader, ScimLimits limits) {
    this.directory = directory;
    this.reader = reader;
    this.limits = limits;
  }

  ScimResponse list(ScimRequest request, ResourceType type, AttributeSelection selection) {
    SearchRequest search = SearchRequest.of(request, limits);
    Optional<ScimFilter> filter =
        search
            .filter()
            .map(text -> ScimFilter.parse(text, type, request.schemas(), limits.maxFilterLength()));
    return directory.read(
        tx -> {
          Found found = find(tx, request.app().id(), type, filter, search);
          return ScimResponse.of(
              200,
              message(
                  found.total(),
                  search.startIndex(),
                  reader.show(tx, request, found.page(), selection)));
        });
  }

  /** A list as a message; {@code Resources} is there even when it is empty, as Okta wants it. */
  static ObjectNode message(long total, int startIndex, List<ObjectNode> shown) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add(SCHEMA);
    message.put("totalResults", total);
    message.put("startIndex", startIndex);
    message.put("itemsPerPage", shown.size());
    ArrayNode resources = message.putArray("Resources");
    shown.forEach(resources::add);
    return message;
  }

  private Found find(
      Transaction tx,
      AppId app,
      ResourceType type,
      Optional<ScimFilter> filter,
      SearchRequest search) {
    if (filter.isPresent() && !filter.get().exact()) {
      return scan(tx, app, type, filter.get(), search);
    }
    Narrowing narrowing = filter.map(ScimFilter::narrowing).orElse(new Narrowing.Everything());
    long total = tx.resources().count(app, type, narrowing);
    boolean none = search.count() == 0 || search.startIndex() > total;
    return new Found(
        total,
        none
            ? List.of()
            : tx.resources().page(app, type, narrowing, search.startIndex() - 1L, search.count()));
  }

  private Found scan(
      Transaction tx, AppId app, ResourceType type, ScimFilter filter, SearchRequest search) {
    List<Resource> page = new ArrayList<>();
    long[] looked = {0};
    long[] total = {0};
    tx.resources()
        .scan(
            app,
            type,
            filter.narrowing(),
            resource -> {
              if (++looked[0] > limits.scanLimit()) {
                throw Fault.of(
                    Fault.Kind.TOO_MANY,
                    "No index answers this filter, and it would have to look at more than "
                        + limits.scanLimit()
                        + " resources (limits.scanLimit). Add a condition on userName, externalId, emails,"
                        + " displayName or id.");
              }
              if (filter.matches(resource, new Lookup(tx, resource, reader))
                  && ++total[0] >= search.startIndex()
                  && page.size() < search.count()) {
                page.add(resource);
              }
              return true;
            });
    return new Found(total[0], page);
  }

  private record Found(long total, List<Resource> page) {}

  /** What is derived for one resource, read when a filter asks for it. */
  private record Lookup(Transaction tx, Resource resource, ResourceReader reader)
      implements Derived {
    @Override
    public Collection<GroupReference> groups() {
      return tx
          .members()
          .groupsOf(resource.app(), List.of(resource.id()))
          .getOrDefault(resource.id(), List.of())
          .stream()
          .map(group -> new GroupReference(group.id(), group.displayName()))
          .toList();
    }

    @Override
    public Collection<Member> members() {
      return tx.members().of(resource.app(), resource.id());
    }

    @Override
    public JsonNode provisioning() {
      List<Account> accounts =
          tx.accounts()
              .ofUsers(resource.app(), List.of(resource.id()))
              .getOrDefault(resource.id(), List.of());
      return resource instanceof User user && !accounts.isEmpty()
          ? reader.extension(user, accounts)
          : MissingNode.getInstance();
    }
  }
}
