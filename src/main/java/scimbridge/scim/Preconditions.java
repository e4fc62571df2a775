package scimbridge.scim;

import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Resource;

/**
 * Versions (RFC 7644 §3.14): weak entity tags made of the version counter.
 *
 * <p>The counter counts what the client assigned. What the server derives ({@code User.groups}, the
 * provisioning extension) is not part of it, which is what makes the tag weak.
 */
final class Preconditions {
  private final @Nullable String ifMatch;
  private final @Nullable String ifNoneMatch;

  private Preconditions(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    this.ifMatch = ifMatch;
    this.ifNoneMatch = ifNoneMatch;
  }

  static Preconditions of(ScimRequest request) {
    return new Preconditions(request.ifMatch(), request.ifNoneMatch());
  }

  static String etag(Resource resource) {
    return "W/\"" + resource.version() + "\"";
  }

  /** Throws if the client wants to change another version than this. */
  void check(Resource current) {
    if ((ifMatch != null && !names(ifMatch, current))
        || (ifNoneMatch != null && names(ifNoneMatch, current))) {
      throw Fault.of(
          Fault.Kind.VERSION_MISMATCH,
          "The resource has version " + etag(current) + " now, which the request does not expect.");
    }
  }

  /** Whether a GET can be answered 304, and throws if it asks for another version. */
  boolean notModified(Resource current) {
    if (ifMatch != null && !names(ifMatch, current)) {
      check(current);
    }
    return ifNoneMatch != null && names(ifNoneMatch, current);
  }

  /** Weak comparison (RFC 9110 §8.8.3.2); quotes that a client forgot are not held against it. */
  private static boolean names(String header, Resource current) {
    String version = Long.toString(current.version());
    for (String listed : header.split(",", -1)) {
      String tag = listed.strip();
      if (tag.equals("*")) {
        return true;
      }
      if (tag.startsWith("W/") || tag.startsWith("w/")) {
        tag = tag.substring(2);
      }
      if (tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
        tag = tag.substring(1, tag.length() - 1);
      }
      if (tag.equals(version)) {
        return true;
      }
    }
    return false;
  }
}
