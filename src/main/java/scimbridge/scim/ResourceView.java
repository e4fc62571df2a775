package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import scimbridge.directory.Account;
import scimbridge.directory.Members.GroupReference;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;

/**
 * A resource as JSON on the wire (RFC 7643 §3, §4): what the client assigned, and what the server
 * derives. {@code schemas} lists what the document really holds; nothing is ever {@code null}.
 */
final class ResourceView {
  private final String baseUrl;
  private final ProvisioningExtension provisioning;

  ResourceView(String baseUrl, ProvisioningExtension provisioning) {
    this.baseUrl = baseUrl;
    this.provisioning = provisioning;
  }

  String location(Resource resource) {
    return location(resource.type(), resource.id());
  }

  ObjectNode user(
      User user,
      List<GroupReference> groups,
      List<Account> accounts,
      AttributeSelection selection) {
    ObjectNode document = begin(user);
    if (!document.has("active")) {
      document.set("active", BooleanNode.TRUE);
    }
    if (!groups.isEmpty()) {
      ArrayNode list = document.putArray("groups");
      for (GroupReference group : groups) {
        list.addObject()
            .put("value", group.id().value())
            .put("$ref", location(ResourceType.GROUP, group.id()))
            .put("display", group.displayName())
            .put("type", "direct");
      }
    }
    if (!accounts.isEmpty()) {
      document.set(Schemas.PROVISIONING_USER, provisioning.of(user, accounts));
    }
    return finish(user, document, selection);
  }

  ObjectNode group(Group group, List<Member> members, AttributeSelection selection) {
    ObjectNode document = begin(group);
    if (!members.isEmpty()) {
      ArrayNode list = document.putArray("members");
      for (Member member : members) {
        list.add(member(member));
      }
    }
    return finish(group, document, selection);
  }

  ObjectNode member(Member member) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("value", member.id().value())
        .put("$ref", location(member.type(), member.id()))
        .put("type", member.type().scimName());
  }

  private static ObjectNode begin(Resource resource) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("schemas");
    document.put("id", resource.id().value());
    // The values are shared with the stored document; from here on they are only read.
    resource
        .attributes()
        .view()
        .properties()
        .forEach(attribute -> document.set(attribute.getKey(), attribute.getValue()));
    return document;
  }

  private ObjectNode finish(Resource resource, ObjectNode document, AttributeSelection selection) {
    document
        .putObject("meta")
        .put("resourceType", resource.type().scimName())
        .put("created", resource.created().toString())
        .put("lastModified", resource.lastModified().toString())
        .put("location", location(resource))
        .put("version", Preconditions.etag(resource));
    ObjectNode answer = selection.apply(document);
    ArrayNode schemas = answer.putArray("schemas");
    schemas.add(resource.type() == ResourceType.USER ? Schemas.USER : Schemas.GROUP);
    for (Map.Entry<String, JsonNode> attribute : answer.properties()) {
      if (attribute.getKey().startsWith("urn:")) {
        schemas.add(attribute.getKey());
      }
    }
    return answer;
  }

  private String location(ResourceType type, ResourceId id) {
    return baseUrl + type.endpoint() + "/" + id;
  }
}
