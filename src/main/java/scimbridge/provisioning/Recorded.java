package scimbridge.provisioning;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/** The cause of a fault that the audit has already, so that it is not written down twice. */
final class Recorded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Recorded(Fault refused) {
    super("in the audit", refused, false, false);
  }

  /** The same fault, marked. */
  static Fault mark(Fault refused) {
    Recorded mark = new Recorded(refused);
    @Nullable Duration retryAfter = refused.retryAfter().orElse(null);
    return retryAfter == null
        ? Fault.of(refused.kind(), refused.detail(), mark)
        : Fault.retryable(refused.kind(), refused.detail(), retryAfter, mark);
  }

  /** Whether this is such a fault, or follows from one. */
  static boolean isMarked(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Recorded) {
        return true;
      }
    }
    return false;
  }
}
