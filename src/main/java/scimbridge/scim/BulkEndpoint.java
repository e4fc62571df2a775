package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import scimbridge.identity.ResourceType;
import scimbridge.provisioning.Provisioning;
import scimbridge.scim.bulk.BulkOperation;
import scimbridge.scim.bulk.BulkOperation.Understood;
import scimbridge.scim.bulk.BulkOrder;
import scimbridge.scim.bulk.BulkRequest;
import scimbridge.scim.bulk.IndependentCreations;
import scimbridge.scim.dialect.BulkDialect;

/**
 * {@code /Bulk} (RFC 7644 §3.7): many operations in one request, each with an answer of its own in
 * the order of the request. What one operation fails of undoes no other, except those that refer to
 * each other in a circle.
 *
 * <p>The operations run one after the other, for their order may matter; only creations in a row
 * that have nothing to do with each other run side by side. All share one wait: what Cognito has
 * not taken when it ends is accepted as pending, or refused, as the app chose.
 */
final class BulkEndpoint {
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

  private final Provisioning provisioning;
  private final Map<ResourceType, ResourceEndpoint> endpoints;
  private final ScimLimits limits;
  private final WriteRefusals refusals;

  BulkEndpoint(
      Provisioning provisioning,
      Map<ResourceType, ResourceEndpoint> endpoints,
      ScimLimits limits,
      WriteRefusals refusals) {
    this.refusals = refusals;
    this.provisioning = provisioning;
    this.endpoints = Map.copyOf(endpoints);
    this.limits = limits;
  }

  ScimResponse answer(ScimRequest request) {
    BulkRequest bulk =
        BulkDialect.read(request.message(), request.app().strict(), limits.maxBulkOperations());
    BulkRun run =
        new BulkRun(
            new BulkCalls(
                endpoints, request.until(provisioning.deadline(request.app().id())), refusals));
    Deque<List<BulkOperation>> units = new ArrayDeque<>(BulkOrder.of(bulk.operations()));
    while (!units.isEmpty() && run.failures() < bulk.failOnErrors()) {
      List<Understood> creations =
          bulk.stopsOnErrors() ? List.of() : IndependentCreations.takeFrom(units);
      if (creations.isEmpty()) {
        run.carryOut(units.removeFirst());
      } else {
        run.sideBySide(creations);
      }
    }
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add(RESPONSE);
    ArrayNode answers = message.putArray("Operations");
    run.answers().forEach(answers::add);
    return ScimResponse.of(200, message);
  }
}
