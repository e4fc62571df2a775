package scimbridge.directory.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import scimbridge.fault.Fault;

/** What exceptions of JDBC mean to the rest of the bridge. */
final class StoreFaults {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration ONCE_THERE_IS_ROOM = Duration.ofSeconds(10);

  /** Extended result codes of SQLite have the primary one in their last byte. */
  private static final int PRIMARY = 0xff;

  private StoreFaults() {}

  /** The fault to throw for an exception of the store; its detail shows nothing of the store. */
  static Fault of(Throwable failure) {
    if (isFull(failure)) {
      return full(failure);
    }
    Optional<SQLException> cause = sqlException(failure);
    if (cause.filter(StoreFaults::outOfReach).isPresent()) {
      return Fault.retryable(
          Fault.Kind.BUSY,
          "The bridge's store cannot be written or reached now; repeat the request later. If it"
              + " lasts, the log of the bridge says why.",
          SOON,
          failure);
    }
    return Fault.of(
        Fault.Kind.INTERNAL,
        "The store failed"
            + cause.map(SQLException::getMessage).map(message -> ": " + message).orElse("."),
        failure);
  }

  /** The disk is full: what an administrator reads who sees nothing but the answer to a client. */
  static Fault full(@Nullable Throwable failure) {
    String detail =
        "The disk of the bridge's store is full, so no change can be written. Make room on it; the"
            + " bridge then goes on by itself.";
    return failure == null
        ? Fault.retryable(Fault.Kind.BUSY, detail, ONCE_THERE_IS_ROOM)
        : Fault.retryable(Fault.Kind.BUSY, detail, ONCE_THERE_IS_ROOM, failure);
  }

  /** Whether that is behind an exception. */
  static boolean isFull(Throwable failure) {
    return sqlException(failure).filter(StoreFaults::saysFull).isPresent();
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

  private static boolean saysFull(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL
        : "53100".equals(failure.getSQLState());
  }

  /** A quota of the file system that is used up is an input/output error to SQLite. */
  private static boolean outOfReach(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      int code = sqlite.getResultCode().code & PRIMARY;
      return code == SQLiteErrorCode.SQLITE_BUSY.code
          || code == SQLiteErrorCode.SQLITE_IOERR.code
          || code == SQLiteErrorCode.SQLITE_READONLY.code
          || code == SQLiteErrorCode.SQLITE_CANTOPEN.code;
    }
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        // 08: connection; 53: no room; 57P: the server is shut down or starting.
        || (state != null
            && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")));
  }
}
