package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;

/** A resource with everything that belongs to it though its document does not hold it. */
record ResourceSource(Resource resource, Derived derived) implements Condition.Source {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Override
  public JsonNode attribute(AttributePath path) {
    JsonNode document = resource.attributes().view();
    String urn = path.extensionUrn();
    if (urn != null) {
      JsonNode extension =
          urn.equals(Schemas.PROVISIONING_USER) ? derived.provisioning() : document.path(urn);
      return extension.path(path.name());
    }
    return switch (path.name()) {
      case "id" -> TextNode.valueOf(resource.id().value());
      case "meta" -> meta();
      case "schemas" -> schemas(document);
      case "active" ->
          resource instanceof User user
              ? BooleanNode.valueOf(user.active())
              : document.path("active");
      case "groups" -> groups();
      case "members" -> members();
      default -> document.path(path.name());
    };
  }

  /** Whether the attribute is not, or not only, in the resource's document. */
  static boolean derives(AttributePath path, ResourceType type) {
    String urn = path.extensionUrn();
    return urn != null
        ? urn.equals(Schemas.PROVISIONING_USER)
        : path.name().equals("schemas")
            || path.name().equals(type == ResourceType.USER ? "groups" : "members");
  }

  private JsonNode meta() {
    return JSON.objectNode()
        .put("resourceType", resource.type().scimName())
        .put("created", resource.created().toString())
        .put("lastModified", resource.lastModified().toString())
        .put("version", "W/\"" + resource.version() + "\"");
  }

  private JsonNode schemas(JsonNode document) {
    ArrayNode urns = JSON.arrayNode();
    urns.add(resource.type() == ResourceType.USER ? Schemas.USER : Schemas.GROUP);
    document.fieldNames().forEachRemaining(name -> addIfUrn(urns, name));
    if (!derived.provisioning().isEmpty()) {
      urns.add(Schemas.PROVISIONING_USER);
    }
    return urns;
  }

  /** Only extensions have a name with a colon. */
  private static void addIfUrn(ArrayNode urns, String name) {
    if (name.indexOf(':') >= 0) {
      urns.add(name);
    }
  }

  private JsonNode groups() {
    ArrayNode groups = JSON.arrayNode();
    for (GroupReference group : derived.groups()) {
      groups
          .addObject()
          .put("value", group.id().value())
          .put("display", group.display())
          .put("type", "direct");
    }
    return groups;
  }

  private JsonNode members() {
    ArrayNode members = JSON.arrayNode();
    for (Member member : derived.members()) {
      members.addObject().put("value", member.id().value()).put("type", member.type().scimName());
    }
    return members;
  }
}
