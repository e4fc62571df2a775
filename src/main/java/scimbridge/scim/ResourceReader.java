package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Members.GroupReference;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;

/**
 * Shows resources with what is derived for them, reading no more than the selection wants. Nothing
 * here calls Cognito.
 */
final class ResourceReader {
  private final Directory directory;
  private final ProvisioningExtension provisioning;

  ResourceReader(Directory directory, ProvisioningExtension provisioning) {
    this.directory = directory;
    this.provisioning = provisioning;
  }

  /** What stands under the URN of the bridge's own extension. */
  ObjectNode extension(User user, List<Account> accounts) {
    return provisioning.of(user, accounts);
  }

  /** One resource as it is accepted now: 200, or 304 if the client has this version. */
  ScimResponse read(
      ScimRequest request, ResourceType type, String id, AttributeSelection selection) {
    Preconditions preconditions = Preconditions.of(request);
    return directory.read(
        tx -> {
          Resource resource = find(tx, request.app().id(), type, id(type, id));
          if (preconditions.notModified(resource)) {
            return ScimResponse.empty(304).withEtag(Preconditions.etag(resource));
          }
          return ok(200, request, resource, show(tx, request, List.of(resource), selection));
        });
  }

  /** The answer to a write that returns the resource. */
  ScimResponse written(
      int status, ScimRequest request, Resource resource, AttributeSelection selection) {
    return directory.read(
        tx -> ok(status, request, resource, show(tx, request, List.of(resource), selection)));
  }

  /** Resources of one type as JSON, in the order given; what is derived is read for all at once. */
  List<ObjectNode> show(
      Transaction tx,
      ScimRequest request,
      List<? extends Resource> resources,
      AttributeSelection selection) {
    AppId app = request.app().id();
    ResourceView view = new ResourceView(request.baseUrl(), provisioning);
    List<ResourceId> users =
        resources.stream().filter(User.class::isInstance).map(Resource::id).toList();
    Map<ResourceId, List<GroupReference>> groups =
        users.isEmpty() || !selection.wants("groups")
            ? Map.of()
            : tx.members().groupsOf(app, users);
    Map<ResourceId, List<Account>> accounts =
        users.isEmpty() || !selection.wants(Schemas.PROVISIONING_USER)
            ? Map.of()
            : tx.accounts().ofUsers(app, users);
    List<ObjectNode> shown = new ArrayList<>();
    for (Resource resource : resources) {
      shown.add(
          switch (resource) {
            case User user ->
                view.user(
                    user,
                    groups.getOrDefault(user.id(), List.of()),
                    accounts.getOrDefault(user.id(), List.of()),
                    selection);
            case Group group -> view.group(group, members(tx, group, selection), selection);
          });
    }
    return shown;
  }

  /** The id in a URL; what cannot be an id names nothing, so it is 404 and not 400. */
  static ResourceId id(ResourceType type, String text) {
    return ResourceId.parse(text).orElseThrow(() -> notFound(type));
  }

  private static List<Member> members(Transaction tx, Group group, AttributeSelection selection) {
    return selection.wants("members") ? tx.members().of(group.app(), group.id()) : List.of();
  }

  private ScimResponse ok(
      int status, ScimRequest request, Resource resource, List<ObjectNode> shown) {
    return ScimResponse.of(status, shown.getFirst())
        .withEtag(Preconditions.etag(resource))
        .withLocation(new ResourceView(request.baseUrl(), provisioning).location(resource));
  }

  private static Resource find(Transaction tx, AppId app, ResourceType type, ResourceId id) {
    return switch (type) {
      case USER -> tx.resources().user(app, id).orElseThrow(() -> notFound(type));
      case GROUP -> tx.resources().group(app, id).orElseThrow(() -> notFound(type));
    };
  }

  private static Fault notFound(ResourceType type) {
    return Fault.of(Fault.Kind.NOT_FOUND, "There is no " + type.scimName() + " with this id.");
  }
}
