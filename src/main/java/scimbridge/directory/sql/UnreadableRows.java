package scimbridge.directory.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that this process met and could not read. Each is told of in the log once, however often
 * it is met; and each that is at rest is remembered until somebody marks it as work, which is how
 * it is counted and how a version that can read it comes to it.
 */
final class UnreadableRows {
  private static final Logger log = LoggerFactory.getLogger(UnreadableRows.class);

  /** So many are told of by name: after a downgrade it may be every row there is. */
  private static final int TOLD = 20;

  /** So many wait to be marked; of the rest whoever reads them next tells again. */
  private static final int REMEMBERED = 1_000;

  private final Set<RowKey> told = ConcurrentHashMap.newKeySet();
  private final Set<RowKey> met = ConcurrentHashMap.newKeySet();

  /**
   * What a row is found by, as it is stored.
   *
   * @param columns the values of the key's columns, in their order
   */
  record RowKey(String table, List<String> columns) {
    RowKey {
      columns = List.copyOf(columns);
    }
  }

  /** Somebody met one. The exception must not quote the row, which is personal data. */
  void met(RowKey row, RuntimeException why) {
    if (met.size() < REMEMBERED) {
      met.add(row);
    }
    if (told.size() < TOLD && told.add(row)) {
      log.error(
          "The row {} of table {} cannot be read by this version of the bridge ({}). Nothing is"
              + " done to what it is about; everything else goes on. './scim-bridge status' counts"
              + " such rows and says what to do.{}",
          row.columns(),
          row.table(),
          why.getMessage(),
          told.size() < TOLD ? "" : " There may be more, which are not told of one by one.");
    }
  }

  /** Those of a table that were met since they were last asked for. */
  Collection<RowKey> takeMet(String table) {
    if (met.isEmpty()) {
      return List.of();
    }
    List<RowKey> taken = new ArrayList<>(met);
    taken.removeIf(row -> !row.table().equals(table));
    taken.forEach(met::remove);
    return taken;
  }
}
