package scimbridge.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file. Each method asks for a key and notes what is wrong with its value; what
 * it returns then is a stand-in, of use only to find the next problem. A section that is not in the
 * file answers with defaults.
 */
final class Section {
  /** How YAML writes that there is no value. */
  private static final Set<String> NULLS = Set.of("", "~", "null");

  private final Document document;
  private final String path;
  private final String pattern;
  private final boolean present;
  private final int line;
  private final @Nullable String text;
  private final int problemsBefore;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final TreeSet<String> asked = new TreeSet<>();

  private Section(
      Document document, String path, String pattern, @Nullable Node node, int parentLine) {
    this(document, path, pattern, node, parentLine, null);
  }

  private Section(
      Document document,
      String path,
      String pattern,
      @Nullable Node node,
      int parentLine,
      @Nullable String text) {
    this.document = document;
    this.text = text;
    this.path = path;
    this.problemsBefore = document.problems.count();
    this.pattern = pattern;
    this.present = node != null;
    this.line = node == null ? parentLine : line(node);
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::take);
    } else if (node != null) {
      problem("must be a mapping of keys to values");
    }
  }

  static Section top(Document document, @Nullable Node node) {
    return new Section(document, "", "", node, 1);
  }

  boolean present() {
    return present;
  }

  /** The value that stands in the place of a section, where either is allowed. */
  Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** Whether the section is in the file and no problem was noted since it was met. */
  boolean clean() {
    return present && document.problems.count() == problemsBefore;
  }

  /** Notes a problem of the section as a whole. */
  void problem(String text) {
    document.problems.add(line, path, text);
  }

  /** Notes a problem of one key of it. */
  void problem(String key, String text) {
    document.problems.add(lines.getOrDefault(key, line), join(path, key), text);
  }

  /** Whether the file holds the key with a value. */
  boolean has(String key) {
    return node(key) != null;
  }

  /** The names of a section whose keys are names that the administrator chose. */
  Map<String, Section> named(String key) {
    Section parent = section(key);
    Map<String, Section> sections = new LinkedHashMap<>();
    parent.entries.forEach(
        (name, node) -> {
          parent.asked.add(name);
          sections.put(
              name,
              new Section(
                  document,
                  join(parent.path, name),
                  join(parent.pattern, "*"),
                  isNull(node) ? null : node,
                  parent.lines.getOrDefault(name, parent.line)));
        });
    return sections;
  }

  /** As {@link #named}, where each name may have a single value in the place of a section. */
  Map<String, Section> namedOrText(String key) {
    Section parent = section(key);
    Map<String, Section> sections = new LinkedHashMap<>();
    parent.entries.forEach(
        (name, node) -> {
          parent.asked.add(name);
          boolean single = node instanceof ScalarNode;
          sections.put(
              name,
              new Section(
                  document,
                  join(parent.path, name),
                  join(parent.pattern, "*"),
                  single ? null : node,
                  parent.lines.getOrDefault(name, parent.line),
                  single && !isNull(node)
                      ? parent.scalar(name, node).map(Value::text).orElse("")
                      : null));
        });
    return sections;
  }

  Section section(String key) {
    Node node = node(key);
    return new Section(
        document, join(path, key), join(pattern, key), node, lines.getOrDefault(key, line));
  }

  /** Whether the value of the key is a section and not a single value. */
  boolean isSection(String key) {
    return node(key) instanceof MappingNode;
  }

  /** Whether the value of the key is a list. */
  boolean isList(String key) {
    return node(key) instanceof SequenceNode;
  }

  /** The sections of a list. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    for (Node item : items(key)) {
      String position = "[" + sections.size() + "]";
      sections.add(
          new Section(document, join(path, key) + position, join(pattern, key), item, line(item)));
    }
    return sections;
  }

  /** The items of a list, each of them one of the known names; at least one. */
  List<String> names(String key, String what, Set<String> known) {
    List<String> names = new ArrayList<>();
    List<Node> items = items(key);
    for (Node item : items) {
      Optional<Value> name = scalar(key, item);
      if (name.isPresent() && known.contains(name.get().text)) {
        names.add(name.get().text);
      } else if (name.isPresent()) {
        problem(
            key, name.get().quoted() + "is not a " + what + Spelling.hint(name.get().text, known));
      }
    }
    if (items.isEmpty()) {
      problem(key, "at least one " + what + " is needed");
    }
    return names;
  }

  /** The items of a list, each of which must look like the pattern; none if there is no list. */
  List<String> texts(String key, Pattern pattern, String description) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      scalar(key, item)
          .ifPresent(
              value -> {
                if (!pattern.matcher(value.text).matches()) {
                  problem(key, value.quoted() + "is not " + description);
                }
                texts.add(value.text);
              });
    }
    return texts;
  }

  Optional<String> text(String key) {
    return value(key).map(Value::text);
  }

  /** A text that must be there and look like the pattern, which is described in words. */
  String required(String key, Pattern pattern, String description) {
    Optional<Value> value = value(key);
    missing(key, value);
    value
        .filter(given -> !pattern.matcher(given.text).matches())
        .ifPresent(given -> problem(key, given.quoted() + "is not " + description));
    return value.map(Value::text).orElse("");
  }

  /** A text that must look like the pattern if it is there. */
  Optional<String> optional(String key, Pattern pattern, String description) {
    return has(key) ? Optional.of(required(key, pattern, description)) : Optional.empty();
  }

  Secret requiredSecret(String key) {
    Optional<Secret> secret = secret(key);
    missing(key, secret);
    return secret.orElse(new Secret(""));
  }

  Optional<Secret> secret(String key) {
    return value(key)
        .filter(
            value -> {
              if (value.text.isBlank()) {
                problem(key, "is empty");
              }
              return true;
            })
        .map(value -> new Secret(value.text));
  }

  boolean flag(String key, boolean otherwise) {
    return choice(key, Map.of("true", true, "false", false)).orElse(otherwise);
  }

  <T> Optional<T> choice(String key, Map<String, T> choices) {
    Optional<Value> value = value(key);
    value
        .filter(given -> !choices.containsKey(given.text))
        .ifPresent(
            given ->
                problem(
                    key,
                    given.quoted()
                        + "is not one of "
                        + String.join(", ", new TreeSet<>(choices.keySet()))));
    return value.flatMap(given -> Optional.ofNullable(choices.get(given.text)));
  }

  int number(String key, int otherwise, int least, int most) {
    return (int) amount(key, otherwise, least, most, Unit.NONE);
  }

  int percent(String key, int otherwise) {
    return (int) amount(key, otherwise, 1, 100, Unit.PERCENT);
  }

  int size(String key, int otherwise, int least, int most) {
    return (int) amount(key, otherwise, least, most, Unit.SIZE);
  }

  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    return Duration.ofMillis(
        amount(key, otherwise.toMillis(), least.toMillis(), most.toMillis(), Unit.DURATION));
  }

  /** An http or https address without a query. */
  Optional<URI> address(String key) {
    return value(key)
        .flatMap(
            value -> {
              try {
                URI uri = new URI(value.text);
                boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                if (web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                  return Optional.of(uri);
                }
              } catch (URISyntaxException e) {
                // Said below.
              }
              problem(key, value.quoted() + "is not an http:// or https:// address");
              return Optional.empty();
            });
  }

  /** A path; a relative one starts at the folder of the file. */
  Optional<Path> path(String key) {
    return value(key)
        .flatMap(
            value -> {
              try {
                return Optional.of(document.folder.resolve(value.text).normalize());
              } catch (InvalidPathException e) {
                problem(key, value.quoted() + "is not a path");
                return Optional.empty();
              }
            });
  }

  /** Notes every key that nobody asked for. Called when all that is known has been asked for. */
  void rejectUnknown() {
    for (String key : entries.keySet()) {
      if (!asked.contains(key)) {
        problem(key, "unknown key" + Spelling.hint(key, asked));
      }
    }
  }

  private void take(NodeTuple entry) {
    if (!(entry.getKeyNode() instanceof ScalarNode name)) {
      document.problems.add(line(entry.getKeyNode()), path, "a key must be plain text");
      return;
    }
    String key = name.getValue();
    if (entries.putIfAbsent(key, entry.getValueNode()) != null) {
      document.problems.add(
          line(name), join(path, key), "is there twice, first in line " + lines.get(key));
    } else {
      lines.put(key, line(name));
    }
  }

  private @Nullable Node node(String key) {
    asked.add(key);
    document.known.add(join(pattern, key));
    Node node = entries.get(key);
    return node == null || isNull(node) ? null : node;
  }

  private Optional<Value> value(String key) {
    return Optional.ofNullable(node(key)).flatMap(node -> scalar(key, node));
  }

  private Optional<Value> scalar(String key, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(key, "must be a single value");
      return Optional.empty();
    }
    if (node.getAnchor().isPresent()) {
      problem(key, "a value that begins with '&' needs quotes");
      return Optional.empty();
    }
    if (node.getTag().getValue().startsWith("!")) {
      problem(key, "a value that begins with '!' needs quotes");
      return Optional.empty();
    }
    try {
      String text = scalar.getValue();
      String filled = document.interpolation.fill(text);
      return Optional.of(new Value(filled, filled.equals(text)));
    } catch (Interpolation.Unresolved e) {
      problem(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<Node> items(String key) {
    Node node = node(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(key, "must be a list");
    return List.of();
  }

  private long amount(String key, long otherwise, long least, long most, Unit unit) {
    Optional<Value> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    Optional<Long> amount = unit.parse(value.get().text);
    if (amount.isEmpty()) {
      problem(key, value.get().quoted() + "is not " + unit.description());
      return otherwise;
    }
    if (amount.get() < least || amount.get() > most) {
      problem(
          key,
          value.get().quoted()
              + "is not between "
              + unit.format(least)
              + " and "
              + unit.format(most));
    }
    return amount.get();
  }

  private void missing(String key, Optional<?> value) {
    if (value.isEmpty() && present && !has(key)) {
      problem(key, "is missing");
    }
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NULLS.contains(scalar.getValue());
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /**
   * A value and whether it stands in the file as it is. Only then, and only if it is short and
   * simple, may a message repeat it: what came from elsewhere may be a secret in the wrong place,
   * and an address may hold a password.
   */
  private record Value(String text, boolean literal) {
    private static final Pattern HARMLESS = Pattern.compile("[\\w.%:/ -]{0,40}");

    String quoted() {
      return literal && HARMLESS.matcher(text).matches() ? "'" + text + "' " : "the value ";
    }
  }
}
