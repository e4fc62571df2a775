package scimbridge.directory.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import scimbridge.fault.Fault;

/**
 * Makes sure that only one store has a SQLite file open, by a lock of the operating system on a
 * file beside it. The lock goes with the process, however that ends; the file stays.
 */
final class StoreLock implements AutoCloseable {
  /**
   * The files this process has locked. POSIX locks belong to the process and closing any channel on
   * the file drops them, so a second opening in this process must be seen before it opens one. It
   * is static because the lock it stands for is, too.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path lockFile;
  private final FileChannel channel;

  private StoreLock(Path lockFile, FileChannel channel) {
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the lock of a database file.
   *
   * @throws Fault BUSY if somebody has it
   */
  static StoreLock take(Path database) throws IOException {
    Path lockFile = database.resolveSibling(database.getFileName() + ".lock");
    if (!HELD.add(lockFile)) {
      throw inUse(database);
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        ownerOnly(lockFile);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw inUse(database);
        }
        taken = true;
        return new StoreLock(lockFile, channel);
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    } finally {
      if (!taken) {
        HELD.remove(lockFile);
      }
    }
  }

  /** Lets only the owner read and write the file, where files have owners. */
  static void ownerOnly(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException released) {
      // The descriptor is gone either way, and the lock with it.
    } finally {
      HELD.remove(lockFile);
    }
  }

  private static Fault inUse(Path database) {
    return Fault.of(
        Fault.Kind.BUSY,
        "The store "
            + database
            + " is in use: another scim-bridge is running on it. Stop that one, or give this one"
            + " another data folder.");
  }
}
