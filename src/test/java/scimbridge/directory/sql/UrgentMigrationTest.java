package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.DirectoryContract.OKTA;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Account;
import scimbridge.directory.Progress;
import scimbridge.identity.ResourceId;

/** Removals that used to be due ten years before their time are urgent, and due at their time. */
class UrgentMigrationTest {
  private static final Instant DUE = Instant.parse("2026-11-25T05:00:00Z");
  private static final Instant NOW = DUE.plusSeconds(1);

  @TempDir Path folder;

  @Test
  void removalsThatWaitedAreUrgentAndOthersAreNot() {
    Path file = folder.resolve("store.db");
    ResourceId leaves = ResourceId.random();
    ResourceId waits = ResourceId.random();
    SqliteStore older = SqliteStore.open(file, SqliteStore.QUEUE);
    Migrations.apply(older, Schema.MIGRATIONS.subList(0, before()));
    older.<Object>write(
        handle -> {
          insert(handle, leaves, DUE.minus(Duration.ofMillis(315_360_000_000L)));
          return insert(handle, waits, DUE);
        });
    older.close();

    try (SqlDirectory directory = SqlDirectory.sqlite(file)) {
      assertThat(due(directory, true)).extracting(Account::user).containsExactly(leaves);
      assertThat(due(directory, false)).extracting(Account::user).containsExactly(waits);
      Progress progress =
          directory.<List<Account>>read(tx -> tx.accounts().pending(OKTA, 10)).stream()
              .filter(account -> account.user().equals(leaves))
              .findFirst()
              .orElseThrow()
              .progress();
      assertThat(progress.nextAttempt()).isEqualTo(DUE);
    }
  }

  private static List<Account> due(SqlDirectory directory, boolean urgent) {
    return directory.write(
        tx -> tx.accounts().leaseDue(OKTA, urgent, NOW, "me", NOW.plusSeconds(30), 10));
  }

  /** How many migrations there were before the one that this is about. */
  private static int before() {
    for (int i = 0; i < Schema.MIGRATIONS.size(); i++) {
      if (Schema.MIGRATIONS.get(i).stream()
          .anyMatch(statement -> statement.contains("ADD COLUMN urgent"))) {
        return i;
      }
    }
    throw new AssertionError("no such migration");
  }

  private static int insert(Handle handle, ResourceId user, Instant due) {
    return handle.execute(
        "INSERT INTO accounts (app, user_id, pool, username, known, attributes, enabled,"
            + " pool_groups, ready, state, since, attempts, next_attempt, lease_owner,"
            + " lease_epoch, lease_until)"
            + " VALUES (?, ?, 'staff', 'x', 'OURS', '{}', 1, '[]', 1, 'PENDING', 1, 0, ?, '', 1, 0)",
        OKTA.value(),
        user.value(),
        due.toEpochMilli());
  }
}
