package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points of scenarios at which the process ends, on one kind of store: how many there are, and
 * that a restart from each of them comes out right.
 */
final class CrashPoints {
  private final String kind;
  private int points;
  private int different;
  private int restarts;

  CrashPoints(String kind) {
    this.kind = kind;
  }

  /** All scenarios, or those whose name has {@code -Dscimbridge.scenario}. */
  static List<CrashScenario> scenarios() {
    String only = System.getProperty("scimbridge.scenario", "");
    return CrashScenarios.all().stream()
        .filter(one -> one.name().matches(".*(" + only + ").*"))
        .toList();
  }

  /**
   * How many points are restarted from.
   *
   * @param most of the different points of a scenario
   * @param firsts from how many of them the restart is recorded
   * @param seconds how many points of each such restart are restarted from
   */
  record Effort(int most, int firsts, int seconds) {}

  /** Restarts from points of a scenario, and prints how many there were. */
  void restartFrom(CrashScenario scenario, CrashStore.Kind stores, Effort effort)
      throws IOException {
    List<String> failures = new ArrayList<>();
    try (CrashWorld world = new CrashWorld(scenario)) {
      List<CrashPoint> recorded;
      try (CrashStore store = stores.fresh()) {
        recorded = new CrashRecording(world, store).run();
      }
      List<CrashPoint> all = different(recorded);
      List<CrashPoint> sample = sample(all, effort.most(), scenario.name());
      int before = restarts;
      for (CrashPoint point : sample) {
        failures.addAll(restart(world, stores, point));
      }
      int again = 0;
      for (CrashPoint first : sample(whole(all), effort.firsts(), scenario.name())) {
        List<CrashPoint> points;
        try (CrashStore store = stores.on(first.store())) {
          points = different(new CrashRecording(world, store).again(first));
        }
        again += points.size();
        for (CrashPoint point : sample(points, effort.seconds(), first.name())) {
          restart(world, stores, point)
              .forEach(wrong -> failures.add("after " + first.name() + ": " + wrong));
        }
      }
      points += recorded.size() + again;
      different += all.size() + again;
      System.out.printf(
          "%s, %s: %d points, %d different, %d of restarts, restarted from %d%n",
          kind, scenario.name(), recorded.size(), all.size(), again, restarts - before);
    }
    assertThat(failures).isEmpty();
  }

  /** Prints how many there were in all. */
  void tell() {
    System.out.printf(
        "crash points on %s: %d in all, %d different, %d restarts%n",
        kind, points, different, restarts);
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
    if (most == 0) {
      return List.of();
    }
    int stride = Math.max(1, Math.ceilDiv(points.size(), most));
    List<CrashPoint> sample = new ArrayList<>();
    for (int i = Math.floorMod(name.hashCode(), stride); i < points.size(); i += stride) {
      sample.add(points.get(i));
    }
    return sample;
  }

  private List<String> restart(CrashWorld world, CrashStore.Kind stores, CrashPoint point)
      throws IOException {
    restarts++;
    try (CrashStore store = stores.on(point.store())) {
      return new CrashRestart(world, point)
          .run(store).stream()
              .map(what -> point.name() + " (" + point.answered() + " answered): " + what)
              .toList();
    }
  }
}
