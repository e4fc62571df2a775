package scimbridge.provisioning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scimbridge.provisioning.CrashPoints.Effort;

/**
 * The process ends at every point of every scenario: before, in and after each transaction of the
 * store, before and after each call to Cognito, and with a call on its way; and once more at points
 * of the restart. What the last process makes of what is left has to be exactly what was
 * acknowledged, in the directory and in the pools, and nothing else may be left of the rest.
 */
class CrashPointsTest {
  /** In a usual build. */
  private static final Effort SAMPLE = new Effort(10, 1, 5);

  /** In the full tier, where every point is restarted from. */
  private static final Effort EVERY = new Effort(Integer.MAX_VALUE, 8, 25);

  private static final CrashPoints POINTS = new CrashPoints("SQLite");

  @TempDir Path folder;

  static List<CrashScenario> scenarios() {
    return CrashPoints.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aSampleOfPoints(CrashScenario scenario) throws IOException {
    POINTS.restartFrom(scenario, SqliteCrashStore.in(folder), SAMPLE);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @Tag("full")
  void everyPoint(CrashScenario scenario) throws IOException {
    POINTS.restartFrom(scenario, SqliteCrashStore.in(folder), EVERY);
  }

  @AfterAll
  static void tell() {
    POINTS.tell();
  }
}
