package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one operation, before it is put on the wire.
 *
 * @param status the HTTP status
 * @param body the message, or null if there is none (204, 304)
 * @param location the resource's URL, or null
 * @param etag the resource's entity tag, or null
 * @param retryAfter whole seconds, or null
 */
public record ScimResponse(
    int status,
    @Nullable ObjectNode body,
    @Nullable String location,
    @Nullable String etag,
    @Nullable Long retryAfter) {

  static ScimResponse of(int status, ObjectNode body) {
    return new ScimResponse(status, body, null, null, null);
  }

  static ScimResponse empty(int status) {
    return new ScimResponse(status, null, null, null, null);
  }

  ScimResponse withLocation(String url) {
    return new ScimResponse(status, body, url, etag, retryAfter);
  }

  ScimResponse withEtag(String tag) {
    return new ScimResponse(status, body, location, tag, retryAfter);
  }

  ScimResponse withRetryAfter(OptionalLong seconds) {
    return seconds.isEmpty()
        ? this
        : new ScimResponse(status, body, location, etag, seconds.getAsLong());
  }

  /** The message, if there is one. */
  public Optional<ObjectNode> message() {
    return Optional.ofNullable(body);
  }
}
