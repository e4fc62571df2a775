package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.DirectoryContract.OKTA;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Walk;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.Narrowing;

/** What was stored before lists had their indexes is listed, counted and sorted like the rest. */
class ListMigrationTest {
  /** Schema versions without the tables for lists. */
  private static final int BEFORE = 3;

  @TempDir Path folder;

  @Test
  void olderResourcesAreCountedAndSorted() {
    Path file = folder.resolve("store.db");
    SqliteStore older = SqliteStore.open(file, SqliteStore.QUEUE);
    Migrations.apply(older, Schema.MIGRATIONS.subList(0, BEFORE));
    ResourceId named = ResourceId.random();
    ResourceId nameless = ResourceId.random();
    older.<Object>write(
        handle -> {
          for (ResourceId id : List.of(nameless, named)) {
            handle.execute(
                "INSERT INTO resources"
                    + " (app, type, id, name, version, created, last_modified, document)"
                    + " VALUES (?, 'USER', ?, 'x', 1, 1, 1, '{\"userName\":\"x\"}')",
                OKTA.value(),
                id.value());
          }
          return handle.execute(
              "INSERT INTO terms (app, type, path, value, resource)"
                  + " SELECT app, type, 'displayName', 'ada', seq FROM resources WHERE id = ?",
              named.value());
        });
    older.close();

    try (SqlDirectory directory = SqlDirectory.sqlite(file)) {
      directory.<Object>read(
          tx -> {
            Narrowing all = new Narrowing.Everything();
            assertThat(tx.resources().count(OKTA, ResourceType.USER, all)).isEqualTo(2);
            List<ResourceId> sorted = new ArrayList<>();
            tx.resources()
                .walk(
                    OKTA,
                    ResourceType.USER,
                    Walk.through(all).in(new IndexOrder.Value("displayName", false)),
                    step -> sorted.add(step.resource().id()));
            assertThat(sorted).containsExactly(named, nameless);
            return null;
          });
    }
  }
}
