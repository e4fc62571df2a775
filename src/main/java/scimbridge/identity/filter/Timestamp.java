package scimbridge.identity.filter;

import java.util.Optional;

/** The two points in time that every resource has (RFC 7643 §3.1). */
public enum Timestamp {
  /** {@code meta.created}. */
  CREATED("meta.created"),
  /** {@code meta.lastModified}. */
  LAST_MODIFIED("meta.lastModified");

  private final String path;

  Timestamp(String path) {
    this.path = path;
  }

  /** The attribute in SCIM notation. */
  public String path() {
    return path;
  }

  /** The one with this path. */
  static Optional<Timestamp> at(String path) {
    for (Timestamp timestamp : values()) {
      if (timestamp.path.equals(path)) {
        return Optional.of(timestamp);
      }
    }
    return Optional.empty();
  }
}
