package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.AdminCommands.Listener;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.testing.ForwardingDirectory;
import scimbridge.testing.SteppedClock;

/** {@code log --follow} leaves nothing out and shows nothing twice, whatever happens meanwhile. */
@Timeout(60)
class FollowedLogTest {
  private static final AppId OKTA = new AppId("okta");
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path folder;
  private final SteppedClock clock = new SteppedClock(NOON);

  /** What happens in each pause; after the last the server stops. */
  private final Deque<Runnable> pauses = new ArrayDeque<>();

  private final List<String> shown = new ArrayList<>();
  private SqlDirectory directory;
  private boolean away;

  /** What happens while the operator's terminal takes the next line. */
  private Runnable taking = () -> {};

  @BeforeEach
  void open() {
    directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void recordsOfTheSameMillisecondThatComeLaterAreShown() {
    append("one", NOON);
    pauses.add(() -> append("two", NOON));
    pauses.add(() -> append("three", NOON));
    pauses.add(() -> append("late", NOON.minusSeconds(9)));
    pauses.add(() -> {});

    follow();

    assertThat(shown).containsExactly("one", "two", "three", "late");
  }

  @Test
  void aTerminalThatStandsStillForAMinuteMissesNothing() {
    pauses.add(() -> append("one", clock.instant()));
    pauses.add(() -> {});
    pauses.add(() -> {});
    taking =
        () -> {
          for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofSeconds(1));
            append("missed " + i, clock.instant());
          }
        };

    follow();

    assertThat(shown).hasSize(61).doesNotHaveDuplicates().contains("missed 0", "missed 59");
  }

  @Test
  void aStoreThatIsAwayForAMinuteEndsNothingAndWhatOthersWroteMeanwhileIsShown() {
    append("one", NOON);
    pauses.add(
        () -> {
          away = true;
          append("two", clock.instant());
        });
    pauses.add(() -> clock.advance(Duration.ofMinutes(1)));
    // It comes back for one page, and is away again in the midst of what there is to read.
    pauses.add(
        () -> {
          away = false;
          for (int i = 0; i < 300; i++) {
            append("more " + i, NOON.plusSeconds(30));
          }
          taking = () -> away = true;
        });
    pauses.add(() -> clock.advance(Duration.ofMinutes(1)));
    pauses.add(() -> away = false);
    pauses.add(() -> {});

    follow();

    assertThat(shown).hasSize(302).doesNotHaveDuplicates().startsWith("one", "two", "more 0");
  }

  @Test
  void aClockThatIsPutBackShowsNothingTwiceAndLeavesNothingOut() {
    for (int i = 0; i < 20; i++) {
      int number = i;
      pauses.add(
          () -> {
            append("before " + number, clock.instant());
            clock.advance(Duration.ofSeconds(1));
          });
    }
    pauses.add(
        () -> {
          clock.advance(Duration.ofSeconds(-8));
          append("after", clock.instant());
        });
    pauses.add(() -> {});

    follow();

    assertThat(shown).hasSize(21).doesNotHaveDuplicates().contains("after");
  }

  @Test
  void retentionMayForgetEverythingMeanwhile() {
    append("one", NOON.minus(Duration.ofDays(2)));
    pauses.add(
        () -> {
          directory.<Integer>write(tx -> tx.audit().purge(NOON.minus(Duration.ofDays(1)), 500));
          append("two", clock.instant());
        });
    pauses.add(() -> append("three", clock.instant()));
    pauses.add(
        () -> {
          clock.advance(Duration.ofDays(2));
          directory.<Integer>write(tx -> tx.audit().purge(NOON.plus(Duration.ofDays(1)), 500));
          append("four", clock.instant());
        });
    pauses.add(() -> append("five", clock.instant()));

    follow();

    assertThat(shown).containsExactly("one", "two", "three", "four", "five");
  }

  @Test
  void oneThatCannotBeReadIsToldOnceAndTheOthersGoOn() throws Exception {
    // Written as a newer version would, by another server on the same store.
    tamper(
        "CREATE TRIGGER newer AFTER INSERT ON audit WHEN NEW.action = 'newer' BEGIN"
            + " UPDATE audit SET parts = '{\"newer\":1}' WHERE seq = NEW.seq; END");
    append("one", NOON);
    pauses.add(() -> append("newer", NOON));
    pauses.add(() -> append("two", NOON));
    pauses.add(() -> {});

    follow();

    assertThat(shown)
        .containsExactly(
            "one", "{\"at\":\"2026-11-25T12:00:00.000Z\",\"record\":2,\"unreadable\":true}", "two");
  }

  private void tamper(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bridge.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void itReadsOnceAPauseAndNotAllTheTime() {
    for (int i = 0; i < 10; i++) {
      pauses.add(() -> {});
    }
    Counted counted = new Counted(directory);

    follow(counted);

    assertThat(counted.reads).isLessThan(2 * 10 + 5);
  }

  private void follow() {
    follow(new Away(directory));
  }

  private void follow(Directory from) {
    AdminCommands commands = new AdminCommands();
    new LogCommands(from, clock, pause -> next(), new AppNames(Set.of(OKTA))).addTo(commands);
    commands.run("log", Map.of("follow", "true", "json", "true"), new Terminal());
  }

  private void next() throws InterruptedException {
    Runnable happens = pauses.poll();
    if (happens == null) {
      throw new InterruptedException("the server stops");
    }
    happens.run();
  }

  private void append(String action, Instant at) {
    directory.<Boolean>write(
        tx -> {
          tx.audit().append(new Entry(at, OKTA, "worker", action, null, "accepted", "", "request"));
          return true;
        });
  }

  /** The operator's terminal. */
  private final class Terminal implements Listener {

    @Override
    public void accept(String line) {
      Runnable happens = taking;
      taking = () -> {};
      happens.run();
      shown.add(line.replaceAll(".*\"action\":\"([^\"]*)\".*", "$1"));
    }

    @Override
    public void check() {}
  }

  /** A store that cannot be read now and then, although others write it. */
  private final class Away extends ForwardingDirectory {

    Away(Directory directory) {
      super(directory);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
      if (away) {
        throw Fault.retryable(Fault.Kind.BUSY, "The store is away.", Duration.ofSeconds(1));
      }
      return directory.read(work);
    }
  }

  /** A store that counts. */
  private static final class Counted extends ForwardingDirectory {
    private int reads;

    Counted(Directory directory) {
      super(directory);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
      reads++;
      return directory.read(work);
    }
  }
}
