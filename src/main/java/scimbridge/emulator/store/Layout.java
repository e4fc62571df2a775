package scimbridge.emulator.store;

import java.util.List;

/** The tables. {@code user_version} counts the steps that were applied. */
final class Layout {
  /** Steps are only ever added. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              // Keys are never used again: tokens that were handed out name them.
              """
              CREATE TABLE pool (
                key INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                created INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                settings TEXT NOT NULL,
                schema TEXT NOT NULL)
              """,
              """
              CREATE TABLE user (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                pool INTEGER NOT NULL,
                username TEXT NOT NULL,
                sub TEXT NOT NULL,
                status TEXT NOT NULL,
                enabled INTEGER NOT NULL,
                created INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                attributes TEXT NOT NULL)
              """,
              "CREATE UNIQUE INDEX user_by_username ON user (pool, username)",
              "CREATE UNIQUE INDEX user_by_sub ON user (pool, sub)",
              "CREATE INDEX user_by_pool ON user (pool, id)",
              // Values a user can be called by, each owned by one user.
              """
              CREATE TABLE alias (
                pool INTEGER NOT NULL,
                attribute TEXT NOT NULL,
                value TEXT NOT NULL,
                user INTEGER NOT NULL,
                PRIMARY KEY (pool, attribute, value)) WITHOUT ROWID
              """,
              // Values a user can be found by with a filter.
              """
              CREATE TABLE term (
                pool INTEGER NOT NULL,
                attribute TEXT NOT NULL,
                value TEXT NOT NULL,
                user INTEGER NOT NULL,
                PRIMARY KEY (pool, attribute, value, user)) WITHOUT ROWID
              """,
              """
              CREATE TABLE credential (
                user INTEGER PRIMARY KEY,
                password TEXT,
                expires INTEGER,
                history TEXT NOT NULL,
                signed_out INTEGER NOT NULL DEFAULT 0)
              """,
              """
              CREATE TABLE team (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                pool INTEGER NOT NULL,
                name TEXT NOT NULL,
                description TEXT,
                role_arn TEXT,
                precedence INTEGER,
                created INTEGER NOT NULL,
                modified INTEGER NOT NULL)
              """,
              "CREATE UNIQUE INDEX team_by_name ON team (pool, name)",
              """
              CREATE TABLE membership (
                team INTEGER NOT NULL,
                user INTEGER NOT NULL,
                PRIMARY KEY (team, user)) WITHOUT ROWID
              """,
              "CREATE INDEX membership_by_user ON membership (user, team)",
              "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL)"),
          List.of(
              // Counts changes, so that a parsed pool can be kept until the next one.
              "ALTER TABLE pool ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
              """
              CREATE TABLE client (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                pool INTEGER NOT NULL,
                name TEXT NOT NULL,
                created INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                settings TEXT NOT NULL)
              """,
              "CREATE INDEX client_by_pool ON client (pool, key)",
              // Identities of other providers that sign in as a user.
              """
              CREATE TABLE link (
                pool INTEGER NOT NULL,
                provider TEXT NOT NULL,
                attribute TEXT NOT NULL,
                value TEXT NOT NULL,
                user INTEGER NOT NULL,
                PRIMARY KEY (pool, provider, attribute, value)) WITHOUT ROWID
              """,
              "CREATE INDEX link_by_user ON link (user)",
              // How users were before recent changes, while listings are told to lag behind.
              """
              CREATE TABLE past (
                seq INTEGER PRIMARY KEY,
                pool INTEGER NOT NULL,
                at INTEGER NOT NULL,
                existed INTEGER NOT NULL,
                id INTEGER NOT NULL,
                username TEXT,
                sub TEXT,
                status TEXT,
                enabled INTEGER,
                created INTEGER,
                modified INTEGER,
                attributes TEXT)
              """,
              "CREATE INDEX past_by_time ON past (pool, at)"));

  /** Tables that a snapshot holds and a reset empties. */
  static final List<String> CONTENT =
      List.of(
          "pool",
          "user",
          "alias",
          "term",
          "credential",
          "team",
          "membership",
          "client",
          "link",
          "past");

  private Layout() {}

  /** Brings a database to the newest layout, in one transaction. */
  static void apply(Session session) {
    long version = session.number("PRAGMA user_version");
    if (version > STEPS.size()) {
      throw new StoreFailure("the database was written by a newer version", null);
    }
    if (version == STEPS.size()) {
      return;
    }
    session.script("BEGIN IMMEDIATE");
    for (int step = (int) version; step < STEPS.size(); step++) {
      STEPS.get(step).forEach(session::script);
    }
    session.script("PRAGMA user_version = " + STEPS.size());
    session.script("COMMIT");
  }
}
