package scimbridge.provisioning;

import scimbridge.fault.Fault;

/**
 * Removal of access goes through, also when the request that asks for it asks for something else
 * that cannot be had: the removal is then carried out alone, and the client still gets the error.
 */
final class Removals {
  private Removals() {}

  /** Whether a fault is about the rest of the request, so that its removal is carried out alone. */
  static boolean outlive(Fault refused) {
    return switch (refused.kind()) {
      case UNIQUENESS, MUTABILITY, INVALID_VALUE, FORBIDDEN, TOO_MANY, THROTTLED -> true;
      default -> false;
    };
  }

  /** The error that the client gets. */
  static Fault done(Fault refused, String what) {
    String detail = refused.detail() + " " + what;
    return refused
        .retryAfter()
        .map(later -> Fault.retryable(refused.kind(), detail, later, refused))
        .orElseGet(() -> Fault.of(refused.kind(), detail, refused));
  }
}
