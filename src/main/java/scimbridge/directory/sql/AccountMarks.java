package scimbridge.directory.sql;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Marks accounts as work, many at a time and without reading them; see {@link SqlAccounts}. */
final class AccountMarks {
  private static final String OWNED = "known <> 'LISTED' AND ";

  private static final String LISTED = "known = 'LISTED' AND ";

  private static final String SET_OUT_OF_STEP =
      "UPDATE accounts SET urgent = CASE WHEN state = 'PENDING' THEN urgent ELSE 0 END,"
          + " next_attempt = :now, state = 'PENDING', reason = :reason,"
          + DueWork.GOES_ON_WAITING
          + " WHERE app = :app AND ";

  private static final String SET_MAY_HAVE_LOST =
      "UPDATE accounts SET urgent = 1,"
          + " next_attempt = :now, state = 'PENDING', reason = :reason,"
          + DueWork.GOES_ON_WAITING
          + " WHERE app = :app AND ";

  /**
   * At rest until its deletion is due. What was refused before then is tried once more when it is;
   * what is refused from then on is the deletion itself.
   */
  static final String AWAITS_DELETION =
      "(state = 'IN_STEP' OR (state = 'REFUSED' AND since < delete_at))";

  private final Statements statements;

  AccountMarks(Statements statements) {
    this.statements = statements;
  }

  void departedOutOfStep(AppId app, Instant now, String reason) {
    statements
        .update(SET_OUT_OF_STEP + "leaving = 'DELETED'")
        .bind("app", app.value())
        .bind("now", now.toEpochMilli())
        .bind("reason", reason)
        .execute();
  }

  void deletionsDue(Instant now) {
    statements
        .update(
            "UPDATE accounts SET since = :now, state = 'PENDING', attempts = 0, urgent = 1,"
                + " reason = 'It is time to delete the account.', next_attempt = :now"
                + " WHERE delete_at <= :now AND "
                + AWAITS_DELETION)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void lateCallsDue(Instant now) {
    statements
        .update(
            "UPDATE accounts SET known = 'UNCLEAR', since = :now, state = 'PENDING', attempts = 0,"
                + " urgent = CASE WHEN enabled = 0 THEN 1 ELSE 0 END, uncertain_until = NULL,"
                + " reason = 'An earlier call may have come late.', next_attempt = :now"
                + " WHERE uncertain_until <= :now AND state IN ('IN_STEP', 'REFUSED')"
                + " AND known IN ('OURS', 'UNCLEAR') AND lease_until = 0")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void outOfStep(AppId app, Collection<ResourceId> users, Instant now, String reason) {
    mark(SET_OUT_OF_STEP + OWNED, app, users, now, reason);
  }

  void mayHaveLost(AppId app, Collection<ResourceId> users, Instant now, String reason) {
    mark(SET_MAY_HAVE_LOST + OWNED, app, users, now, reason);
  }

  void concern(AppId app, Collection<ResourceId> users, boolean lost, Instant now, String reason) {
    mark((lost ? SET_MAY_HAVE_LOST : SET_OUT_OF_STEP) + LISTED, app, users, now, reason);
  }

  int doubt(
      AppId app,
      PoolId pool,
      Collection<ResourceId> users,
      boolean takesAway,
      Instant now,
      String reason) {
    int marked = 0;
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      marked +=
          statements
              .update(
                  "UPDATE accounts SET known = 'UNCLEAR', state = 'PENDING', since = :now,"
                      + " attempts = 0, next_attempt = :now, urgent = :urgent, reason = :reason"
                      + " WHERE app = :app AND pool = :pool AND user_id IN (<ids>)"
                      + " AND known IN ('OURS', 'UNCLEAR') AND state IN ('IN_STEP', 'REFUSED')"
                      + " AND lease_until = 0")
              .bind("app", app.value())
              .bind("pool", pool.value())
              .bind("now", now.toEpochMilli())
              .bind("urgent", Columns.flag(takesAway))
              .bind("reason", reason)
              .bindList("ids", Statements.texts(chunk))
              .execute();
    }
    return marked;
  }

  void membersOutOfStep(AppId app, ResourceId group, Instant now, String reason) {
    statements
        .update(
            SET_OUT_OF_STEP
                + OWNED
                + "user_id IN (SELECT member_id FROM members"
                + " WHERE app = :app AND group_id = :group)")
        .bind("app", app.value())
        .bind("now", now.toEpochMilli())
        .bind("reason", reason)
        .bind("group", group.value())
        .execute();
  }

  void poolOutOfStep(AppId app, PoolId pool, Instant now, String reason) {
    statements
        .update(SET_OUT_OF_STEP + OWNED + "pool = :pool")
        .bind("app", app.value())
        .bind("now", now.toEpochMilli())
        .bind("reason", reason)
        .bind("pool", pool.value())
        .execute();
  }

  private void mark(
      String set, AppId app, Collection<ResourceId> users, Instant now, String reason) {
    for (List<ResourceId> chunk : Statements.chunks(users)) {
      statements
          .update(set + "user_id IN (<ids>)")
          .bind("app", app.value())
          .bind("now", now.toEpochMilli())
          .bind("reason", reason)
          .bindList("ids", Statements.texts(chunk))
          .execute();
    }
  }
}
