package scimbridge.config;

import java.nio.file.Path;

/** Where the directory is stored. */
public sealed interface StoreSettings {

  /**
   * A SQLite file; one server only.
   *
   * @param file the database file, created when missing
   */
  record Sqlite(Path file) implements StoreSettings {}

  /**
   * A PostgreSQL database.
   *
   * @param url {@code jdbc:postgresql://host:port/database}, without user and password
   * @param user role to connect as
   * @param password its password
   * @param connections most connections held open at once
   */
  record Postgres(String url, String user, Secret password, int connections)
      implements StoreSettings {
    /** Default of {@link #connections()}. */
    public static final int DEFAULT_CONNECTIONS = 10;
  }
}
