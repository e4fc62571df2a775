package scimbridge.scim;

import java.util.Map;
import java.util.Objects;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/**
 * The operations on resources, over one directory and one way of provisioning.
 *
 * @param resources by resource type
 * @param bulk many of them in one request
 * @param root queries over all types
 */
record Endpoints(
    Map<ResourceType, ResourceEndpoint> resources, BulkEndpoint bulk, RootEndpoint root) {
  private static final String SEARCH = ".search";

  /** Whether a request changes nothing, whatever it is answered. */
  static boolean reads(String method, String[] path) {
    return method.equals("GET") || (method.equals("POST") && path[path.length - 1].equals(SEARCH));
  }

  /**
   * Carries out a request by its method and path.
   *
   * @param path segments after the base URL
   * @throws Fault NOT_FOUND if there is no such address, METHOD_NOT_ALLOWED if it has no such
   *     method
   */
  ScimResponse carryOut(String method, String[] path, ScimRequest request) {
    if (path.length == 1) {
      switch (path[0]) {
        case "Me" -> throw RootEndpoint.noMe();
        case "Bulk", SEARCH -> {
          if (!method.equals("POST")) {
            throw notAllowed(method);
          }
          return path[0].equals(SEARCH) ? root.search(request) : bulk.answer(request);
        }
        default -> {}
      }
    }
    ResourceEndpoint endpoint = endpoint(path);
    if (path.length == 1) {
      return switch (method) {
        case "GET" -> endpoint.list(request);
        case "POST" -> endpoint.create(request);
        default -> throw notAllowed(method);
      };
    }
    if (path[1].equals(SEARCH) && method.equals("POST")) {
      return endpoint.search(request);
    }
    return switch (method) {
      case "GET" -> endpoint.read(request, path[1]);
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
    throw Fault.of(Fault.Kind.NOT_FOUND, "There is nothing at this address.");
  }

  private static Fault notAllowed(String method) {
    return Fault.of(
        Fault.Kind.METHOD_NOT_ALLOWED, "The method " + method + " is not for this address.");
  }
}
