package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.directory.sql.UnreadableRows.RowKey;
import scimbridge.identity.AppId;

/**
 * What background workers ask of a table of leased things: what is due, and when the next will be.
 * A thing whose resource has an open proposal is left to whoever works on the proposal.
 */
final class DueWork<T> {
  /**
   * What is pending already goes on waiting: since when it waits and how often it was tried belong
   * together, or whoever never works out would pass for a backlog each time it is marked.
   */
  static final String GOES_ON_WAITING =
      " since = CASE WHEN state = 'PENDING' AND since IS NOT NULL THEN since ELSE :now END,"
          + " attempts = CASE WHEN state = 'PENDING' THEN attempts ELSE 0 END";

  /** In how many pieces what cannot be read is passed over before anything else is done. */
  private static final int PIECES = 100;

  /** That it can be read as far as anybody knows. */
  static final String MAYBE_READABLE = " AND lease_owner NOT IN " + LeaseColumns.HOLDERS;

  private static final String STATES =
      Stream.of(Progress.State.values())
          .map(state -> "'" + state + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  private final Statements statements;
  private final LeasedRows<T> rows;
  private final String table;
  private final String setLease;
  private final String one;
  private final String free;

  /**
   * @param rows those of a table with the columns of {@link LeaseColumns}
   * @param resource its column with the id of the resource that a proposal would be on
   */
  DueWork(Statements statements, LeasedRows<T> rows, String resource) {
    this.statements = statements;
    this.rows = rows;
    this.table = rows.table().name();
    this.one =
        rows.table().key().stream()
            .map(column -> column + " = :" + column)
            .collect(Collectors.joining(" AND ", " WHERE ", ""));
    this.setLease = "UPDATE " + table + " SET " + LeaseColumns.SET_LEASE + one;
    this.free =
        "state = 'PENDING' AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.app = "
            + table
            + ".app AND p.resource = "
            + table
            + "."
            + resource
            + ")"
            + standsStill(table, "source")
            + standsStill(table, "target");
  }

  /** While an app's directory is on its way to another, nobody works on either. */
  private static String standsStill(String table, String role) {
    return " AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t." + role + " = " + table + ".app)";
  }

  /**
   * The apps of which anything is pending; one step for each of them, in the index of what is due
   * of an app. Its whole order is asked for, or SQLite would walk through what is in step in
   * another.
   */
  List<AppId> waitingApps() {
    String pending = "SELECT app FROM " + table + " WHERE state = 'PENDING'";
    String first = " ORDER BY app, urgent, next_attempt LIMIT 1";
    return statements
        .query(
            "WITH RECURSIVE waiting (app) AS (SELECT app FROM ("
                + pending
                + " AND app > ''"
                + first
                + ") one UNION ALL SELECT ("
                + pending
                + " AND app > waiting.app"
                + first
                + ") FROM waiting WHERE app IS NOT NULL)"
                + " SELECT app FROM waiting WHERE app IS NOT NULL")
        .map((row, context) -> new AppId(Columns.text(row, "app")))
        .list();
  }

  /**
   * Takes the leases of what of an app is due and has no live lease, the longest overdue first.
   * What cannot be read is passed over: its lease is taken all the same, so that it is looked at
   * again only when that has run out.
   *
   * @param again takes those that could not be read before
   */
  List<T> leaseDue(
      AppId app,
      boolean urgent,
      Instant now,
      String owner,
      Instant until,
      int limit,
      Consumer<T> again) {
    List<T> leased = new ArrayList<>();
    List<Due<T>> due;
    int pieces = 0;
    do {
      due = due(app, urgent, now, owner, until, limit - leased.size());
      lease(due, owner, until);
      for (Due<T> one : due) {
        one.thing().ifPresent(leased::add);
        if (LeaseColumns.wasUnreadable(one.before())) {
          one.thing().ifPresent(again);
        }
      }
      pieces++;
    } while (leased.size() < limit
        && pieces < PIECES
        && due.stream().anyMatch(one -> one.thing().isEmpty()));
    return leased;
  }

  /**
   * What is due.
   *
   * @param before the lease that it had
   * @param thing with its next lease; empty if it cannot be read
   */
  private record Due<T>(RowKey key, Lease before, Optional<T> thing) {}

  private List<Due<T>> due(
      AppId app, boolean urgent, Instant now, String owner, Instant until, int limit) {
    return statements
        .query(
            "SELECT * FROM "
                + table
                + " WHERE "
                + free
                + " AND app = :app AND urgent = :urgent"
                + " AND next_attempt <= :now AND lease_until <= :now"
                + " ORDER BY next_attempt LIMIT :limit"
                + statements.dialect().lockFree())
        .bind("app", app.value())
        .bind("urgent", Columns.flag(urgent))
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map(
            (row, context) -> {
              Lease before = LeaseColumns.lease(row);
              Optional<T> thing = rows.readable(row, LeaseColumns.nextLease(row, owner, until));
              return new Due<>(
                  rows.key(row),
                  before,
                  LeaseColumns.isClean(before)
                      ? thing
                      : thing.map(unsure -> rows.table().unsure(unsure, until)));
            })
        .list();
  }

  private void lease(List<Due<T>> due, String owner, Instant until) {
    if (due.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = statements.batch(setLease)) {
      for (Due<T> one : due) {
        bind(batch, one.key())
            .bind("owner", one.thing().isPresent() ? owner : nobody(one.before()))
            .bind("until", until.toEpochMilli())
            .add();
      }
      batch.execute();
    }
  }

  private static String nobody(Lease before) {
    return LeaseColumns.isClean(before) ? LeaseColumns.UNREADABLE : LeaseColumns.UNREADABLE_LEFT;
  }

  private <S extends SqlStatement<S>> S bind(S statement, RowKey key) {
    List<String> columns = rows.table().key();
    for (int i = 0; i < columns.size(); i++) {
      statement.bind(columns.get(i), key.columns().get(i));
    }
    return statement;
  }

  /**
   * Marks as due what this process met at rest and could not read. It waits since never, so that it
   * is no backlog either.
   */
  void unreadableDue(Instant now) {
    for (RowKey key : statements.unreadable().takeMet(table)) {
      bind(
              statements.update(
                  "UPDATE "
                      + table
                      + " SET state = 'PENDING', since = NULL, attempts = 0, next_attempt = :now"
                      + one
                      + " AND state IN ('IN_STEP', 'REFUSED', 'HELD') AND lease_until = 0"),
              key)
          .bind("now", now.toEpochMilli())
          .execute();
    }
  }

  /** How many of the app are known not to be readable. */
  long unreadable(AppId app) {
    return Stream.of(
            "app = :app AND state NOT IN " + STATES,
            // By the lease: much may be pending.
            "app || '' = :app AND state || '' = 'PENDING' AND lease_until > 0 AND lease_owner IN "
                + LeaseColumns.HOLDERS)
        .mapToLong(
            condition ->
                statements
                    .query("SELECT count(*) FROM " + table + " WHERE " + condition)
                    .bind("app", app.value())
                    .mapTo(Long.class)
                    .one())
        .sum();
  }

  /** When the next is due; what is leased is not due before its lease ends. */
  Optional<Instant> nextDue() {
    Optional<Long> unleased =
        statements
            .query(
                "SELECT next_attempt FROM "
                    + table
                    + " WHERE "
                    + free
                    + " AND next_attempt IS NOT NULL AND lease_until = 0"
                    + " ORDER BY next_attempt LIMIT 1")
            .mapTo(Long.class)
            .findOne();
    Optional<Long> leased =
        statements
            .query(
                "SELECT min(CASE WHEN next_attempt > lease_until THEN next_attempt"
                    + " ELSE lease_until END) AS due FROM "
                    + table
                    + " WHERE "
                    + free
                    + " AND next_attempt IS NOT NULL AND lease_until > 0")
            .map((row, context) -> nullableLong(row))
            .one();
    return Columns.instant(
        Stream.of(unleased, leased).flatMap(Optional::stream).min(Long::compare));
  }

  /** How many of the app are in each state; a state without any is absent. */
  Map<Progress.State, Long> counts(AppId app) {
    Map<Progress.State, Long> counts = new EnumMap<>(Progress.State.class);
    statements
        .query(
            "SELECT state, count(*) AS things FROM "
                + table
                + " WHERE app = :app AND state IN "
                + STATES
                + " GROUP BY state")
        .bind("app", app.value())
        .map(
            (row, context) ->
                Map.entry(
                    Progress.State.valueOf(Columns.text(row, "state")), row.getLong("things")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /**
   * Since when the oldest waits, leaving out {@link Progress#FEW} of those that never worked out
   * however often they were tried, and those that nobody can read.
   */
  Optional<Instant> oldestPending(AppId app, String condition) {
    List<Waiting> oldest =
        statements
            .query(
                "SELECT since, attempts FROM "
                    + table
                    + " WHERE app = :app AND state = 'PENDING' AND since IS NOT NULL"
                    + MAYBE_READABLE
                    + condition
                    + " ORDER BY since LIMIT :limit")
            .bind("app", app.value())
            .bind("limit", Progress.FEW + 1)
            .map(
                (row, context) ->
                    new Waiting(Columns.instant(row, "since"), row.getInt("attempts")))
            .list();
    return oldest.stream()
        .filter(waiting -> waiting.attempts() < Progress.OFTEN)
        .findFirst()
        .or(() -> oldest.stream().skip(Progress.FEW).findFirst())
        .map(Waiting::since);
  }

  private record Waiting(Instant since, int attempts) {}

  /** Makes due now what is in a state and not due. */
  Update dueNow(AppId app, Progress.State state, Instant now, String reason) {
    return dueNow(app, state, now, reason, "state", "");
  }

  /**
   * The same where a condition of {@code :app} and more is met, by which it is found: there may be
   * very many in that state.
   */
  Update dueNow(AppId app, Progress.State state, Instant now, String reason, String condition) {
    return dueNow(app, state, now, reason, "state || ''", condition);
  }

  private Update dueNow(
      AppId app,
      Progress.State state,
      Instant now,
      String reason,
      String column,
      String condition) {
    return statements
        .update(
            "UPDATE "
                + table
                + " SET state = 'PENDING', reason = :reason, next_attempt = :now,"
                + GOES_ON_WAITING
                + " WHERE app = :app AND "
                + column
                + " = :state AND (state <> 'PENDING' OR next_attempt > :now)"
                + condition)
        .bind("app", app.value())
        .bind("state", state.name())
        .bind("now", now.toEpochMilli())
        .bind("reason", reason);
  }

  /** Ends every lease. It is over, but not given back, which zero would say. */
  void expireLeases() {
    statements.update("UPDATE " + table + " SET lease_until = 1 WHERE lease_until > 0").execute();
  }

  private static Optional<Long> nullableLong(ResultSet row) throws SQLException {
    long value = row.getLong(1);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
