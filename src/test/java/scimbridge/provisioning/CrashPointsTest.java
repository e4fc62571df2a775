package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process ends at every point of every scenario: before, in and after each transaction of the
 * store, before and after each call to Cognito, and with a call on its way; and once more at points
 * of the restart. What the last process makes of what is left has to be exactly what was
 * acknowledged, in the directory and in the pools, and nothing else may be left of the rest.
 */
class CrashPointsTest {
  /** How many different points of a scenario are restarted from in a usual build. */
  private static final int SAMPLE = 10;

  /** From how many of them the restart is recorded, and how many points of that are tried then. */
  private static final int SECOND = 1;

  private static final int SECOND_SAMPLE = 5;

  /** The same in the full tier, where every point is restarted from. */
  private static final int FULL_SECOND = 8;

  private static final int FULL_SECOND_SAMPLE = 25;

  private static int points;
  private static int different;
  private static int restarts;

  @TempDir Path folder;
  private int folders;

  static List<CrashScenario> scenarios() {
    String only = System.getProperty("scimbridge.scenario", "");
    return CrashScenarios.all().stream()
        .filter(one -> one.name().matches(".*(" + only + ").*"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aSampleOfPoints(CrashScenario scenario) throws Exception {
    restartFrom(scenario, SAMPLE, SECOND, SECOND_SAMPLE);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @Tag("full")
  void everyPoint(CrashScenario scenario) throws Exception {
    restartFrom(scenario, Integer.MAX_VALUE, FULL_SECOND, FULL_SECOND_SAMPLE);
  }

  @AfterAll
  static void tell() {
    System.out.printf(
        "crash points: %d in all, %d different, %d restarts%n", points, different, restarts);
  }

  private void restartFrom(CrashScenario scenario, int most, int firsts, int seconds)
      throws Exception {
    List<String> failures = new ArrayList<>();
    try (CrashWorld world = new CrashWorld(scenario)) {
      List<CrashPoint> recorded = new CrashRecording(world, newFolder()).run();
      List<CrashPoint> all = different(recorded);
      List<CrashPoint> sample = sample(all, most, scenario.name());
      int before = restarts;
      sample.forEach(point -> failures.addAll(restart(world, point)));
      int again = 0;
      for (CrashPoint first : sample(whole(all), firsts, scenario.name())) {
        Path second = newFolder();
        List<CrashPoint> points = different(new CrashRecording(world, second).again(first));
        again += points.size();
        for (CrashPoint point : sample(points, seconds, first.name())) {
          restart(world, point)
              .forEach(wrong -> failures.add("after " + first.name() + ": " + wrong));
        }
      }
      points += recorded.size() + again;
      different += all.size() + again;
      System.out.printf(
          "%s: %d points, %d different, %d of restarts, restarted from %d%n",
          scenario.name(), recorded.size(), all.size(), again, restarts - before);
    }
    assertThat(failures).isEmpty();
  }

  /** Points that leave the same are one and the same for a restart. */
  private static List<CrashPoint> different(List<CrashPoint> points) {
    Map<String, CrashPoint> different = new LinkedHashMap<>();
    points.forEach(point -> different.putIfAbsent(point.state(), point));
    return new ArrayList<>(different.values());
  }

  /** Those with no call on its way. */
  private static List<CrashPoint> whole(List<CrashPoint> points) {
    return points.stream().filter(point -> point.late() == null).toList();
  }

  /** At most so many, at equal distances, beginning elsewhere with every name. */
  private static List<CrashPoint> sample(List<CrashPoint> points, int most, String name) {
    int stride = Math.max(1, Math.ceilDiv(points.size(), most));
    List<CrashPoint> sample = new ArrayList<>();
    for (int i = Math.floorMod(name.hashCode(), stride); i < points.size(); i += stride) {
      sample.add(points.get(i));
    }
    return sample;
  }

  private List<String> restart(CrashWorld world, CrashPoint point) {
    restarts++;
    try {
      Path copy = newFolder();
      List<String> wrong = new CrashRestart(world, point).run(copy);
      try (Stream<Path> files = Files.list(copy)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      return wrong.stream()
          .map(what -> point.name() + " (" + point.answered() + " answered): " + what)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve("run-" + folders++));
  }
}
