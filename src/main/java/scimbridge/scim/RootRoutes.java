package scimbridge.scim;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** HTTP methods to the operations of the {@link RootEndpoint}. */
@Path("/")
public final class RootRoutes {
  private final RootEndpoint endpoint;
  private final Exchange exchange;

  RootRoutes(RootEndpoint endpoint, Exchange exchange) {
    this.endpoint = endpoint;
    this.exchange = exchange;
  }

  /** Lists users and groups. */
  @GET
  public Response list(@Context ContainerRequestContext context) {
    return Exchange.response(context, endpoint.list(exchange.request(context, null)));
  }

  /** Lists the users and groups that the body asks for. */
  @POST
  @Path(".search")
  public Response search(@Context ContainerRequestContext context, InputStream body) {
    return Exchange.response(context, endpoint.search(exchange.request(context, body)));
  }

  /** See {@link #noMe}. */
  @GET
  @Path("Me")
  public Response readMe(@Context ContainerRequestContext context) {
    return noMe(context);
  }

  /** See {@link #noMe}. */
  @POST
  @Path("Me")
  public Response createMe(@Context ContainerRequestContext context) {
    return noMe(context);
  }

  /** See {@link #noMe}. */
  @PUT
  @Path("Me")
  public Response replaceMe(@Context ContainerRequestContext context) {
    return noMe(context);
  }

  /** See {@link #noMe}. */
  @PATCH
  @Path("Me")
  public Response patchMe(@Context ContainerRequestContext context) {
    return noMe(context);
  }

  /** See {@link #noMe}. */
  @DELETE
  @Path("Me")
  public Response deleteMe(@Context ContainerRequestContext context) {
    return noMe(context);
  }

  /** RFC 7644 §3.11: 501 from a service that has no such alias. */
  private static Response noMe(ContainerRequestContext context) {
    return Exchange.error(context, RootEndpoint.noMe());
  }
}
