package scimbridge.directory.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import scimbridge.fault.Fault;

/** What exceptions of JDBC mean to the rest of the bridge. */
final class StoreFaults {
  private static final Duration SOON = Duration.ofSeconds(1);

  private StoreFaults() {}

  /** The fault to throw for an exception of the store; its detail shows nothing of the store. */
  static Fault of(Throwable failure) {
    Optional<SQLException> cause = sqlException(failure);
    if (cause.filter(StoreFaults::outOfReach).isPresent()) {
      return Fault.retryable(
          Fault.Kind.BUSY, "The store cannot be written or reached now.", SOON, failure);
    }
    return Fault.of(
        Fault.Kind.INTERNAL,
        "The store failed"
            + cause.map(SQLException::getMessage).map(message -> ": " + message).orElse("."),
        failure);
  }

  /** The store, or one part of it, has no room for this now. */
  static Fault busy(String detail) {
    return Fault.retryable(Fault.Kind.BUSY, detail, SOON);
  }

  /** The exception of the driver behind an exception. */
  static Optional<SQLException> sqlException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static boolean outOfReach(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_FULL;
    }
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        // 08: connection; 53: no room; 57P: the server is shut down or starting.
        || (state != null
            && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")));
  }
}
