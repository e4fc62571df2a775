package scimbridge.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/**
 * The data folder, held exclusively. The lock is the operating system's: it goes with the process,
 * however that ends.
 */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = "bridge.lock";

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing (readable by its owner only) and locks it.
   *
   * @throws Fault with kind {@code BUSY} if another process holds it, {@code INTERNAL} if it cannot
   *     be made or written to
   */
  public static DataFolder lock(Path path) {
    try {
      Files.createDirectories(path, ownerOnly(path, "rwx------"));
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              ownerOnly(path, "rw-------"));
      if (lock(channel) == null) {
        String holder = holder(channel);
        channel.close();
        throw Fault.of(
            Fault.Kind.BUSY,
            "the data folder "
                + path
                + " is in use by another server"
                + holder
                + " or command; stop it, or try again when it is done");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "the data folder " + path + " cannot be written to: " + reason(e),
          e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Lets go of it. The lock file stays: removing it would let two processes hold two locks. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Fault.of(Fault.Kind.INTERNAL, "the lock of " + path + " cannot be released", e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(20);
    channel.read(buffer, 0);
    String pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    return pid.matches("[0-9]+") ? " (process " + pid + ")" : "";
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException said && said.getReason() != null) {
      return said.getReason();
    }
    return e.getClass()
        .getSimpleName()
        .replaceAll("([a-z])([A-Z])", "$1 $2")
        .replaceAll(" Exception$", "")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
