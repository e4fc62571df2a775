package scimbridge.directory.sql;

import java.util.List;
import scimbridge.identity.filter.IndexedTerms;

/**
 * The tables, as a list of migrations. A migration that was ever released is never changed: what is
 * wrong with it is put right by another one at the end.
 */
final class Schema {
  private Schema() {}

  private static final String PROGRESS_AND_LEASE =
      """
        state TEXT NOT NULL,
        reason TEXT,
        since BIGINT,
        attempts INTEGER NOT NULL,
        next_attempt BIGINT,
        uncertain_until BIGINT,
        lease_owner TEXT NOT NULL,
        lease_epoch BIGINT NOT NULL,
        lease_until BIGINT NOT NULL,
      """;

  /** The first layout. */
  private static final List<String> FIRST =
      List.of(
          // seq is the order of creation. name is the userName or displayName as it was sent.
          """
          CREATE TABLE resources (
            seq {identity},
            app {text} NOT NULL,
            type {text} NOT NULL,
            id {text} NOT NULL,
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            created BIGINT NOT NULL,
            last_modified BIGINT NOT NULL,
            document TEXT NOT NULL,
            UNIQUE (app, id))
          """,
          "CREATE INDEX resources_in_order ON resources (app, type, seq)",
          // What filters are narrowed by. Long values are shortened, see Key.
          """
          CREATE TABLE terms (
            app {text} NOT NULL,
            type {text} NOT NULL,
            path {text} NOT NULL,
            value {text} NOT NULL,
            resource BIGINT NOT NULL REFERENCES resources (seq) ON DELETE CASCADE,
            PRIMARY KEY (app, type, path, value, resource))
          """,
          "CREATE INDEX terms_of_resource ON terms (resource)",
          // seq is the order of addition. There is no index in that order: PostgreSQL, before it
          // has
          // counted, would take it for lookups of one member and read the whole group each time.
          """
          CREATE TABLE members (
            seq {identity},
            app {text} NOT NULL,
            group_id {text} NOT NULL,
            member_id {text} NOT NULL,
            member_type TEXT NOT NULL,
            UNIQUE (app, group_id, member_id))
          """,
          "CREATE INDEX members_by_member ON members (app, member_id, group_id)",
          """
          CREATE TABLE names (
            space {text} NOT NULL,
            value {text} NOT NULL,
            app {text} NOT NULL,
            resource {text} NOT NULL,
            PRIMARY KEY (space, value))
          """,
          "CREATE INDEX names_of_resource ON names (app, resource)",
          // The columns next_* are null when the resource is to be deleted; delta is JSON.
          """
          CREATE TABLE proposals (
            app {text} NOT NULL,
            resource {text} NOT NULL,
            type TEXT NOT NULL,
            next_version BIGINT,
            next_created BIGINT,
            next_last_modified BIGINT,
            next_document TEXT,
            delta TEXT,
            carries_password INTEGER NOT NULL,
            since BIGINT NOT NULL,
            request_id TEXT NOT NULL,
            lease_owner TEXT NOT NULL,
            lease_epoch BIGINT NOT NULL,
            lease_until BIGINT NOT NULL,
            PRIMARY KEY (app, resource))
          """,
          "CREATE INDEX proposals_by_lease ON proposals (lease_until)",
          """
          CREATE TABLE accounts (
            app {text} NOT NULL,
            user_id {text} NOT NULL,
            pool {text} NOT NULL,
            username TEXT NOT NULL,
            sub TEXT,
            known TEXT NOT NULL,
            attributes TEXT NOT NULL,
            enabled INTEGER NOT NULL,
            pool_groups TEXT NOT NULL,
            ready INTEGER NOT NULL,
            creating_since BIGINT,
            status TEXT,
            seen_at BIGINT,
          """
              + PROGRESS_AND_LEASE
              + "  PRIMARY KEY (app, user_id, pool))",
          "CREATE INDEX accounts_by_state ON accounts (app, state, since)",
          "CREATE INDEX accounts_due ON accounts (next_attempt) WHERE state = 'PENDING'",
          "CREATE INDEX accounts_leased ON accounts (lease_until) WHERE lease_until > 0",
          """
          CREATE TABLE pool_groups (
            app {text} NOT NULL,
            id {text} NOT NULL,
            pool {text} NOT NULL,
            group_id {text} NOT NULL,
            group_name {text} NOT NULL,
            phase TEXT NOT NULL,
            creating_since BIGINT,
          """
              + PROGRESS_AND_LEASE
              + "  PRIMARY KEY (app, id))",
          "CREATE INDEX pool_groups_of_group ON pool_groups (app, group_id)",
          "CREATE INDEX pool_groups_by_name ON pool_groups (app, group_name, pool)",
          "CREATE INDEX pool_groups_due ON pool_groups (next_attempt) WHERE state = 'PENDING'",
          "CREATE INDEX pool_groups_leased ON pool_groups (lease_until) WHERE lease_until > 0",
          """
          CREATE TABLE pools (
            pool {text} PRIMARY KEY,
            user_pool_id TEXT NOT NULL,
            traits TEXT NOT NULL)
          """,
          """
          CREATE TABLE tokens (
            id {text} PRIMARY KEY,
            app {text} NOT NULL,
            hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            revoked_at BIGINT)
          """,
          "CREATE INDEX tokens_of_app ON tokens (app, created_at, id)",
          """
          CREATE TABLE audit (
            seq {identity},
            at BIGINT NOT NULL,
            app {text} NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            resource TEXT,
            result TEXT NOT NULL,
            detail TEXT NOT NULL,
            request_id TEXT NOT NULL)
          """,
          "CREATE INDEX audit_in_order ON audit (app, seq)",
          // Written and emptied by the health check.
          "CREATE TABLE probes (id {text} PRIMARY KEY)");

