package scimbridge.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of snapshots: beside the data, or in a temporary folder when there is none. */
final class Snapshots implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final @Nullable Path dataFolder;
  private @Nullable Path temporary;

  Snapshots(@Nullable Path dataFolder) {
    this.dataFolder = dataFolder;
  }

  /** The file for a new snapshot; an old one of that name is gone. */
  synchronized Path toWrite(String name) throws IOException {
    Path file = file(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
    return file;
  }

  /** The file of a snapshot that was taken. */
  synchronized Path toRead(String name) throws IOException {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no snapshot '" + name + "'");
    }
    return file;
  }

  private Path file(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a snapshot: '" + name + "'");
    }
    if (dataFolder != null) {
      return dataFolder.resolve("snapshots").resolve(name + ".sqlite");
    }
    Path folder = temporary;
    if (folder == null) {
      folder = Files.createTempDirectory("emulator-snapshots");
      temporary = folder;
    }
    return folder.resolve(name + ".sqlite");
  }

  /** Removes what was only temporary. */
  @Override
  public synchronized void close() throws IOException {
    Path folder = temporary;
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      temporary = null;
    }
  }
}
