package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scimbridge.directory.Directory;
import scimbridge.directory.Examples;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.provisioning.CrashPoints.Effort;
import scimbridge.provisioning.CrashWatcher.Moment;

/**
 * The same as {@link CrashPointsTest} with a store in PostgreSQL, of which every file is copied,
 * and which has to recover before the next bridge is started on it. No bridge may take a lease for
 * over because it has just begun: others may be alive. It runs beside other classes; its own tests
 * come one after the other, for they have one server.
 */
@Execution(ExecutionMode.CONCURRENT)
class PostgresCrashPointsTest {
  /** In a usual build. */
  private static final Effort SAMPLE = new Effort(2, 0, 0);

  /** In the full tier, where every point is restarted from. */
  private static final Effort EVERY = new Effort(Integer.MAX_VALUE, 4, 12);

  private static final CrashPoints POINTS = new CrashPoints("PostgreSQL");

  @TempDir static Path folder;
  private static CrashStore.Kind stores;

  @BeforeAll
  static void begin() throws IOException {
    stores = PostgresCrashStore.in(folder);
  }

  @AfterAll
  static void end() throws IOException {
    POINTS.tell();
    stores.close();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aCopyHasWhatWasCommittedAndNothingElse() throws IOException {
    List<CrashStore.Copy> inside = new ArrayList<>();
    CrashStore.Copy committed;
    CrashStore.Copy torn;
    try (CrashStore store = stores.fresh();
        Directory directory = store.open()) {
      add(directory, "ann", () -> {});
      add(directory, "bob", () -> inside.add(copy(store)));
      committed = copy(store);
      torn = store.unfinished(Moment.AFTER, committed).values().iterator().next();
    }

    assertThat(users(committed)).containsExactly("ann", "bob");
    assertThat(users(torn)).containsExactly("ann");
    assertThat(users(inside.getFirst())).containsExactly("ann");
    assertThat(users(committed)).containsExactly("ann", "bob");
  }

  private static void add(Directory directory, String name, Runnable before) {
    directory.<Object>write(
        tx -> {
          tx.resources().insert(Examples.user(ProvisioningFixture.APP, name));
          before.run();
          return null;
        });
  }

  private static CrashStore.Copy copy(CrashStore store) {
    try {
      return store.copy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> users(CrashStore.Copy copy) throws IOException {
    try (CrashStore store = stores.on(copy);
        Directory directory = store.open()) {
      return directory
          .<List<Resource>>read(tx -> DirectoryContents.all(tx, ResourceType.USER))
          .stream()
          .map(user -> ((User) user).userName())
          .sorted()
          .toList();
    }
  }

  static List<CrashScenario> scenarios() {
    return CrashPoints.scenarios();
  }

  /** Every other one: a usual build has no time to record them all on a second store. */
  static List<CrashScenario> someScenarios() {
    List<CrashScenario> all = scenarios();
    return IntStream.range(0, all.size()).filter(i -> i % 2 == 0).mapToObj(all::get).toList();
  }

  @ParameterizedTest
  @Execution(ExecutionMode.SAME_THREAD)
  @MethodSource("someScenarios")
  void aSampleOfPoints(CrashScenario scenario) throws IOException {
    POINTS.restartFrom(scenario, stores, SAMPLE);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.SAME_THREAD)
  @MethodSource("scenarios")
  @Tag("full")
  void everyPoint(CrashScenario scenario) throws IOException {
    POINTS.restartFrom(scenario, stores, EVERY);
  }
}
