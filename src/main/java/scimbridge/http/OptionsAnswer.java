package scimbridge.http;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response.Status;

/**
 * The methods of an address are in {@code Allow} and nowhere else: SCIM has no body for them, and
 * Jersey's would be plain text.
 */
final class OptionsAnswer implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getMethod().equals(HttpMethod.OPTIONS)
        && response.getStatus() == Status.OK.getStatusCode()) {
      response.setStatus(Status.NO_CONTENT.getStatusCode());
      response.setEntity(null);
    }
  }
}
