package scimbridge.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that has to be told one, or that comes back on the same one. It is below
 * those that systems give to whoever asks for any (Linux from 32768, others from 49152), so that no
 * other test's server or connection takes it meanwhile.
 */
public final class UnusedPort {
  private static final int FIRST = 15_000;
  private static final int END = 30_000;

  private UnusedPort() {}

  /** Looks for one on the loopback address. */
  public static int find() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket unused = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return unused.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
  }
}
