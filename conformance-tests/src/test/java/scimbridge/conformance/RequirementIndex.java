package scimbridge.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The normative statements of the RFCs, as {@code requirements.tsv} lists them. */
final class RequirementIndex {
  static final String TESTED = "tested";
  static final String NOT_OBSERVABLE = "not observable";
  static final String OPEN = "open";

  /**
   * One line of the index.
   *
   * @param id RFC, section and number, with {@code -} between them
   * @param level the RFC's word; FACT where it states without one
   */
  record Line(String id, String section, String level, String status, String statement) {
    String rfc() {
      return id.substring(0, id.indexOf('-'));
    }
  }

  private RequirementIndex() {}

  /** All lines, in the order of the file. */
  static List<Line> read() {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                RequirementIndex.class.getResourceAsStream("/requirements.tsv"),
                StandardCharsets.UTF_8))) {
      return file.lines().skip(1).map(RequirementIndex::line).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    String[] cells = text.split("\t", -1);
    if (cells.length != 5) {
      throw new IllegalArgumentException("Not five cells: " + text);
    }
    return new Line(cells[0], cells[1], cells[2], cells[3], cells[4]);
  }

  /** How many statements are tested, not observable and open, for each RFC and level. */
  static String coverage(List<Line> lines) {
    Map<String, Map<String, Long>> counts =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> "RFC " + line.rfc() + " " + line.level(),
                    TreeMap::new,
                    Collectors.groupingBy(Line::status, Collectors.counting())));
    counts.put(
        "in all",
        lines.stream().collect(Collectors.groupingBy(Line::status, Collectors.counting())));
    String row = "%-16s %7s %15s %5s%n";
    StringBuilder table =
        new StringBuilder(row.formatted("Coverage", TESTED, NOT_OBSERVABLE, OPEN));
    counts.forEach(
        (name, count) ->
            table.append(
                row.formatted(
                    name,
                    count.getOrDefault(TESTED, 0L),
                    count.getOrDefault(NOT_OBSERVABLE, 0L),
                    count.getOrDefault(OPEN, 0L))));
    return table.toString();
  }
}
