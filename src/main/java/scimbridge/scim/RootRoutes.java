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
import scimbridge.fault.Fault;

/** What belongs to no resource type: queries over all of them (RFC 7644 §3.4.2.1) and /Me. */
@Path("/")
public final class RootRoutes {
  private final ResourceLists lists;
  private final Intake intake;
  private final Exchange exchange;

  RootRoutes(ResourceLists lists, Intake intake, Exchange exchange) {
    this.lists = lists;
    this.intake = intake;
    this.exchange = exchange;
  }

  /** Lists users and groups. */
  @GET
  public Response list(@Context ContainerRequestContext context) {
    return answer(context, exchange.request(context, null));
  }

  /** Lists the users and groups that the body asks for. */
  @POST
  @Path(".search")
  public Response search(@Context ContainerRequestContext context, InputStream body) {
    return answer(context, SearchMessage.asQuery(exchange.request(context, body)));
  }

  private Response answer(ContainerRequestContext context, ScimRequest request) {
    return Exchange.response(context, lists.all(request, type -> intake.selection(request, type)));
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
    return Exchange.error(
        context,
        Fault.of(
            Fault.Kind.NOT_IMPLEMENTED,
            "A token of this service stands for an app and not for a user, so there is no /Me."));
  }
}
