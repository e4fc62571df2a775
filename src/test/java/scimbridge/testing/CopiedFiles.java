package scimbridge.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Copies of all files under a folder at many moments. Of a thousand files few change from one
 * moment to the next, so each content is kept once.
 */
public final class CopiedFiles {
  /** A file written so shortly before it was looked at may be written again with the same time. */
  private static final long SAME_TIME_MILLIS = 100;

  /** The time of a restored file, which it has only until it is written for the first time. */
  private static final FileTime RESTORED = FileTime.fromMillis(0);

  private final Path folder;
  private final Path kept;
  private final Set<Path> except;
  private final Map<String, Path> contents = new HashMap<>();
  private final Map<Copy, Copy> copies = new HashMap<>();
  private final Map<Path, Seen> seen = new HashMap<>();

  /**
   * Keeps copies.
   *
   * @param folder what is copied
   * @param kept an empty folder, where the contents go
   * @param except files and folders that are left as they are, by their paths in the folder
   */
  public CopiedFiles(Path folder, Path kept, Set<Path> except) {
    this.folder = folder;
    this.kept = kept;
    this.except = Set.copyOf(except);
  }

  /**
   * A file as it was when its content was known.
   *
   * @param content where that is kept
   * @param changed its time of change; null if it may have changed since without showing it
   */
  private record Seen(Path content, long size, FileTime changed) {
    boolean still(BasicFileAttributes now) {
      return now.size() == size && now.lastModifiedTime().equals(changed);
    }
  }

  /** All files at a moment; copies of the same content are equal. */
  public static final class Copy {
    private final Map<Path, Path> files;
    private final String name;

    private Copy(Map<Path, Path> files, String name) {
      this.files = files;
      this.name = name;
    }

    /** The bytes of one of the files, by its path in the folder. */
    public byte[] read(Path file) throws IOException {
      return Files.readAllBytes(files.get(file));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Copy copy && copy.files.equals(files);
    }

    @Override
    public int hashCode() {
      return files.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Copies what is there now. */
  public Copy copy() throws IOException {
    Map<Path, Path> files = new TreeMap<>();
    visit(
        (file, attributes) -> {
          Seen before = seen.get(file);
          if (before == null || !before.still(attributes)) {
            before = see(file, attributes, content(Files.readAllBytes(folder.resolve(file))));
          }
          files.put(file, before.content());
        });
    return known(files);
  }

  /** A copy with another content of one file. */
  public Copy with(Copy copy, Path file, byte[] bytes) throws IOException {
    Map<Path, Path> files = new TreeMap<>(copy.files);
    files.put(file, content(bytes));
    return known(files);
  }

  /** Makes the folder what it was when it was copied. Nobody has its files open. */
  public void restore(Copy copy) throws IOException {
    Map<Path, Path> missing = new LinkedHashMap<>(copy.files);
    visit(
        (file, attributes) -> {
          Path wanted = copy.files.get(file);
          Seen now = seen.get(file);
          if (wanted == null) {
            Files.delete(folder.resolve(file));
            seen.remove(file);
          } else if (now != null && now.still(attributes) && now.content().equals(wanted)) {
            missing.remove(file);
          }
        });
    for (Map.Entry<Path, Path> file : missing.entrySet()) {
      Path to = folder.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.copy(file.getValue(), to, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(to, RESTORED);
      seen.put(file.getKey(), new Seen(file.getValue(), Files.size(to), RESTORED));
    }
  }

  /** Lets go of all other copies. */
  public void keepOnly(Copy copy) throws IOException {
    Set<Path> needed = new HashSet<>(copy.files.values());
    for (Path content : List.copyOf(contents.values())) {
      if (!needed.contains(content)) {
        Files.delete(content);
        contents.remove(content.getFileName().toString());
      }
    }
    copies.keySet().retainAll(Set.of(copy));
    seen.values().removeIf(file -> !needed.contains(file.content()));
  }

  private Seen see(Path file, BasicFileAttributes attributes, Path content) {
    long age = System.currentTimeMillis() - attributes.lastModifiedTime().toMillis();
    Seen now =
        new Seen(
            content,
            attributes.size(),
            age < SAME_TIME_MILLIS ? null : attributes.lastModifiedTime());
    seen.put(file, now);
    return now;
  }

  private Copy known(Map<Path, Path> files) {
    Copy copy = new Copy(files, "copy-" + copies.size());
    Copy same = copies.putIfAbsent(copy, copy);
    return same == null ? copy : same;
  }

  private Path content(byte[] bytes) throws IOException {
    String hash;
    try {
      hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    Path content = contents.get(hash);
    if (content == null) {
      content = kept.resolve(hash);
      Files.write(content, bytes);
      contents.put(hash, content);
    }
    return content;
  }

  private interface Visitor {
    void file(Path file, BasicFileAttributes attributes) throws IOException;
  }

  private void visit(Visitor visitor) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return except.contains(folder.relativize(inner))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path inside = folder.relativize(file);
            if (!except.contains(inside)) {
              visitor.file(inside, attributes);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
