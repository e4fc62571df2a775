package scimbridge.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.CancelledKeyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.server.Request;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/**
 * Receives bodies whole, within their limits of size, time and memory, before a request takes a
 * place that others need: a client that sends slowly, or never, keeps nobody waiting but itself.
 */
final class Bodies {
  /**
   * How many bodies are waited for at once. On JDK 21 to 23 a virtual thread that waits for a
   * connection occupies a platform thread, of which the JVM has at most 256 for virtual threads.
   */
  private static final int RECEIVING = 200;

  /** How many of them may be of one app. */
  private static final int RECEIVING_OF_APP = 50;

  /** How long a body waits for others of its app that are slow. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private final int maxBytes;
  private final Duration timeout;
  private final Places memory;
  private final Semaphore receiving = new Semaphore(RECEIVING, true);
  private final Map<AppId, Semaphore> receivingOfApp = new ConcurrentHashMap<>();

  Bodies(HttpLimits limits) {
    this.maxBytes = limits.maxBodyBytes();
    this.timeout = limits.bodyTimeout();
    this.memory =
        new Places(
            limits.maxBodyMemory(),
            maxBytes,
            "bytes of bodies (limits.maxBodyMemory, " + limits.maxBodyMemory() + ")");
  }

  /**
   * The body of a request, as long as its headers say (RFC 9112 §6.3).
   *
   * @throws Fault if it is too large, too slow, broken, or too much at the moment
   */
  Body receive(Request request, AppId app) {
    long declared = declaredLength(request);
    if (declared > maxBytes) {
      throw tooLarge();
    }
    boolean chunked = request.getHeader("Transfer-Encoding") != null;
    Places.Taken counted = memory.take(app, 0);
    boolean received = false;
    try {
      byte[] bytes = new byte[0];
      if (chunked || declared > 0) {
        bytes = receive(request, app, chunked ? maxBytes + 1 : (int) declared, counted);
      }
      if (bytes.length > maxBytes) {
        throw tooLarge();
      }
      received = true;
      return new Body(bytes, counted);
    } finally {
      if (!received) {
        counted.close();
      }
    }
  }

  private byte[] receive(Request request, AppId app, int most, Places.Taken counted) {
    InputStream stream = request.getInputStream();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      if (stream.available() >= most) {
        return read(request, stream, most, counted, deadline);
      }
      Semaphore ofApp =
          receivingOfApp.computeIfAbsent(app, unused -> new Semaphore(RECEIVING_OF_APP, true));
      takeTurn(ofApp);
      try {
        takeTurn(receiving);
        try {
          return read(request, stream, most, counted, deadline);
        } finally {
          receiving.release();
        }
      } finally {
        ofApp.release();
      }
    } catch (IOException | CancelledKeyException clientGone) {
      if (System.nanoTime() >= deadline) {
        throw tooSlow(request);
      }
      // Nobody may be left to read the answer; for the log it is no failure of the server.
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX, "The request body is broken, or ended too early.", clientGone);
    }
  }

  /** What arrives, up to the given number of bytes. */
  private byte[] read(
      Request request, InputStream stream, int most, Places.Taken counted, long deadline)
      throws IOException {
    Connection<?> connection = request.getRequest().getConnection();
    byte[] buffer = new byte[Math.min(8 * 1024, most)];
    counted.more(Math.min(buffer.length, maxBytes));
    int length = 0;
    while (length < most) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw tooSlow(request);
      }
      // One more than was rounded off, so that a read that times out ends after the deadline.
      connection.setReadTimeout(left + 1, TimeUnit.MILLISECONDS);
      int read = stream.read(buffer, length, buffer.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (length == buffer.length && length < most) {
        int larger = (int) Math.min(2L * length, most);
        counted.more(Math.min(larger, maxBytes) - length);
        buffer = Arrays.copyOf(buffer, larger);
      }
    }
    return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
  }

  private static void takeTurn(Semaphore turns) {
    try {
      if (turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw Fault.retryable(
        Fault.Kind.BUSY,
        "The server is still receiving as many bodies as it does at once; those before this one"
            + " arrive slowly.",
        Duration.ofSeconds(1));
  }

  /** In bytes; -1 when it is not declared. It may be more than an int holds. */
  private static long declaredLength(Request request) {
    String declared = request.getHeader("Content-Length");
    return declared == null ? -1 : Long.parseLong(declared.strip());
  }

  private Fault tooLarge() {
    return Fault.of(
        Fault.Kind.TOO_LARGE,
        "The request body is larger than the limit of " + maxBytes + " bytes (limits.maxBody).");
  }

  private Fault tooSlow(Request request) {
    // Else Grizzly waits for the rest, to read it over, before it closes the connection.
    request.getRequest().setExpectContent(false);
    request.getRequest().getProcessingState().setKeepAlive(false);
    return Fault.of(
        Fault.Kind.TIMED_OUT,
        "The request body did not arrive within "
            + timeout.toSeconds()
            + " seconds (limits.bodyTimeout).");
  }

  /** A whole body, and the memory that is counted for it until it is closed. */
  static final class Body implements AutoCloseable {
    private final byte[] bytes;
    private final Places.Taken counted;

    private Body(byte[] bytes, Places.Taken counted) {
      this.bytes = bytes;
      this.counted = counted;
    }

    /** What was sent; empty if nothing was. */
    InputStream stream() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {
      counted.close();
    }
  }
}
