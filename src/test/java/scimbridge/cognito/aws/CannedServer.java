package scimbridge.cognito.aws;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server that says what it is told to and breaks connections on demand, as no well-behaved HTTP
 * server would. One request per connection.
 */
final class CannedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Semaphore received = new Semaphore(0);
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  CannedServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** What was received, in order. */
  List<Request> requests() {
    return requests;
  }

  /** Waits until a request has been read that nobody waited for before. */
  void awaitRequest() throws InterruptedException {
    if (!received.tryAcquire(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no request came");
    }
  }

  /** What the next requests get; the last reply stays for all that follow. */
  CannedServer reply(Reply... next) {
    synchronized (replies) {
      replies.clear();
      replies.addAll(List.of(next));
    }
    return this;
  }

  /** A response with a JSON body. */
  static Reply json(int status, String body) {
    return new Reply(status, body);
  }

  /** An error as Cognito says it. */
  static Reply error(int status, String code, String message) {
    return json(status, "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void serve(Socket connection) {
    try {
      Reply reply = next();
      if (reply.status == Reply.RESET_UNREAD) {
        reset(connection);
        return;
      }
      requests.add(read(new BufferedInputStream(connection.getInputStream())));
      received.release();
      switch (reply.status) {
        case Reply.RESET -> reset(connection);
        case Reply.STALL -> {}
        default -> {
          connection.getOutputStream().write(reply.bytes());
          connection.close();
        }
      }
    } catch (IOException e) {
      // The client went away; what it made of that is what the test looks at.
      return;
    }
  }

  private Reply next() {
    synchronized (replies) {
      return replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
    }
  }

  /** Sends RST instead of FIN. */
  private static void reset(Socket connection) throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  private static Request read(InputStream in) throws IOException {
    line(in);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    return new Request(headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the client went away");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** What is done with a request. */
  record Reply(int status, String body) {
    private static final int RESET_UNREAD = -1;
    private static final int RESET = -2;
    private static final int STALL = -3;

    /** The connection is reset before the request is read. */
    static final Reply RESETS_UNREAD = new Reply(RESET_UNREAD, "");

    /** The connection is reset when the request has been read. */
    static final Reply RESETS = new Reply(RESET, "");

    /** Nothing ever comes. */
    static final Reply STALLS = new Reply(STALL, "");

    private byte[] bytes() {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      String head =
          "HTTP/1.1 "
              + status
              + " Canned\r\nContent-Type: application/x-amz-json-1.1\r\nConnection: close\r\n"
              + "x-amzn-RequestId: 11111111-2222\r\nContent-Length: "
              + content.length
              + "\r\n\r\n";
      return (head + body).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** What was sent. */
  record Request(Map<String, String> headers, String body) {
    String operation() {
      return headers.getOrDefault("X-Amz-Target", "").replaceFirst(".*\\.", "");
    }
  }
}
