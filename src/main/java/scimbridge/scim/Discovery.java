package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;

/**
 * What the server says of itself (RFC 7643 §5 to §7, RFC 9865 §4). Nothing but what the RFCs
 * define: several clients refuse documents with a member they do not know. Schemas and resource
 * types are those of the app that asks.
 */
final class Discovery {
  private static final String URN = "urn:ietf:params:scim:schemas:core:2.0:";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ScimLimits limits;

  Discovery(ScimLimits limits) {
    this.limits = limits;
  }

  /**
   * {@code /ServiceProviderConfig}.
   *
   * @param passwords whether a password that a client sends is used
   */
  ObjectNode serviceProviderConfig(String baseUrl, boolean passwords) {
    ObjectNode config = JSON.objectNode();
    config.putArray("schemas").add(URN + "ServiceProviderConfig");
    config.putObject("patch").put("supported", true);
    config
        .putObject("bulk")
        .put("supported", true)
        .put("maxOperations", limits.maxBulkOperations())
        .put("maxPayloadSize", limits.maxPayloadSize());
    config.putObject("filter").put("supported", true).put("maxResults", limits.maxPageSize());
    config.putObject("changePassword").put("supported", passwords);
    config.putObject("sort").put("supported", true);
    config.putObject("etag").put("supported", true);
    config
        .putObject("pagination")
        .put("cursor", true)
        .put("index", true)
        .put("defaultPaginationMethod", "index")
        .put("defaultPageSize", limits.defaultPageSize())
        .put("maxPageSize", limits.maxPageSize())
        .put("cursorTimeout", limits.cursorTimeout().toSeconds());
    config
        .putArray("authenticationSchemes")
        .addObject()
        .put("type", "oauthbearertoken")
        .put("name", "OAuth Bearer Token")
        .put("description", "A bearer token in the Authorization header.")
        .put("specUri", "https://www.rfc-editor.org/info/rfc6750")
        .put("primary", true);
    return withMeta(config, "ServiceProviderConfig", baseUrl + "/ServiceProviderConfig");
  }

  ObjectNode resourceTypes(Schemas schemas, String baseUrl) {
    return list(
        Stream.of(ResourceType.values())
            .map(type -> resourceType(schemas, type, baseUrl))
            .toList());
  }

  ObjectNode resourceType(Schemas schemas, String id, String baseUrl) {
    return Stream.of(ResourceType.values())
        .filter(type -> Fold.same(type.scimName(), id))
        .map(type -> resourceType(schemas, type, baseUrl))
        .findFirst()
        .orElseThrow(() -> Fault.of(Fault.Kind.NOT_FOUND, "There is no such resource type."));
  }

  ObjectNode schemas(Schemas schemas, String baseUrl) {
    return list(schemas.all().stream().map(schema -> schema(schema, baseUrl)).toList());
  }

  ObjectNode schema(Schemas schemas, String urn, String baseUrl) {
    return schemas.all().stream()
        .filter(schema -> Fold.same(id(schema), urn))
        .map(schema -> schema(schema, baseUrl))
        .findFirst()
        .orElseThrow(() -> Fault.of(Fault.Kind.NOT_FOUND, "There is no such schema."));
  }

  private static ObjectNode resourceType(Schemas schemas, ResourceType type, String baseUrl) {
    ObjectNode shown = JSON.objectNode();
    shown.putArray("schemas").add(URN + "ResourceType");
    shown.put("id", type.scimName());
    shown.put("name", type.scimName());
    shown.put("endpoint", type.endpoint());
    SchemaResource core = schemas.core(type);
    if (core.getDescription() != null) {
      shown.put("description", core.getDescription());
    }
    shown.put("schema", id(core));
    List<SchemaResource> extensions = schemas.extensions(type);
    if (!extensions.isEmpty()) {
      ArrayNode list = shown.putArray("schemaExtensions");
      extensions.forEach(
          extension ->
              list.addObject()
                  .put("schema", id(extension))
                  .put("required", schemas.requires(type, id(extension))));
    }
    return withMeta(shown, "ResourceType", baseUrl + "/ResourceTypes/" + type.scimName());
  }

  private static ObjectNode schema(SchemaResource schema, String baseUrl) {
    ObjectNode shown = JSON.objectNode();
    // The SDK's node ignores case and has members that we do not want; take what the RFC defines.
    ObjectNode written = JsonUtils.valueToNode(schema);
    shown.putArray("schemas").add(URN + "Schema");
    for (String name : List.of("id", "name", "description", "attributes")) {
      if (written.hasNonNull(name)) {
        shown.set(name, written.get(name));
      }
    }
    return withMeta(shown, "Schema", baseUrl + "/Schemas/" + id(schema));
  }

  private static ObjectNode withMeta(ObjectNode shown, String resourceType, String location) {
    shown.putObject("meta").put("resourceType", resourceType).put("location", location);
    return shown;
  }

  private static ObjectNode list(List<ObjectNode> shown) {
    return ResourceLists.message(shown.size(), 1, shown);
  }

  private static String id(SchemaResource schema) {
    return Objects.requireNonNull(schema.getId());
  }
}