  /** Why an account is to be or not, the groups that policies follow, reviews of all users. */
  private static final List<String> POLICIES =
      List.of(
          "ALTER TABLE accounts ADD COLUMN policies TEXT NOT NULL DEFAULT '[]'",
          "ALTER TABLE accounts ADD COLUMN leaving TEXT",
          "ALTER TABLE accounts ADD COLUMN leaving_since BIGINT",
          "ALTER TABLE accounts ADD COLUMN delete_at BIGINT",
          "CREATE INDEX accounts_to_delete ON accounts (delete_at) WHERE delete_at IS NOT NULL",
          """
          CREATE TABLE policy_groups (
            app {text} NOT NULL,
            ref_key {text} NOT NULL,
            ref_value {text} NOT NULL,
            group_id {text} NOT NULL,
            gone INTEGER NOT NULL,
            PRIMARY KEY (app, ref_key, ref_value))
          """,
          // Who was in a policy's group when it was deleted.
          """
          CREATE TABLE policy_held (
            app {text} NOT NULL,
            user_id {text} NOT NULL,
            ref_key {text} NOT NULL,
            ref_value {text} NOT NULL,
            PRIMARY KEY (app, user_id, ref_key, ref_value))
          """,
          """
          CREATE TABLE reviews (
            app {text} PRIMARY KEY,
            rules TEXT NOT NULL,
            after_user TEXT NOT NULL,
            done INTEGER NOT NULL)
          """);

  /**
   * Several reasons for one Cognito group; its name is reserved by the rows, whoever's they are.
   */
  private static final List<String> SHARED_GROUPS =
      List.of(
          "ALTER TABLE pool_groups ADD COLUMN origin TEXT NOT NULL DEFAULT 'PUSHED'",
          "ALTER TABLE pool_groups ADD COLUMN made INTEGER NOT NULL DEFAULT 1",
          "CREATE INDEX pool_groups_in_pool ON pool_groups (pool, group_name)",
          "DELETE FROM names WHERE space LIKE 'pool/%/GroupName'");

  /**
   * For lists of a million: how many there are, in shards so that writers seldom meet; when they
   * were created and changed; and a term for each value that is missing, so that what has none can
   * be found and sorted, too. Secrets are random keys of the bridge.
   */
  private static final List<String> LISTS =
      List.of(
          """
          CREATE TABLE resource_counts (
            app {text} NOT NULL,
            type {text} NOT NULL,
            shard INTEGER NOT NULL,
            total BIGINT NOT NULL,
            PRIMARY KEY (app, type, shard))
          """,
          "INSERT INTO resource_counts (app, type, shard, total)"
              + " SELECT app, type, 0, count(*) FROM resources GROUP BY app, type",
          "CREATE INDEX resources_by_created ON resources (app, type, created, seq)",
          "CREATE INDEX resources_by_modified ON resources (app, type, last_modified, seq)",
          absent("externalId", ""),
          absent("displayName", ""),
          absent("name.familyName", " AND r.type = 'USER'"),
          absent("name.givenName", " AND r.type = 'USER'"),
          "CREATE TABLE secrets (name {text} PRIMARY KEY, value TEXT NOT NULL)");

  private static String absent(String path, String condition) {
    return "INSERT INTO terms (app, type, path, value, resource)"
        + " SELECT r.app, r.type, '%s', '%s', r.seq FROM resources r"
            .formatted(path, IndexedTerms.ABSENT)
        + " WHERE NOT EXISTS (SELECT 1 FROM terms t WHERE t.resource = r.seq AND t.path = '%s')"
            .formatted(path)
        + condition;
  }

  /** Attributes that apps have of their own; one without a definition was removed. */
  private static final List<String> CUSTOM_ATTRIBUTES =
      List.of(
          """
          CREATE TABLE custom_attributes (
            app {text} NOT NULL,
            name {text} NOT NULL,
            definition TEXT,
            PRIMARY KEY (app, name))
          """);

  /** Directories on their way from one app to another. */
  private static final List<String> TRANSFERS =
      List.of(
          """
          CREATE TABLE transfers (
            source {text} PRIMARY KEY,
            target {text} NOT NULL UNIQUE,
            skip_conflicts INTEGER NOT NULL,
            since BIGINT NOT NULL)
          """);

  /** For counting pool groups by state, and for the one that waits longest. */
  private static final List<String> POOL_GROUPS_BY_STATE =
      List.of("CREATE INDEX pool_groups_by_state ON pool_groups (app, state, since)");

