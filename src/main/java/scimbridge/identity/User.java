package scimbridge.identity;

import java.time.Instant;

/** A user of an app's directory (RFC 7643 §4.1). */
public record User(
    AppId app,
    ResourceId id,
    long version,
    Instant created,
    Instant lastModified,
    Attributes attributes)
    implements Resource {

  /** The client's name for the user, in the case it was sent. */
  public String userName() {
    return attributes.string("userName").orElseThrow();
  }

  /** Whether the user may have access; a client that never says so means yes. */
  public boolean active() {
    return attributes.bool("active").orElse(true);
  }

  /** The same after a change: its next version. */
  public User changed(Instant now, Attributes others) {
    return new User(app, id, version + 1, created, now, others);
  }

  @Override
  public ResourceType type() {
    return ResourceType.USER;
  }
}
