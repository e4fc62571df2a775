package scimbridge.provisioning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.provisioning.CrashWatcher.Moment;
import scimbridge.testing.CopiedFiles;
import scimbridge.testing.MortalPostgres;
import scimbridge.testing.PostgresServer;

/**
 * A store in PostgreSQL. All files of the server are copied as they are while it runs, and a server
 * that is started on the copy has to recover, as after a power cut. What a bridge finds then is
 * what it finds after its own end, too: what was committed is there, and nothing else.
 */
final class PostgresCrashStore implements CrashStore {
  /** So much of the end of a log record that its checksum cannot be right without it. */
  private static final int END_OF_RECORD = 24;

  /**
   * That somebody runs on these files, which is true of no copy; and the databases that new ones
   * are made of, which nobody changes.
   */
  private static final Set<Path> LEFT_ALONE =
      Set.of(Path.of("postmaster.pid"), Path.of("base", "1"), Path.of("base", "4"));

  private final MortalPostgres server;
  private final CopiedFiles files;

  private PostgresCrashStore(MortalPostgres server, CopiedFiles files) {
    this.server = server;
    this.files = files;
  }

  /** The store of a server that runs. */
  static CrashStore of(MortalPostgres server) {
    Path copies = server.data().resolveSibling("copies");
    return new PostgresCrashStore(server, new CopiedFiles(server.data(), copies, LEFT_ALONE));
  }

  /** Stores of one server, which is started on one copy of its files after the other. */
  static Kind in(Path root) throws IOException {
    MortalPostgres server = MortalPostgres.create(Files.createDirectory(root.resolve("server")));
    CopiedFiles files =
        new CopiedFiles(server.data(), Files.createDirectory(root.resolve("copies")), LEFT_ALONE);
    CopiedFiles.Copy empty;
    server.start();
    try (PostgresCrashStore store = new PostgresCrashStore(server, files)) {
      store.open().close();
      store.ask("CHECKPOINT");
      empty = files.copy();
    }
    return new Kind() {
      @Override
      public CrashStore fresh() throws IOException {
        files.keepOnly(empty);
        return on(new Kept(empty));
      }

      @Override
      public CrashStore on(Copy copy) throws IOException {
        server.stop();
        files.restore(((Kept) copy).files());
        server.start();
        return new PostgresCrashStore(server, files);
      }

      @Override
      public void close() throws IOException {
        server.close();
      }
    };
  }

  /** The files of the server. */
  private record Kept(CopiedFiles.Copy files) implements Copy {}

  @Override
  public Directory open() {
    PostgresServer.Database database = server.database();
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 6);
  }

  @Override
  public StoreContents contents() {
    return StoreContents.ofPostgres(server.database());
  }

  @Override
  public Copy copy() throws IOException {
    return new Kept(files.copy());
  }

  @Override
  public Map<String, Copy> unfinished(Moment moment, Copy now) throws IOException {
    // A log that ends before the commit is what there was at INSIDE.
    return moment == Moment.AFTER ? Map.of("torn in the commit of", torn((Kept) now)) : Map.of();
  }

  /** Without the end of the last record that was written, which is the commit. */
  private Copy torn(Kept now) throws IOException {
    String[] end =
        ask("SELECT file_name || ' ' || file_offset FROM"
                + " pg_walfile_name_offset(pg_current_wal_flush_lsn())")
            .split(" ");
    int offset = Integer.parseInt(end[1]);
    Path log = Path.of("pg_wal", end[0]);
    byte[] bytes = now.files().read(log);
    Arrays.fill(bytes, Math.max(0, offset - END_OF_RECORD), offset, (byte) 0);
    return new Kept(files.with(now.files(), log, bytes));
  }

  private String ask(String sql) throws IOException {
    PostgresServer.Database database = server.database();
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException failure) {
      throw new IOException(sql, failure);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
