package scimbridge.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.scim.bulk.BulkOperation;
import scimbridge.scim.bulk.BulkOperation.Understood;

/** Single operations of one bulk request, sent to the endpoint of their resource type. */
final class BulkCalls {
  private static final Logger LOG = LoggerFactory.getLogger(BulkCalls.class);

  private final Map<ResourceType, ResourceEndpoint> endpoints;
  private final ScimRequest bulk;
  private final WriteRefusals refusals;

  BulkCalls(
      Map<ResourceType, ResourceEndpoint> endpoints, ScimRequest bulk, WriteRefusals refusals) {
    this.refusals = refusals;
    this.endpoints = endpoints;
    this.bulk = bulk;
  }

  /** Carries one out; what it cannot is thrown. */
  ScimResponse send(Understood operation) {
    ResourceEndpoint endpoint = Objects.requireNonNull(endpoints.get(operation.type()));
    String id = operation.id();
    return switch (operation.kind()) {
      // Nobody reads the resource in the answer of a bulk request, so it is not put together.
      case POST -> endpoint.create(request(operation, Map.of("attributes", "id")));
      case PUT -> endpoint.replace(request(operation, Map.of("attributes", "id")), id);
      case PATCH -> endpoint.patch(request(operation, Map.of()), id);
      case DELETE -> endpoint.delete(request(operation, Map.of()), id);
    };
  }

  private ScimRequest request(Understood operation, Map<String, String> parameters) {
    return bulk.part(operation.index(), parameters, operation.version(), operation.data());
  }

  /** The answer to an operation that was carried out. */
  ObjectNode done(Understood operation, String id, ScimResponse answer) {
    ObjectNode shown = begin(operation);
    shown.put("location", location(operation.type(), id));
    if (answer.etag() != null) {
      shown.put("version", answer.etag());
    }
    return shown.put("status", Integer.toString(answer.status()));
  }

  /** The answer to an operation that was not. */
  ObjectNode failed(BulkOperation operation, @Nullable String id, RuntimeException thrown) {
    // What an endpoint refused is told already; this is for what no endpoint was asked for.
    Fault fault =
        refusals.told(bulk.part(operation.index(), Map.of(), null, null).origin(), "bulk", thrown);
    if (fault.kind() == Fault.Kind.INTERNAL) {
      LOG.error(
          "Operation {} of bulk request {} failed", operation.index(), bulk.requestId(), thrown);
    }
    ObjectNode shown = begin(operation);
    if (id != null && operation instanceof Understood understood) {
      shown.put("location", location(understood.type(), id));
    }
    ObjectNode error = ScimErrors.message(fault);
    shown.set("response", error);
    return shown.put("status", error.path("status").asText());
  }

  /** The fault of an operation that names a resource which was not created. */
  static Fault dependsOn(BulkOperation operation, String bulkId) {
    return Fault.of(
        Fault.Kind.CONFLICT,
        "Operations["
            + operation.index()
            + "] needs bulkId:"
            + bulkId
            + ", which was not created; see the answer to that operation.");
  }

  static String createdId(ScimResponse answer) {
    return answer.message().orElseThrow().path("id").asText();
  }

  private String location(ResourceType type, String id) {
    return bulk.baseUrl() + type.endpoint() + "/" + id;
  }

  private static ObjectNode begin(BulkOperation operation) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode().put("method", operation.method());
    if (operation.bulkId() != null) {
      shown.put("bulkId", operation.bulkId());
    }
    return shown;
  }
}
