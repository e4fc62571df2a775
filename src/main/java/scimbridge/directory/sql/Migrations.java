package scimbridge.directory.sql;

import java.util.List;
import org.jdbi.v3.core.Handle;
import scimbridge.fault.Fault;

/** Brings a store to the schema that this version of the bridge knows. */
final class Migrations {
  private Migrations() {}

  /**
   * Applies what is missing, each migration in a transaction of its own.
   *
   * @throws Fault INTERNAL if a newer bridge has written the store
   */
  static void apply(Store store, List<List<String>> migrations) {
    store.write(
        handle -> {
          store.dialect().oneOpener().ifPresent(handle::execute);
          return handle.execute(
              "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        });
    while (store.write(handle -> next(handle, store.dialect(), migrations))) {
      // One migration was applied; there may be another.
    }
  }

  private static boolean next(Handle handle, Dialect dialect, List<List<String>> migrations) {
    dialect.oneMigrator().ifPresent(handle::execute);
    int version =
        handle
            .createQuery("SELECT coalesce(max(version), 0) FROM schema_version")
            .mapTo(Integer.class)
            .one();
    if (version > migrations.size()) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "The store was written by a newer scim-bridge (its schema is "
              + version
              + ", this version knows "
              + migrations.size()
              + "). Start that version, or restore a backup made before the update.");
    }
    if (version == migrations.size()) {
      return false;
    }
    for (String statement : migrations.get(version)) {
      handle.execute(
          statement.replace("{identity}", dialect.identity()).replace("{text}", dialect.text()));
    }
    handle.execute("INSERT INTO schema_version (version) VALUES (?)", version + 1);
    return true;
  }
}
