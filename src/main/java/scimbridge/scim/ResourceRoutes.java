package scimbridge.scim;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** HTTP methods to the operations of a resource endpoint; the two routes differ in their path. */
public abstract class ResourceRoutes {
  private final ResourceEndpoint endpoint;
  private final Exchange exchange;

  private ResourceRoutes(ResourceEndpoint endpoint, Exchange exchange) {
    this.endpoint = endpoint;
    this.exchange = exchange;
  }

  /** Lists. */
  @GET
  public Response list(@Context ContainerRequestContext context) {
    return Exchange.response(context, endpoint.list(exchange.request(context, null)));
  }

  /** Lists what the body asks for. */
  @POST
  @Path(".search")
  public Response search(@Context ContainerRequestContext context, InputStream body) {
    return Exchange.response(context, endpoint.search(exchange.request(context, body)));
  }

  /** Creates. */
  @POST
  public Response create(@Context ContainerRequestContext context, InputStream body) {
    return Exchange.response(context, endpoint.create(exchange.request(context, body)));
  }

  /** Reads one. */
  @GET
  @Path("{id}")
  public Response read(@Context ContainerRequestContext context, @PathParam("id") String id) {
    return Exchange.response(context, endpoint.read(exchange.request(context, null), id));
  }

  /** Replaces. */
  @PUT
  @Path("{id}")
  public Response replace(
      @Context ContainerRequestContext context, @PathParam("id") String id, InputStream body) {
    return Exchange.response(context, endpoint.replace(exchange.request(context, body), id));
  }

  /** Changes. */
  @PATCH
  @Path("{id}")
  public Response patch(
      @Context ContainerRequestContext context, @PathParam("id") String id, InputStream body) {
    return Exchange.response(context, endpoint.patch(exchange.request(context, body), id));
  }

  /** Deletes. */
  @DELETE
  @Path("{id}")
  public Response delete(@Context ContainerRequestContext context, @PathParam("id") String id) {
    return Exchange.response(context, endpoint.delete(exchange.request(context, null), id));
  }

  /** {@code /Users}. */
  @Path("/Users")
  public static final class Users extends ResourceRoutes {
    Users(ResourceEndpoint endpoint, Exchange exchange) {
      super(endpoint, exchange);
    }
  }

  /** {@code /Groups}. */
  @Path("/Groups")
  public static final class Groups extends ResourceRoutes {
    Groups(ResourceEndpoint endpoint, Exchange exchange) {
      super(endpoint, exchange);
    }
  }
}
