package scimbridge.http;

import scimbridge.fault.Fault;

/** Writes the SCIM error message (RFC 7644 §3.12) of a fault, as UTF-8 JSON. */
@FunctionalInterface
public interface ErrorBody {
  /** The message. It must not fail. */
  byte[] of(Fault fault);
}
