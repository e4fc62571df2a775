package scimbridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import scimbridge.fault.Fault;

/** A YAML file while it is bound: where its problems go, and which keys have been asked for. */
final class Document {
  final Problems problems;
  final Interpolation interpolation;
  final Path folder;

  /** Every key that was asked for, names of pools and apps and positions replaced by a star. */
  final TreeSet<String> known = new TreeSet<>();

  private final Path file;

  Document(Path file, Map<String, String> environment) {
    this.file = file;
    this.folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    this.problems = new Problems(file);
    this.interpolation = new Interpolation(environment, folder);
  }

  /** The top of the file. A file that is not YAML is a fault of its own. */
  Section top() {
    try {
      Optional<Node> node =
          new Compose(
                  LoadSettings.builder()
                      .setLabel(file.toString())
                      .setSchema(new FailsafeSchema())
                      .build())
              .composeString(Files.readString(file));
      return Section.top(this, node.orElse(null));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(line, "", "not valid YAML: " + withoutContent(e.getProblem()));
      throw problems.fault();
    } catch (YamlEngineException e) {
      problems.add(1, "", "not valid YAML");
      throw problems.fault();
    } catch (IOException e) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          file + ": the file cannot be read; is it there, and may this user read it?",
          e);
    }
  }

  /** The parser quotes the file in some messages, and a password may be what it could not parse. */
  private static String withoutContent(String problem) {
    if (problem.contains("alias")) {
      return "a value that begins with '*' needs quotes";
    }
    if (problem.contains("tag") || problem.contains("directive")) {
      return "a value that begins with '!' or '%' needs quotes";
    }
    return problem;
  }
}
