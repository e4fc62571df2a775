package scimbridge.identity;

import java.time.Instant;

/** A group of an app's directory (RFC 7643 §4.2); its members are rows of their own. */
public record Group(
    AppId app,
    ResourceId id,
    long version,
    Instant created,
    Instant lastModified,
    Attributes attributes)
    implements Resource {

  /** The name people see. */
  public String displayName() {
    return attributes.string("displayName").orElseThrow();
  }

  /** The same after a change: its next version. */
  public Group changed(Instant now, Attributes others) {
    return new Group(app, id, version + 1, created, now, others);
  }

  @Override
  public ResourceType type() {
    return ResourceType.GROUP;
  }
}
