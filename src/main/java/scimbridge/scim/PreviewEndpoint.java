package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import scimbridge.fault.Fault;
import scimbridge.plan.CognitoCall;
import scimbridge.provisioning.PlannedCalls;
import scimbridge.provisioning.Preview;
import scimbridge.provisioning.Preview.Shown;

/**
 * Any SCIM request for resources, answered with what it would be answered and which calls to
 * Cognito it would take. Nothing is changed. A request that could not be previewed is refused, with
 * the reason. A read changes nothing anyway and is carried out.
 */
final class PreviewEndpoint {
  private static final String PREVIEW = "urn:scimbridge:params:scim:api:messages:2.0:Preview";
  private static final PlannedCalls NO_CALL = new PlannedCalls(List.of(), List.of(), 0);
  private static final Set<String> DISCOVERY =
      Set.of("ServiceProviderConfig", "ResourceTypes", "Schemas");

  private final Preview preview;
  private final Endpoints real;
  private final Function<Preview.Stage, Endpoints> endpoints;

  PreviewEndpoint(Preview preview, Endpoints real, Function<Preview.Stage, Endpoints> endpoints) {
    this.preview = preview;
    this.real = real;
    this.endpoints = endpoints;
  }

  ScimResponse answer(String method, String path, ScimRequest request) {
    String[] segments = path.split("/", -1);
    if (DISCOVERY.contains(segments[0])) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND, "There is no preview of discovery; read it under the base URL.");
    }
    Shown<ScimResponse> shown =
        Endpoints.reads(method, segments)
            ? new Shown<>(attempt(real, method, segments, request), NO_CALL)
            : preview.of(
                request.app().id(),
                stage -> attempt(endpoints.apply(stage), method, segments, request));
    return ScimResponse.of(200, message(shown));
  }

  /** What the client would be told is part of the preview; what keeps it from being made is not. */
  private static ScimResponse attempt(
      Endpoints endpoints, String method, String[] path, ScimRequest request) {
    try {
      return endpoints.carryOut(method, path, request);
    } catch (Fault refused) {
      if (refused.kind() == Fault.Kind.BUSY || refused.kind() == Fault.Kind.INTERNAL) {
        throw refused;
      }
      return ScimErrors.response(refused);
    }
  }

  private static ObjectNode message(Shown<ScimResponse> shown) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add(PREVIEW);
    message.put("status", Integer.toString(shown.answer().status()));
    shown.answer().message().ifPresent(response -> message.set("response", response));
    PlannedCalls planned = shown.planned();
    ArrayNode calls = message.putArray("calls");
    for (CognitoCall call : planned.calls()) {
      calls
          .addObject()
          .put("operation", call.operation())
          .put("pool", call.pool().value())
          .put("sentence", call.describe());
    }
    ArrayNode notes = message.putArray("notes");
    planned.notes().forEach(notes::add);
    message.put("accountsLeftOut", planned.accountsLeftOut());
    ObjectNode cost = message.putObject("cost");
    ObjectNode requests = cost.putObject("requests");
    planned.requests().forEach((category, count) -> requests.put(category, count));
    cost.put("monthlyActiveUsers", planned.monthlyActiveUsers());
    return message;
  }
}
