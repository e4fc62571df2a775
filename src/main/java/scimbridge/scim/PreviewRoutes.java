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
import org.jspecify.annotations.Nullable;
import scimbridge.identity.RequestProperties;

/** {@code /preview/v2/…}: the addresses and messages of SCIM, and nothing happens. */
@Path("/" + RequestProperties.PREVIEW + "/{path: .*}")
public final class PreviewRoutes {
  private final PreviewEndpoint endpoint;
  private final Exchange exchange;

  PreviewRoutes(PreviewEndpoint endpoint, Exchange exchange) {
    this.endpoint = endpoint;
    this.exchange = exchange;
  }

  /** A read, which takes no call. */
  @GET
  public Response get(@Context ContainerRequestContext context, @PathParam("path") String path) {
    return answer(context, path, null);
  }

  /** A creation, a search, or many operations. */
  @POST
  public Response post(
      @Context ContainerRequestContext context, @PathParam("path") String path, InputStream body) {
    return answer(context, path, body);
  }

  /** A replacement. */
  @PUT
  public Response put(
      @Context ContainerRequestContext context, @PathParam("path") String path, InputStream body) {
    return answer(context, path, body);
  }

  /** A change. */
  @PATCH
  public Response patch(
      @Context ContainerRequestContext context, @PathParam("path") String path, InputStream body) {
    return answer(context, path, body);
  }

  /** A deletion. */
  @DELETE
  public Response delete(@Context ContainerRequestContext context, @PathParam("path") String path) {
    return answer(context, path, null);
  }

  private Response answer(
      ContainerRequestContext context, String path, @Nullable InputStream body) {
    return Exchange.response(
        context, endpoint.answer(context.getMethod(), path, exchange.request(context, body)));
  }
}
