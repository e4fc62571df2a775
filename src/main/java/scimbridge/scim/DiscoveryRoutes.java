package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import scimbridge.fault.Fault;
import scimbridge.identity.RequestProperties;

/**
 * The discovery endpoints (RFC 7644 §4). Paging is ignored, a filter is forbidden; whether a token
 * is needed is decided before the request comes here.
 */
@Path("/")
public final class DiscoveryRoutes {
  private final Discovery discovery;
  private final Exchange exchange;

  DiscoveryRoutes(Discovery discovery, Exchange exchange) {
    this.discovery = discovery;
    this.exchange = exchange;
  }

  /** What the server can do. */
  @GET
  @Path("ServiceProviderConfig")
  public Response serviceProviderConfig(@Context ContainerRequestContext context) {
    boolean passwords = exchange.usesPasswords(context);
    return answer(context, discovery.serviceProviderConfig(baseUrl(context), passwords));
  }

  /** Users and groups. */
  @GET
  @Path("ResourceTypes")
  public Response resourceTypes(@Context ContainerRequestContext context) {
    return answer(context, discovery.resourceTypes(exchange.schemas(context), baseUrl(context)));
  }

  /** One of them. */
  @GET
  @Path("ResourceTypes/{id}")
  public Response resourceType(
      @Context ContainerRequestContext context, @PathParam("id") String id) {
    return answer(context, discovery.resourceType(exchange.schemas(context), id, baseUrl(context)));
  }

  /** Every schema. */
  @GET
  @Path("Schemas")
  public Response schemas(@Context ContainerRequestContext context) {
    return answer(context, discovery.schemas(exchange.schemas(context), baseUrl(context)));
  }

  /** One schema, by its URN. */
  @GET
  @Path("Schemas/{urn}")
  public Response schema(@Context ContainerRequestContext context, @PathParam("urn") String urn) {
    return answer(context, discovery.schema(exchange.schemas(context), urn, baseUrl(context)));
  }

  private static Response answer(ContainerRequestContext context, ObjectNode message) {
    if (Exchange.parameters(context).containsKey("filter")) {
      throw Fault.of(Fault.Kind.FORBIDDEN, "Discovery endpoints cannot be filtered.");
    }
    return Exchange.response(context, ScimResponse.of(200, message));
  }

  private static String baseUrl(ContainerRequestContext context) {
    return Exchange.property(context, RequestProperties.BASE_URL);
  }
}
