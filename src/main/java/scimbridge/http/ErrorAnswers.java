package scimbridge.http;

import java.util.OptionalLong;
import scimbridge.fault.Fault;

/** How a fault is answered: as a SCIM error (RFC 7644 §3.12). */
@FunctionalInterface
public interface ErrorAnswers {
  /** The answer. It must not fail. */
  Answer of(Fault fault);

  /**
   * What the client gets.
   *
   * @param status the HTTP status, which the body names as well
   * @param retryAfter the whole seconds of {@code Retry-After}, if there is to be one
   * @param body JSON
   */
  record Answer(int status, OptionalLong retryAfter, String body) {}
}
