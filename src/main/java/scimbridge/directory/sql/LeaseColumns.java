package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.SqlStatement;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;

/** The columns that tables of leased things have in common: the lease and the progress. */
final class LeaseColumns {
  /** Sets the columns of {@link Progress}. */
  static final String SET_PROGRESS =
      "state = :state, reason = :reason, since = :since, attempts = :attempts,"
          + " next_attempt = :nextAttempt, uncertain_until = :uncertainUntil, urgent = :urgent";

  /** Takes the lease. */
  static final String SET_LEASE =
      "lease_owner = :owner, lease_epoch = lease_epoch + 1, lease_until = :until";

  /** Holds the lease of what could not be read when it was due: nobody works on it. */
  static final String UNREADABLE = "unreadable";

  /** The same where whoever had the lease before had not given it back. */
  static final String UNREADABLE_LEFT = "unreadable, left at work";

  /** What of a table is held by either, or, with {@code NOT IN}, is not. */
  static final String HOLDERS = "('" + UNREADABLE + "', '" + UNREADABLE_LEFT + "')";

  /** The columns of progress and lease, and their values, for INSERT. */
  static final String COLUMNS =
      "state, reason, since, attempts, next_attempt, uncertain_until, urgent,"
          + " lease_owner, lease_epoch, lease_until";

  static final String VALUES =
      ":state, :reason, :since, :attempts, :nextAttempt, :uncertainUntil, :urgent, :owner, :epoch, :until";

  private LeaseColumns() {}

  static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        Columns.text(row, "lease_owner"),
        row.getLong("lease_epoch"),
        Columns.instant(row, "lease_until"));
  }

  /** Whether it could not be read when it was last due. */
  static boolean wasUnreadable(Lease lease) {
    return lease.owner().equals(UNREADABLE) || lease.owner().equals(UNREADABLE_LEFT);
  }

  /** Whether nobody can have left work on it half done. */
  static boolean isClean(Lease lease) {
    return lease.returned() || lease.owner().equals(UNREADABLE);
  }

  /** The lease that {@link #SET_LEASE} is about to make of the one in this row. */
  static Lease nextLease(ResultSet row, String owner, Instant until) throws SQLException {
    return new Lease(
        owner, row.getLong("lease_epoch") + 1, Instant.ofEpochMilli(until.toEpochMilli()));
  }

  static Progress progress(ResultSet row) throws SQLException {
    return new Progress(
        Progress.State.valueOf(Columns.text(row, "state")),
        row.getString("reason"),
        Columns.instantOrNull(row, "since"),
        row.getInt("attempts"),
        Columns.instantOrNull(row, "next_attempt"),
        Columns.instantOrNull(row, "uncertain_until"),
        Columns.flag(row, "urgent"));
  }

  static <S extends SqlStatement<S>> S bind(S statement, Lease lease) {
    return statement
        .bind("owner", lease.owner())
        .bind("epoch", lease.epoch())
        .bind("until", lease.until().toEpochMilli());
  }

  static <S extends SqlStatement<S>> S bind(S statement, Progress progress) {
    return statement
        .bind("state", progress.state().name())
        .bind("reason", progress.reason())
        .bind("since", Columns.millis(progress.since()))
        .bind("attempts", progress.attempts())
        .bind("nextAttempt", Columns.millis(progress.nextAttempt()))
        .bind("uncertainUntil", Columns.millis(progress.uncertainUntil()))
        .bind("urgent", Columns.flag(progress.urgent()));
  }
}
