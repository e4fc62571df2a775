package scimbridge.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand member operations in one PATCH on a group of a hundred thousand, in each form in
 * which clients send them. What one form adds, the next one removes.
 */
@Tag("bench")
class LargeGroupBench {
  private static final int MEMBERS = 100_000;
  private static final int OPERATIONS = 10_000;
  private static final int TIMES = 5;

  private final Table table = new Table("Members of a large group");

  @TempDir private Path folder;

  @Test
  void changingManyMembersAtOnce() throws Exception {
    try (Bridge bridge = Bridge.on(folder.resolve("bridge.db"))) {
      bridge.seed(MEMBERS + OPERATIONS);
      List<String> users = bridge.users(MEMBERS + OPERATIONS);
      List<String> others = users.subList(MEMBERS, users.size());
      try (Connection connection = new Connection(bridge.url())) {
        String group = bridge.group(connection, "large");
        for (int from = 0; from < MEMBERS; from += OPERATIONS) {
          byte[] some = bridge.join(group, users.subList(from, from + OPERATIONS));
          Load.timed(connection, some, 204);
        }
        Timings addedAtOnce = new Timings();
        Timings removedListed = new Timings();
        Timings addedOneByOne = new Timings();
        Timings removedByFilter = new Timings();
        for (int i = 0; i < TIMES; i++) {
          addedAtOnce.add(Load.timed(connection, bridge.join(group, others), 204));
          removedListed.add(
              send(connection, bridge, group, operation("remove", "members", values(others))));
          addedOneByOne.add(
              send(
                  connection,
                  bridge,
                  group,
                  each(others, id -> operation("add", "members", values(List.of(id))))));
          removedByFilter.add(
              send(
                  connection,
                  bridge,
                  group,
                  each(
                      others,
                      id -> operation("remove", "members[value eq \\\"" + id + "\\\"]", "null"))));
        }
        line("one operation that adds them", addedAtOnce);
        line("one operation that removes a list of them", removedListed);
        line("an operation for each that adds it", addedOneByOne);
        line("an operation for each that removes it by a filter", removedByFilter);
      }
    }
    table.print();
  }

  private void line(String what, Timings timings) {
    table.line(
        "%,d of %,d: %s".formatted(OPERATIONS, MEMBERS, what),
        "%.0f ms, at best %.0f ms",
        timings.median(),
        timings.millis(0));
  }

  private static long send(Connection connection, Bridge bridge, String group, String operations)
      throws Exception {
    return Load.timed(connection, bridge.patch(group, operations), 204);
  }

  private static String operation(String op, String path, String value) {
    return "{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}".formatted(op, path, value);
  }

  private static String values(List<String> ids) {
    return "[" + each(ids, "{\"value\":\"%s\"}"::formatted) + "]";
  }

  private static String each(List<String> ids, Function<String, String> text) {
    return ids.stream().map(text).collect(Collectors.joining(","));
  }
}
