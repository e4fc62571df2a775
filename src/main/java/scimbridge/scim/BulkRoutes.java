package scimbridge.scim;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** {@code /Bulk}. */
@Path("/Bulk")
public final class BulkRoutes {
  private final BulkEndpoint endpoint;
  private final Exchange exchange;

  BulkRoutes(BulkEndpoint endpoint, Exchange exchange) {
    this.endpoint = endpoint;
    this.exchange = exchange;
  }

  /** Carries many operations out. */
  @POST
  public Response bulk(@Context ContainerRequestContext context, InputStream body) {
    return Exchange.response(context, endpoint.answer(exchange.request(context, body)));
  }
}
