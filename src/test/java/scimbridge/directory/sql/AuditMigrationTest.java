package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.DirectoryContract.OKTA;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Selection;
import scimbridge.directory.Audit.Stored;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Records from before there were calls and names in them are read like the others. */
class AuditMigrationTest {
  /** The first schema with an audit. */
  private static final int BEFORE = 1;

  @TempDir Path folder;

  @Test
  void olderRecordsAreReadAndSelected() {
    Path file = folder.resolve("store.db");
    ResourceId group = ResourceId.random();
    SqliteStore older = SqliteStore.open(file, SqliteStore.QUEUE);
    Migrations.apply(older, Schema.MIGRATIONS.subList(0, BEFORE));
    older.<Object>write(
        handle ->
            handle.execute(
                "INSERT INTO audit (at, app, actor, action, resource, result, detail, request_id)"
                    + " VALUES (1000, ?, 'abc', 'group.update', ?, 'rejected', 'taken', 'r-1'),"
                    + " (2000, ?, 'administrator', 'attribute.add', NULL, 'accepted', 'x', '')",
                OKTA.value(),
                group.value(),
                OKTA.value()));
    older.close();

    try (SqlDirectory directory = SqlDirectory.sqlite(file)) {
      assertThat(read(directory, Selection.EVERYTHING))
          .extracting(Entry::action)
          .containsExactly("group.update", "attribute.add");
      Selection failed = new Selection(OKTA, Set.of(group), null, true);
      assertThat(read(directory, failed))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.subject().type()).isEqualTo(ResourceType.GROUP);
                assertThat(entry.subject().id()).isEqualTo(group);
                assertThat(entry.detail()).isEqualTo("taken");
                assertThat(entry.calls()).isEmpty();
              });
    }
  }

  private static List<Entry> read(SqlDirectory directory, Selection selection) {
    return directory.<List<Stored>>read(tx -> tx.audit().after(selection, Place.START, 10)).stream()
        .map(Stored::entry)
        .toList();
  }
}
