package scimbridge.provisioning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.provisioning.CrashWatcher.Moment;

/**
 * A store in SQLite. The database and its write-ahead log are all there is to copy; a commit is cut
 * in the middle by cutting the log.
 */
final class SqliteCrashStore implements CrashStore {
  private static final String DATABASE = "bridge.db";

  private final Path database;
  private final Path log;
  private final Path copies;
  private final Map<String, Kept> kept = new HashMap<>();

  private SqliteCrashStore(Path database, Path copies) {
    this.database = database;
    this.log = database.resolveSibling(database.getFileName() + "-wal");
    this.copies = copies;
  }

  /** The store of a bridge that was configured by others. */
  static CrashStore of(Path database) {
    return new SqliteCrashStore(database, database.resolveSibling("copies"));
  }

  /** Stores in new folders of a folder. */
  static Kind in(Path root) {
    return new Kind() {
      private int stores;

      @Override
      public CrashStore fresh() throws IOException {
        Path folder = Files.createDirectory(root.resolve("store-" + stores));
        return new SqliteCrashStore(folder.resolve(DATABASE), root.resolve("copies-" + stores++));
      }

      @Override
      public CrashStore on(Copy copy) throws IOException {
        SqliteCrashStore store = (SqliteCrashStore) fresh();
        Files.copy(((Kept) copy).database(), store.database);
        Files.copy(((Kept) copy).log(), store.log);
        return store;
      }

      @Override
      public void close() {
        // Everything is in the folder.
      }
    };
  }

  /** A folder with the files, the only one of this content. */
  private record Kept(Path folder) implements Copy {
    Path database() {
      return folder.resolve(DATABASE);
    }

    Path log() {
      return folder.resolve("log");
    }
  }

  @Override
  public Directory open() {
    return SqlDirectory.sqlite(database);
  }

  @Override
  public StoreContents contents() {
    return StoreContents.ofSqlite(database);
  }

  @Override
  public Copy copy() throws IOException {
    return keep(read(database), read(log));
  }

  @Override
  public Map<String, Copy> unfinished(Moment moment, Copy now) throws IOException {
    byte[] whole = read(((Kept) now).database());
    Optional<WriteAheadLog> frames = WriteAheadLog.of(read(((Kept) now).log()));
    Map<String, Copy> unfinished = new LinkedHashMap<>();
    if (frames.isEmpty()) {
      return unfinished;
    }
    if (moment == Moment.INSIDE && frames.get().hasUncommittedTail()) {
      unfinished.put("INSIDE, without tail,", keep(whole, frames.get().withoutUncommittedTail()));
    } else if (moment == Moment.AFTER) {
      unfinished.put("cut in the commit of", keep(whole, frames.get().withoutLastFrame()));
      unfinished.put("torn in the commit of", keep(whole, frames.get().withTornLastFrame()));
    }
    return unfinished;
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException none) {
      return new byte[0];
    }
  }

  private Kept keep(byte[] pages, byte[] frames) throws IOException {
    String content = HexFormat.of().formatHex(digest(pages, frames));
    Kept copy = kept.get(content);
    if (copy == null) {
      Path to = Files.createDirectories(copies.resolve(Integer.toString(kept.size())));
      copy = new Kept(to);
      Files.write(copy.database(), pages);
      Files.write(copy.log(), frames);
      kept.put(content, copy);
    }
    return copy;
  }

  private static byte[] digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Path folder = database.getParent();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
