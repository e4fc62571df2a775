package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.provisioning.Provisioning;

/**
 * One operation that a client asks for, free of HTTP: an element of a bulk request is one as well.
 *
 * @param app the app whose token came with it
 * @param schemas the app's schemas, one snapshot for the whole operation
 * @param actor the token's public id
 * @param requestId the request's id, for log and audit
 * @param baseUrl what {@code Location} and {@code $ref} start with; no trailing slash
 * @param parameters query parameters, decoded; names in any case, the first of equal names counts
 * @param ifMatch the header, or null
 * @param ifNoneMatch the header, or null
 * @param body the message, or null if the request has none
 * @param deadline until when it may wait for Cognito; null for a wait of its own
 */
public record ScimRequest(
    App app,
    Schemas schemas,
    String actor,
    String requestId,
    String baseUrl,
    Map<String, String> parameters,
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable ObjectNode body,
    @Nullable Instant deadline) {

  /** Copies the parameters. */
  public ScimRequest {
    TreeMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      copy.putIfAbsent(parameter.getKey(), parameter.getValue());
    }
    parameters = Collections.unmodifiableMap(copy);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  ObjectNode message() {
    if (body == null) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, "The request needs a JSON body and has none.");
    }
    return body;
  }

  /** The same request, ending its wait with others that have the same deadline. */
  ScimRequest until(Instant shared) {
    return new ScimRequest(
        app, schemas, actor, requestId, baseUrl, parameters, ifMatch, ifNoneMatch, body, shared);
  }

  /**
   * A part of this request that is an operation of its own.
   *
   * @param number tells the part from the others in log and audit
   */
  ScimRequest part(
      int number,
      Map<String, String> itsParameters,
      @Nullable String version,
      @Nullable ObjectNode itsBody) {
    return new ScimRequest(
        app,
        schemas,
        actor,
        requestId + "/" + number,
        baseUrl,
        itsParameters,
        version,
        null,
        itsBody,
        deadline);
  }

  /** The same request with other parameters. */
  ScimRequest withParameters(Map<String, String> others) {
    return new ScimRequest(
        app, schemas, actor, requestId, baseUrl, others, ifMatch, ifNoneMatch, body, deadline);
  }

  Provisioning.Request origin() {
    return new Provisioning.Request(app.id(), actor, requestId, deadline);
  }
}
