package scimbridge.scim;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;

/**
 * Takes doubled slashes out of the path before routes are matched: administrators paste base URLs
 * with a trailing slash, and clients put {@code /Users} behind it. One trailing slash is no matter
 * to JAX-RS.
 */
@Provider
@PreMatching
public final class PathTidying implements ContainerRequestFilter {
  PathTidying() {}

  @Override
  public void filter(ContainerRequestContext context) {
    URI uri = context.getUriInfo().getRequestUri();
    String path = uri.getRawPath();
    if (path != null && path.contains("//")) {
      context.setRequestUri(
          UriBuilder.fromUri(uri).replacePath(path.replaceAll("/{2,}", "/")).build());
    }
  }
}
