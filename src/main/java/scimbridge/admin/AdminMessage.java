package scimbridge.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes through the socket: one line of JSON each. A client sends one {@link Request}; the
 * server answers any number of {@link Answer}s with text, then one that is the end.
 */
final class AdminMessage {
  /** No command needs more; whoever sends more is not a client of ours. */
  static final int LONGEST_REQUEST = 64 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AdminMessage() {}

  record Request(String command, Map<String, String> arguments) {
    Request {
      arguments = Map.copyOf(arguments);
    }
  }

  /**
   * A part of the answer.
   *
   * @param text a line for the operator
   * @param error why the command failed; the end
   * @param done true at the end of a command that succeeded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(@Nullable String text, @Nullable String error, @Nullable Boolean done) {
    static Answer text(String line) {
      return new Answer(line, null, null);
    }

    /** Says nothing; whoever cannot take it is gone. */
    static Answer nothing() {
      return new Answer(null, null, null);
    }

    static Answer error(String reason) {
      return new Answer(null, reason, null);
    }

    static Answer end() {
      return new Answer(null, null, true);
    }
  }

  static void write(SocketChannel channel, Object message) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  static BufferedReader reader(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /** The next line, at most {@code longest} characters of it; null at the end. */
  static @Nullable String line(BufferedReader reader, int longest) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = reader.read(); next != '\n'; next = reader.read()) {
      if (next < 0) {
        return null;
      }
      if (line.length() == longest) {
        throw new IOException("line too long");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  static <T> T read(String line, Class<T> type) throws JsonProcessingException {
    return JSON.readValue(line, type);
  }
}
