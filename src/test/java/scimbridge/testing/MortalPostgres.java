package scimbridge.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server of a test's own, which ends as in a power cut and is started again on what is
 * left. It writes nothing to its files but what a commit has to write: no checkpoint, no vacuum and
 * no flush happens at a time of its own, so that a copy of the files is of one moment while no
 * transaction runs. It does not wait for the disk: a process reads what another wrote without that.
 */
public final class MortalPostgres implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final String USER = "postgres";

  private final Path folder;
  private final int port;
  private Process running;

  private MortalPostgres(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Makes the files of a server without databases of ours; it does not run yet. */
  public static MortalPostgres create(Path folder) throws IOException {
    MortalPostgres server = new MortalPostgres(folder, UnusedPort.find());
    // Small segments of the log, for they are what a copy consists of.
    Process initdb =
        server.program(
            "initdb",
            "-D",
            server.data().toString(),
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF-8",
            "--no-sync",
            "--no-data-checksums",
            "--wal-segsize=1");
    if (server.end(initdb) != 0) {
      throw new IOException(Files.readString(server.log()));
    }
    return server;
  }

  /** Its files. */
  public Path data() {
    return folder.resolve("data");
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** Its one database, the same over all starts. */
  public PostgresServer.Database database() {
    return new PostgresServer.Database(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + USER, USER, USER);
  }

  /** Starts it on its files, whatever they are, and returns when it has recovered. */
  public void start() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-D", data().toString()));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "port=" + port,
            "unix_socket_directories=",
            "max_connections=40",
            "shared_buffers=32MB",
            "fsync=off",
            "synchronous_commit=on",
            "wal_level=minimal",
            "max_wal_senders=0",
            "min_wal_size=2MB",
            "max_wal_size=1GB",
            "wal_recycle=off",
            "wal_writer_delay=10s",
            "checkpoint_timeout=1d",
            "bgwriter_lru_maxpages=0",
            "autovacuum=off",
            "io_method=sync")) {
      arguments.add("-c");
      arguments.add(setting);
    }
    running = program("postgres", arguments.toArray(String[]::new));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!answers()) {
      if (!running.isAlive() || System.nanoTime() > deadline) {
        stop();
        throw new IOException("PostgreSQL does not start: " + Files.readString(log()));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private boolean answers() {
    PostgresServer.Database database = database();
    try {
      DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password()).close();
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Stops it as {@code pg_ctl stop -m immediate} does: nothing is finished, nothing is saved. */
  public void stop() throws IOException {
    if (running == null) {
      return;
    }
    // Java knows only the signals that end a process in order, or leave its children behind.
    end(new ProcessBuilder("kill", "-QUIT", Long.toString(running.pid())).start());
    end(running);
    running = null;
  }

  /** What it said; for whoever has to find out what became of it. */
  public String said() throws IOException {
    return Files.readString(log());
  }

  private Process program(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(PostgresServer.programs().resolve(name).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private int end(Process process) throws IOException {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("does not end: " + process.info());
      }
      return process.exitValue();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException(stopping);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
