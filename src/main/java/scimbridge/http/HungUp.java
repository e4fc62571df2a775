package scimbridge.http;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A client that hangs up before it has its answer is no defect of the bridge, and what it asked for
 * is done: the rest of the answer is dropped. Otherwise Jersey writes eighty lines into the log for
 * each request of such a client, who may send them as fast as it likes.
 */
final class HungUp implements WriterInterceptor {

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    OutputStream connection = context.getOutputStream();
    context.setOutputStream(new Answer(connection));
    try {
      context.proceed();
    } finally {
      context.setOutputStream(connection);
    }
  }

  /** What is written to a connection, for as long as there is somebody at its other end. */
  private static final class Answer extends FilterOutputStream {
    private boolean gone;

    Answer(OutputStream connection) {
      super(connection);
    }

    @Override
    public void write(int octet) {
      send(() -> out.write(octet));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      send(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      send(out::flush);
    }

    @Override
    public void close() {
      send(out::close);
    }

    private void send(Sending sending) {
      if (gone) {
        return;
      }
      try {
        sending.run();
      } catch (IOException hungUp) {
        gone = true;
      }
    }
  }

  /** One step of writing. */
  @FunctionalInterface
  private interface Sending {
    void run() throws IOException;
  }
}
