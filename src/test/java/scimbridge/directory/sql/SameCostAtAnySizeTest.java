package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;
import scimbridge.directory.Transaction;

/**
 * Reads and writes of fixed size do the same work in a large directory as in a small one. Work is
 * counted in instructions of SQLite's virtual machine, which no busy machine can change.
 */
class SameCostAtAnySizeTest {
  private static final int SMALL = 1_000;

  @TempDir Path folder;

  @Test
  void inADirectoryOfTwentyThousand() throws Exception {
    costsAsMuchAsInASmallOne(20_000);
  }

  @Test
  @Tag("full")
  void inADirectoryOfAMillion() throws Exception {
    costsAsMuchAsInASmallOne(1_000_000);
  }

  private void costsAsMuchAsInASmallOne(int users) throws Exception {
    Map<String, Long> small = work(SMALL);
    Map<String, Long> large = work(users);

    assertThat(small).hasSizeGreaterThan(100);
    assertThat(large).containsOnlyKeys(small.keySet());
    assertSoftly(
        softly ->
            small.forEach(
                (name, steps) ->
                    softly
                        .assertThat(large.get(name))
                        .as(name)
                        .isLessThanOrEqualTo(steps * 12 / 10 + 50)));
  }

  private Map<String, Long> work(int users) throws Exception {
    Path file = folder.resolve(users + ".db");
    SqlDirectory.sqlite(file).close();
    long[] steps = {0};
    Map<String, Long> work = new LinkedHashMap<>();
    try (Handle handle = SqlDirectory.configure(Jdbi.create("jdbc:sqlite:" + file)).open()) {
      handle.execute("PRAGMA foreign_keys = ON");
      handle.begin();
      ManyResources.fill(handle, users);
      ProgressHandler.setHandler(
          handle.getConnection(),
          1,
          new ProgressHandler() {
            @Override
            protected int progress() {
              steps[0]++;
              return 0;
            }
          });
      Transaction tx =
          new SqlTransaction(new Statements(handle, Dialect.SQLITE, new UnreadableRows()));
      Map<String, Consumer<Transaction>> operations = ManyResources.reads(users);
      operations.putAll(ManyResources.writes(users));
      operations.forEach(
          (name, operation) -> {
            long before = steps[0];
            operation.accept(tx);
            work.put(name.replaceAll("[0-9]+", "#"), steps[0] - before);
          });
      ProgressHandler.clearHandler(handle.getConnection());
      handle.rollback();
    }
    return work;
  }
}
