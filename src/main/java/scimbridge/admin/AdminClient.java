package scimbridge.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import scimbridge.admin.AdminMessage.Answer;
import scimbridge.admin.AdminMessage.Request;
import scimbridge.directory.Operator;
import scimbridge.fault.Fault;

/** Has a command carried out: by the running server if there is one, else in this process. */
public final class AdminClient {
  private final Path folder;
  private final Function<DataFolder, Offline> offline;

  /** Commands and what must be closed after them, for a process that holds the data folder. */
  public interface Offline extends AutoCloseable {
    /** The commands. */
    AdminCommands commands();

    @Override
    void close();
  }

  /**
   * A client for the server of a data folder.
   *
   * @param folder the data folder
   * @param offline opens the store; called only when no server runs, with the lock held
   */
  public AdminClient(Path folder, Function<DataFolder, Offline> offline) {
    this.folder = folder;
    this.offline = offline;
  }

  /**
   * Has a command carried out.
   *
   * @throws Fault if it cannot be done, or nobody can be found to do it
   */
  public void run(String command, Map<String, String> arguments, Consumer<String> out) {
    Request request = new Request(command, arguments);
    if (sent(request, out)) {
      return;
    }
    try (DataFolder locked = DataFolder.lock(folder);
        Offline local = offline.apply(locked)) {
      Operator.run(
          System.getProperty("user.name", ""), () -> local.commands().run(command, arguments, out));
    } catch (Fault fault) {
      // A server that started between the two attempts is asked; one that does not listen yet, or
      // no longer, is reported.
      if (fault.kind() != Fault.Kind.BUSY || !sent(request, out)) {
        throw fault;
      }
    }
  }

  /** Whether a server took the request; if so, it is answered. */
  private boolean sent(Request request, Consumer<String> out) {
    Optional<SocketChannel> connection = connect();
    if (connection.isEmpty()) {
      return false;
    }
    try (SocketChannel server = connection.get()) {
      AdminMessage.write(server, request);
      receive(AdminMessage.reader(server), out);
      return true;
    } catch (IOException e) {
      throw Fault.of(
          Fault.Kind.BUSY,
          "the server went away before it answered; whether the command was carried out is unknown",
          e);
    }
  }

  private Optional<SocketChannel> connect() {
    try {
      Optional<UnixDomainSocketAddress> address = SocketAddresses.find(folder);
      return address.isEmpty() ? Optional.empty() : Optional.of(SocketChannel.open(address.get()));
    } catch (IOException e) {
      // Left by a server that died, or not ours to open; the lock tells the two apart.
      return Optional.empty();
    }
  }

  private static void receive(BufferedReader reader, Consumer<String> out) throws IOException {
    while (true) {
      String line = AdminMessage.line(reader, Integer.MAX_VALUE);
      if (line == null) {
        throw new IOException("no end");
      }
      Answer answer = AdminMessage.read(line, Answer.class);
      if (answer.text() != null) {
        out.accept(answer.text());
      }
      if (answer.error() != null) {
        throw Fault.of(Fault.Kind.INVALID_VALUE, answer.error());
      }
      if (answer.done() != null) {
        return;
      }
    }
  }
}
