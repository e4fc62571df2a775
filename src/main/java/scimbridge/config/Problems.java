package scimbridge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import scimbridge.fault.Fault;

/** What is wrong with a file, in the order of its lines. */
final class Problems {
  private final Path file;
  private final List<Problem> found = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
  }

  /** Notes a problem. Lines count from 1; an empty key stands for the file as a whole. */
  void add(int line, String key, String problem) {
    found.add(new Problem(line, key, problem));
  }

  int count() {
    return found.size();
  }

  /** All problems as one fault. */
  Fault fault() {
    return Fault.of(
        Fault.Kind.INVALID_VALUE,
        found.stream()
            .sorted(Comparator.comparingInt(Problem::line))
            .map(problem -> problem.describe(file))
            .distinct()
            .collect(Collectors.joining("\n")));
  }

  private record Problem(int line, String key, String text) {
    String describe(Path file) {
      return file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
  }
}
