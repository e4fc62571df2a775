package scimbridge.emulator.fault;

/** What can go wrong. */
public enum FaultKind {
  /** The answer comes late. */
  LATENCY,
  /** {@code TooManyRequestsException}; nothing is done. */
  THROTTLE,
  /** {@code InternalErrorException}, HTTP 500; nothing is done. */
  INTERNAL_ERROR,
  /** The connection is reset; nothing is done. */
  RESET_BEFORE,
  /** The operation is done, then the connection is reset instead of an answer. */
  RESET_AFTER,
  /** The operation is done, then {@code CodeDeliveryFailureException} is answered, as AWS does. */
  CODE_DELIVERY_FAILURE
}
