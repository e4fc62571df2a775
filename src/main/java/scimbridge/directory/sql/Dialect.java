package scimbridge.directory.sql;

import java.util.Optional;

/**
 * What differs between the databases.
 *
 * @param identity type of a primary key that grows with every row
 * @param text type of a text that is compared byte by byte, so that prefixes are ranges
 * @param lockFree end of a SELECT that goes on to update the rows it reads, leaving out those that
 *     another process is at
 * @param oneOpener makes a second process that opens a new database wait until this transaction has
 *     ended; none if there is no second process
 * @param oneMigrator first statement of a migration, which makes a second process wait until this
 *     one has migrated, and see that; none if there is no second process
 */
record Dialect(
    String identity,
    String text,
    String lockFree,
    Optional<String> oneOpener,
    Optional<String> oneMigrator) {

  /** SQLite; one process and one writer. */
  static final Dialect SQLITE =
      new Dialect("INTEGER PRIMARY KEY", "TEXT", "", Optional.empty(), Optional.empty());

  /**
   * PostgreSQL. CREATE TABLE IF NOT EXISTS does not see what another is about to create, and then
   * fails in one of several ways; LOCK TABLE takes no snapshot yet, so what follows sees the
   * other's migration.
   */
  static final Dialect POSTGRES =
      new Dialect(
          "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
          "TEXT COLLATE \"C\"",
          " FOR UPDATE SKIP LOCKED",
          // The number means nothing; it is only ours.
          Optional.of("SELECT pg_advisory_xact_lock(7643764)"),
          Optional.of("LOCK TABLE schema_version IN EXCLUSIVE MODE"));
}
