package scimbridge.admin;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where the socket of a data folder is: {@code admin.sock} in it, unless that path is longer than
 * the operating system allows for sockets. Then it is in a folder of its own among the temporary
 * files, and {@code admin.sock.path} says where.
 */
final class SocketAddresses {
  /** {@code sun_path} has 104 bytes on macOS and 108 on Linux, one of them for the end. */
  private static final int LONGEST = 103;

  /** The folder that a socket is made in has a random name, longer than the socket's own. */
  private static final int STAGING = 24;

  private static final String NAME = "admin.sock";
  private static final String POINTER = "admin.sock.path";

  private SocketAddresses() {}

  /** The address to listen at; whatever an earlier server left is removed. */
  static UnixDomainSocketAddress claim(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
    Optional<Path> elsewhere = pointed(folder);
    if (elsewhere.isPresent()) {
      Files.deleteIfExists(elsewhere.get());
      Files.delete(folder.resolve(POINTER));
    }
    Path plain = folder.toAbsolutePath().resolve(NAME);
    if (fits(plain)) {
      return UnixDomainSocketAddress.of(plain);
    }
    Path socket = Files.createTempDirectory("scim-bridge").resolve(NAME);
    Files.writeString(folder.resolve(POINTER), socket.toString());
    return UnixDomainSocketAddress.of(socket);
  }

  /** The address that a server of this folder listens at, if one does or did. */
  static Optional<UnixDomainSocketAddress> find(Path folder) throws IOException {
    Path plain = folder.toAbsolutePath().resolve(NAME);
    if (fits(plain)) {
      return Files.exists(plain)
          ? Optional.of(UnixDomainSocketAddress.of(plain))
          : Optional.empty();
    }
    return pointed(folder).filter(Files::exists).map(UnixDomainSocketAddress::of);
  }

  /**
   * Binds a socket that is the owner's alone from the first moment it can be seen: it is made in a
   * folder that nobody else can enter, and moved to its place.
   */
  static void bind(ServerSocketChannel listener, UnixDomainSocketAddress address)
      throws IOException {
    Path folder = Files.createTempDirectory(address.getPath().getParent(), ".");
    Path staged = folder.resolve("s");
    try {
      listener.bind(UnixDomainSocketAddress.of(staged));
      Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rw-------"));
      Files.move(staged, address.getPath(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(staged);
      Files.deleteIfExists(folder);
    }
  }

  private static Optional<Path> pointed(Path folder) throws IOException {
    Path pointer = folder.resolve(POINTER);
    return Files.exists(pointer)
        ? Optional.of(Path.of(Files.readString(pointer))).filter(socket -> socket.endsWith(NAME))
        : Optional.empty();
  }

  private static boolean fits(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST - STAGING;
  }
}
