package scimbridge.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.admin.AdminCommands.Listener;
import scimbridge.admin.AdminMessage.Answer;
import scimbridge.admin.AdminMessage.Request;
import scimbridge.directory.Operator;
import scimbridge.fault.Fault;

/**
 * The server's end of the socket for commands. Whoever may open it may do everything, so it belongs
 * to the server's user alone: its folder does already, and the socket itself gets mode 0600.
 */
public final class AdminSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminSocket.class);

  private final UnixDomainSocketAddress address;
  private final ServerSocketChannel listener;
  private final AdminCommands commands;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private AdminSocket(
      UnixDomainSocketAddress address, ServerSocketChannel listener, AdminCommands commands) {
    this.address = address;
    this.listener = listener;
    this.commands = commands;
  }

  /**
   * Starts to answer commands. The folder's lock shows that no other server does, so a socket file
   * that is there already was left by one that died.
   */
  public static AdminSocket open(DataFolder folder, AdminCommands commands) {
    try {
      UnixDomainSocketAddress address = SocketAddresses.claim(folder.path());
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        SocketAddresses.bind(listener, address);
      } catch (IOException e) {
        listener.close();
        throw e;
      }
      AdminSocket socket = new AdminSocket(address, listener, commands);
      socket.threads.execute(socket::accept);
      return socket;
    } catch (IOException e) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "the socket for commands in " + folder.path() + " cannot be made",
          e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      Files.deleteIfExists(address.getPath());
    } catch (IOException e) {
      log.warn("The socket for commands was not removed", e);
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.warn("A command could not be accepted", e);
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      String line = AdminMessage.line(AdminMessage.reader(client), AdminMessage.LONGEST_REQUEST);
      if (line != null) {
        AdminMessage.write(client, answer(client, AdminMessage.read(line, Request.class)));
      }
    } catch (IOException e) {
      log.debug("A command was cut off", e);
    }
  }

  private Answer answer(SocketChannel client, Request request) throws IOException {
    try {
      Operator.run(user(client), () -> run(client, request.command(), request.arguments()));
      return Answer.end();
    } catch (Fault fault) {
      return Answer.error(fault.detail());
    } catch (Unwritable e) {
      throw e.reason;
    } catch (RuntimeException e) {
      // A defect in a command must not look to the operator like a server that went away.
      log.error("The command '{}' failed", request.command(), e);
      return Answer.error("internal error; the server's log has the reason");
    }
  }

  private void run(SocketChannel client, String command, Map<String, String> arguments) {
    commands.run(
        command,
        arguments,
        new Listener() {
          @Override
          public void accept(String line) {
            send(client, Answer.text(line));
          }

          @Override
          public void check() {
            send(client, Answer.nothing());
          }
        });
  }

  private static void send(SocketChannel client, Answer answer) {
    try {
      AdminMessage.write(client, answer);
    } catch (IOException e) {
      throw new Unwritable(e);
    }
  }

  /** Whose process is at the other end, as the operating system says; empty if it does not. */
  private static String user(SocketChannel client) {
    try {
      return client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }

  /** Carries an I/O error out of a command whose operator went away. */
  private static final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    Unwritable(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
