package scimbridge.identity;

import java.time.Instant;

/** What all resources have: RFC 7643 §3.1. */
public sealed interface Resource permits User, Group {
  /** The app whose directory holds it. */
  AppId app();

  /** The SCIM {@code id}. */
  ResourceId id();

  /** Counts accepted changes, from 1; the weak ETag is made of it. */
  long version();

  /** {@code meta.created}, to the millisecond. */
  Instant created();

  /** {@code meta.lastModified}, to the millisecond. */
  Instant lastModified();

  /** Everything the client assigned. */
  Attributes attributes();

  /** User or group. */
  ResourceType type();
}
