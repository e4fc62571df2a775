package scimbridge.directory.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Applied;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Lease;
import scimbridge.directory.Ownership;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** How an account stands in a row of its table. */
final class AccountColumns {
  /** The one of a user in a pool. */
  static final String ONE = " WHERE app = :app AND user_id = :user AND pool = :pool";

  /** Bound by {@link #bind} and {@link LeaseColumns#bind}. */
  static final String INSERT =
      "INSERT INTO accounts (app, user_id, pool, username, sub, known, attributes, enabled,"
          + " pool_groups, ready, creating_since, status, seen_at, policies,"
          + " leaving, leaving_since, delete_at, guard, made_at, "
          + LeaseColumns.COLUMNS
          + ") VALUES (:app, :user, :pool, :username, :sub, :known, :attributes, :enabled,"
          + " :groups, :ready, :creatingSince, :status, :seenAt, :policies, :leaving,"
          + " :leavingSince, :deleteAt, :guard, coalesce(:since, 0), "
          + LeaseColumns.VALUES
          + ")";

  /** All but the key and the lease. */
  static final String SET =
      "username = :username, sub = :sub, known = :known, attributes = :attributes,"
          + " enabled = :enabled, pool_groups = :groups, ready = :ready,"
          + " creating_since = :creatingSince, status = :status, seen_at = :seenAt,"
          + " policies = :policies, leaving = :leaving, leaving_since = :leavingSince,"
          + " delete_at = :deleteAt, guard = :guard, "
          + LeaseColumns.SET_PROGRESS;

  /** How rows are read. */
  static final LeasedRows.Table<Account> TABLE =
      new LeasedRows.Table<>() {
        @Override
        public String name() {
          return "accounts";
        }

        @Override
        public List<String> key() {
          return List.of("app", "user_id", "pool");
        }

        @Override
        public Account whole(ResultSet row, Lease lease) throws SQLException {
          return account(row, lease);
        }

        @Override
        public Account unreadable(ResultSet row) throws SQLException {
          return Account.unreadable(
              new AppId(Columns.text(row, "app")),
              new PoolId(Columns.text(row, "pool")),
              Columns.id(row, "user_id"),
              Columns.text(row, "username"),
              row.getString("sub"));
        }

        @Override
        public Account unsure(Account account, Instant until) {
          return account.unsure(until);
        }

        @Override
        public Fault fault(Account unreadable) {
          return Unreadable.account(unreadable.pool());
        }
      };

  private AccountColumns() {}

  static <S extends SqlStatement<S>> S key(S statement, AppId app, PoolId pool, ResourceId user) {
    return statement.bind("app", app.value()).bind("pool", pool.value()).bind("user", user.value());
  }

  static <S extends SqlStatement<S>> S bind(S statement, Account account) {
    if (account.isUnreadable()) {
      throw Unreadable.account(account.pool());
    }
    key(statement, account.app(), account.pool(), account.user())
        .bind("username", account.username())
        .bind("sub", account.sub())
        .bind("known", account.known().name())
        .bind("attributes", Documents.text(account.attributes()))
        .bind("enabled", Columns.flag(account.enabled()))
        .bind("groups", Documents.text(account.groups()))
        .bind("ready", Columns.flag(account.ready()))
        .bind("creatingSince", Columns.millis(account.creatingSince()))
        .bind("status", account.status())
        .bind("seenAt", Columns.millis(account.seenAt()));
    Entitlement entitlement = account.entitlement();
    Departure departure = entitlement.departure();
    statement
        .bind("policies", Documents.text(entitlement.policies()))
        .bind("leaving", departure == null ? null : departure.cause().name())
        .bind("leavingSince", departure == null ? null : Columns.millis(departure.since()))
        .bind("deleteAt", departure == null ? null : Columns.millis(departure.deleteAt()))
        .bind("guard", guard(departure));
    return LeaseColumns.bind(statement, account.progress());
  }

  private static Account account(ResultSet row, Lease lease) throws SQLException {
    return new Account(
        new AppId(Columns.text(row, "app")),
        new PoolId(Columns.text(row, "pool")),
        Columns.id(row, "user_id"),
        new Ownership(
            Columns.text(row, "username"),
            row.getString("sub"),
            Account.Known.valueOf(Columns.text(row, "known")),
            Columns.instantOrNull(row, "creating_since")),
        new Applied(
            Documents.map(Columns.text(row, "attributes")),
            Columns.flag(row, "enabled"),
            Documents.set(Columns.text(row, "pool_groups")),
            Columns.flag(row, "ready"),
            row.getString("status"),
            Columns.instantOrNull(row, "seen_at")),
        entitlement(row),
        LeaseColumns.progress(row),
        lease);
  }

  private static Entitlement entitlement(ResultSet row) throws SQLException {
    String cause = row.getString("leaving");
    return new Entitlement(
        Documents.set(Columns.text(row, "policies")),
        cause == null
            ? null
            : new Departure(
                Entitlement.Cause.valueOf(cause),
                Columns.instant(row, "leaving_since"),
                Columns.instantOrNull(row, "delete_at"),
                standing(row.getString("guard"))));
  }

  private static @Nullable String guard(@Nullable Departure departure) {
    return departure == null || departure.standing() == Standing.CARRIED_OUT
        ? null
        : departure.standing().name();
  }

  private static Standing standing(@Nullable String guard) {
    return guard == null ? Standing.CARRIED_OUT : Standing.valueOf(guard);
  }
}
