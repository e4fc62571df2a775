package scimbridge.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What one client says to a server, from the test of its connection to the deletion: a YAML file in
 * {@code conversations}. The README of this folder describes the format. A key that is not known is
 * an error, so that no check is lost by a slip of the pen.
 *
 * @param client the client, and the way it is set up
 * @param evidence where the requests are known from
 * @param needs what the client needs of the answers, in words
 * @param headers headers of every request
 * @param query what is added to the query of every request; empty for nothing
 */
record Conversation(
    String client,
    String evidence,
    List<String> needs,
    Map<String, String> headers,
    String query,
    List<Step> steps) {

  /**
   * One request and what its answer must be.
   *
   * @param resend the name of a captured body to send again, with the members of {@code with} in
   *     place of its own; empty to send {@code body}
   * @param status the statuses that the client takes
   * @param answerHeaders a value or pattern for each header that must be there
   * @param answerBody a value, pattern or kind for each path that is looked at
   * @param capture the paths whose values later steps use, by the name they use
   */
  record Step(
      String name,
      String method,
      String path,
      Map<String, String> headers,
      String body,
      String resend,
      Map<String, Object> with,
      List<Integer> status,
      Map<String, String> answerHeaders,
      Map<String, Object> answerBody,
      Map<String, String> capture) {}

  /** All conversations of the class path, and of the folder of {@code scim.conversations}. */
  static List<Conversation> all() {
    try {
      URI own = Conversation.class.getResource("/conversations").toURI();
      Stream<Path> folders = Stream.of(Path.of(own));
      String more = System.getProperty("scim.conversations", "");
      if (!more.isEmpty()) {
        folders = Stream.concat(folders, Stream.of(Path.of(more)));
      }
      return folders.flatMap(Conversation::files).map(Conversation::read).toList();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Conversation read(Path file) {
    try (InputStream text = Files.newInputStream(file)) {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      return conversation(mapping(new Load(settings).loadFromInputStream(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Conversation conversation(Map<String, Object> file) {
    knows(file, Set.of("client", "evidence", "needs", "headers", "query", "steps"));
    return new Conversation(
        required(file, "client"),
        required(file, "evidence"),
        list(file.get("needs")).stream().map(Object::toString).toList(),
        texts(file.get("headers")),
        file.getOrDefault("query", "").toString(),
        list(file.get("steps")).stream().map(step -> step(mapping(step))).toList());
  }

  private static Step step(Map<String, Object> step) {
    knows(step, Set.of("step", "send", "headers", "body", "resend", "with", "expect", "capture"));
    Map<String, Object> expect = mapping(step.get("expect"));
    knows(expect, Set.of("status", "headers", "body"));
    String[] line = required(step, "send").split(" ", 2);
    List<Integer> status =
        list(expect.get("status")).stream().map(code -> Integer.valueOf(code.toString())).toList();
    if (status.isEmpty()) {
      throw new IllegalArgumentException("'" + step.get("step") + "' expects no status");
    }
    return new Step(
        required(step, "step"),
        line[0].toUpperCase(Locale.ROOT),
        line[1],
        texts(step.get("headers")),
        step.getOrDefault("body", "").toString(),
        step.getOrDefault("resend", "").toString(),
        mapping(step.get("with")),
        status,
        texts(expect.get("headers")),
        mapping(expect.get("body")),
        texts(step.get("capture")));
  }

  private static void knows(Map<String, Object> mapping, Set<String> keys) {
    for (String key : mapping.keySet()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException("'" + key + "' is none of " + keys);
      }
    }
  }

  private static String required(Map<String, Object> mapping, String key) {
    Object value = mapping.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing in " + mapping.keySet());
    }
    return value.toString();
  }

  private static List<?> list(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  private static Map<String, Object> mapping(Object value) {
    Map<String, Object> mapping = new TreeMap<>();
    if (value != null) {
      ((Map<?, ?>) value).forEach((key, of) -> mapping.put(key.toString(), of));
    }
    return mapping;
  }

  private static Map<String, String> texts(Object value) {
    Map<String, String> texts = new TreeMap<>();
    mapping(value).forEach((key, of) -> texts.put(key, of.toString()));
    return texts;
  }
}