  /** What happened, in full, and found by time, by whom it is about, and by what went wrong. */
  private static final List<String> AUDIT =
      List.of(
          "ALTER TABLE audit ADD COLUMN resource_type TEXT",
          "ALTER TABLE audit ADD COLUMN resource_name TEXT",
          "ALTER TABLE audit ADD COLUMN name_key {text}",
          "ALTER TABLE audit ADD COLUMN pool TEXT",
          "ALTER TABLE audit ADD COLUMN failed INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE audit ADD COLUMN parts TEXT",
          "UPDATE audit SET failed = 1 WHERE result NOT IN ('accepted', 'pending')",
          "DROP INDEX audit_in_order",
          "CREATE INDEX audit_in_time ON audit (at, seq)",
          "CREATE INDEX audit_of_app ON audit (app, at, seq)",
          "CREATE INDEX audit_of_resource ON audit (resource, at, seq)"
              + " WHERE resource IS NOT NULL",
          "CREATE INDEX audit_by_name ON audit (name_key, resource) WHERE name_key IS NOT NULL",
          "CREATE INDEX audit_failed ON audit (at, seq) WHERE failed = 1");

  /** To find the accounts that a listing shows; and when the pools of an app are next compared. */
  private static final List<String> RECONCILIATIONS =
      List.of(
          "CREATE INDEX accounts_by_username ON accounts (pool, username)",
          """
          CREATE TABLE reconciliations (
            app {text} PRIMARY KEY,
            next_at BIGINT NOT NULL)
          """);

  /**
   * For the guard against mass removal. made_at is when an account was linked; what was linked
   * before there was such a column is old enough. guard says that a departure is not carried out.
   */
  private static final List<String> GUARD =
      List.of(
          "ALTER TABLE accounts ADD COLUMN made_at BIGINT NOT NULL DEFAULT 0",
          "ALTER TABLE accounts ADD COLUMN guard TEXT",
          "CREATE INDEX accounts_there ON accounts (app, made_at)"
              + " WHERE known IN ('OURS', 'UNCLEAR')"
              + " AND (leaving IS NULL OR leaving = 'INACTIVE' OR guard IS NOT NULL)",
          """
          CREATE TABLE removals (
            app {text} NOT NULL,
            user_id {text} NOT NULL,
            pool {text} NOT NULL,
            kind {text} NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (app, user_id, pool, kind))
          """,
          "CREATE INDEX removals_in_order ON removals (app, kind, at)",
          """
          CREATE TABLE guard_words (
            app {text} PRIMARY KEY,
            allows INTEGER NOT NULL,
            at BIGINT NOT NULL,
            until BIGINT NOT NULL)
          """);

  /**
   * Removals of access before other work, and each app by itself. They used to be due ten years
   * before their time.
   */
  private static final List<String> URGENT =
      List.of(
          "ALTER TABLE accounts ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0",
          "UPDATE accounts SET urgent = 1, next_attempt = next_attempt + 315360000000"
              + " WHERE state = 'PENDING' AND next_attempt < 1577836800000",
          "CREATE INDEX accounts_due_of_app ON accounts (app, urgent, next_attempt)"
              + " WHERE state = 'PENDING'",
          "ALTER TABLE pool_groups ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0",
          "UPDATE pool_groups SET urgent = 1 WHERE phase = 'UNWANTED' AND state = 'PENDING'",
          "CREATE INDEX pool_groups_due_of_app ON pool_groups (app, urgent, next_attempt)"
              + " WHERE state = 'PENDING'");

  /** For counting what is only known from an import. */
  private static final List<String> LISTED_ACCOUNTS =
      List.of("CREATE INDEX accounts_listed ON accounts (app) WHERE known = 'LISTED'");

  /** For finding what is at rest and has to be looked at once more; few at any time. */
  private static final List<String> LATE_CALLS =
      List.of(
          "CREATE INDEX accounts_uncertain ON accounts (uncertain_until)"
              + " WHERE uncertain_until IS NOT NULL AND state IN ('IN_STEP', 'REFUSED')");

  /** What administrators call their tokens. */
  private static final List<String> TOKEN_NAMES =
      List.of("ALTER TABLE tokens ADD COLUMN name TEXT NOT NULL DEFAULT ''");

  /** For finding what the guard holds, piece by piece. */
  private static final List<String> HELD_ACCOUNTS =
      List.of("CREATE INDEX accounts_held ON accounts (app, user_id) WHERE guard = 'HELD'");

  /** All migrations, oldest first; the n-th makes schema version n. */
  static final List<List<String>> MIGRATIONS =
      List.of(
          FIRST,
          POLICIES,
          SHARED_GROUPS,
          LISTS,
          CUSTOM_ATTRIBUTES,
          TRANSFERS,
          POOL_GROUPS_BY_STATE,
          AUDIT,
          RECONCILIATIONS,
          GUARD,
          URGENT,
          LISTED_ACCOUNTS,
          LATE_CALLS,
          TOKEN_NAMES,
          HELD_ACCOUNTS);
}
