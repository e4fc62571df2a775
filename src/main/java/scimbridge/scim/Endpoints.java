package scimbridge.scim;

import java.util.Map;
import java.util.Objects;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/**
 * The operations that change something, over one directory and one way of provisioning.
 *
 * @param resources by resource type
 * @param bulk many of them in one request
 */
record Endpoints(Map<ResourceType, ResourceEndpoint> resources, BulkEndpoint bulk) {

  /**
   * Carries out a request by its method and path.
   *
   * @param path segments after the base URL
   * @throws Fault NOT_FOUND if there is no such address, METHOD_NOT_ALLOWED if it has no such
   *     method
   */
  ScimResponse carryOut(String method, String[] path, ScimRequest request) {
    if (path.length == 1 && path[0].equals("Bulk")) {
      if (!method.equals("POST")) {
        throw notAllowed(method);
      }
      return bulk.answer(request);
    }
    ResourceEndpoint endpoint = endpoint(path);
    if (path.length == 1) {
      if (!method.equals("POST")) {
        throw notAllowed(method);
      }
      return endpoint.create(request);
    }
    return switch (method) {
      case "PUT" -> endpoint.replace(request, path[1]);
      case "PATCH" -> endpoint.patch(request, path[1]);
      case "DELETE" -> endpoint.delete(request, path[1]);
      default -> throw notAllowed(method);
    };
  }

  /** The operations on one resource type. */
  ResourceEndpoint of(ResourceType type) {
    return Objects.requireNonNull(resources.get(type));
  }

  private ResourceEndpoint endpoint(String[] path) {
    for (ResourceType type : ResourceType.values()) {
      if (path.length <= 2 && type.endpoint().equals("/" + path[0])) {
        return of(type);
      }
    }
    throw Fault.of(Fault.Kind.NOT_FOUND, "There is nothing at this address that can be changed.");
  }

  private static Fault notAllowed(String method) {
    return Fault.of(
        Fault.Kind.METHOD_NOT_ALLOWED, "The method " + method + " is not for this address.");
  }
}
