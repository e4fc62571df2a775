package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.DirectoryContract.OKTA;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Examples;
import scimbridge.fault.Fault;
import scimbridge.identity.User;

/** What is special about a store in a SQLite file. */
@Timeout(180)
class SqliteStoreTest {
  @TempDir Path folder;
  private Path file;
  private SqliteStore store;
  private SqlDirectory directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    file = folder.resolve("store.db");
    open(SqliteStore.QUEUE);
  }

  private void open(int queue) {
    store = SqliteStore.open(file, queue);
    directory = SqlDirectory.open(store);
  }

  @AfterEach
  void close() {
    directory.close();
    threads.close();
  }

  @Test
  void transactionsThatWaitAreCommittedTogetherAndFailAlone() throws Exception {
    Blocker blocker = new Blocker();
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      User user = Examples.user(OKTA, "user" + i);
      boolean throwing = i % 10 == 0;
      waiting.add(
          threads.submit(
              () ->
                  directory.<Boolean>write(
                      tx -> {
                        tx.resources().insert(user);
                        if (throwing) {
                          throw new IllegalArgumentException("on purpose");
                        }
                        return true;
                      })));
    }
    awaitWaiting(50);
    long commits = store.writer().commits();
    long transactions = store.writer().transactions();
    blocker.release();

    int failed = 0;
    for (Future<Boolean> answer : waiting) {
      try {
        assertThat(answer.get()).isTrue();
      } catch (ExecutionException failure) {
        assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
        failed++;
      }
    }
    assertThat(failed).isEqualTo(5);
    assertThat(store.writer().transactions() - transactions).isEqualTo(45 + 1);
    assertThat(store.writer().commits() - commits).as("the blocker's and one").isEqualTo(2);
    assertThat(userCount()).isEqualTo(45);
  }

  @Test
  void readsGoOnWhileAWriteIsHeldUp() throws Exception {
    Blocker blocker = new Blocker();
    threads.submit(() -> directory.<Boolean>write(tx -> true));
    awaitWaiting(1);
    for (int i = 0; i < 20; i++) {
      assertThat(userCount()).isZero();
    }
    blocker.release();
  }

  @Test
  void aFullQueueIsBusyAndPasses() throws Exception {
    directory.close();
    open(2);
    Blocker blocker = new Blocker();
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.add(threads.submit(() -> directory.<Boolean>write(tx -> true)));
    }
    awaitWaiting(2);
    assertThatThrownBy(() -> directory.<Boolean>write(tx -> true))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
              assertThat(fault.retryAfter()).contains(Duration.ofSeconds(1));
            });
    blocker.release();
    for (Future<Boolean> answer : waiting) {
      assertThat(answer.get()).isTrue();
    }
    assertThat(directory.<Boolean>write(tx -> true)).isTrue();
  }

  @Test
  void closingFinishesWhatWaitsAndRefusesTheRest() throws Exception {
    Blocker blocker = new Blocker();
    Future<?> waiting =
        threads.submit(
            () ->
                directory.<Object>write(
                    tx -> {
                      tx.resources().insert(Examples.user(OKTA, "jane"));
                      return null;
                    }));
    awaitWaiting(1);
    Future<?> closing = threads.submit(() -> directory.close());
    blocker.release();
    waiting.get(60, TimeUnit.SECONDS);
    closing.get(60, TimeUnit.SECONDS);
    assertThatThrownBy(() -> directory.<Boolean>write(tx -> true)).isInstanceOf(Fault.class);

    open(SqliteStore.QUEUE);
    assertThat(userCount()).isEqualTo(1);
  }

  @Test
  void aFailingCommitFailsEveryoneOfTheBatch() throws Exception {
    store.write(
        handle ->
            handle.execute(
                "CREATE TABLE late (parent BIGINT REFERENCES resources (seq)"
                    + " DEFERRABLE INITIALLY DEFERRED)"));
    Blocker blocker = new Blocker();
    List<Future<Object>> batch = new ArrayList<>();
    batch.add(
        threads.submit(
            () ->
                directory.<Object>write(
                    tx -> {
                      tx.resources().insert(Examples.user(OKTA, "jane"));
                      return null;
                    })));
    batch.add(
        threads.submit(
            () -> store.<Object>write(handle -> handle.execute("INSERT INTO late VALUES (4711)"))));
    awaitWaiting(2);
    blocker.release();
    for (Future<Object> answer : batch) {
      assertThatThrownBy(answer::get).hasCauseInstanceOf(Fault.class);
    }
    assertThat(userCount()).isZero();
    assertThat(directory.<Boolean>write(tx -> true)).isTrue();
  }

  @Test
  void aFullDiskIsBusyAndLeavesWhatWasThere() {
    insert(Examples.user(OKTA, "jane"));
    limitPages(1); // SQLite takes that for "no more than there are".
    assertThatThrownBy(() -> insert(Examples.user(OKTA, "x".repeat(500_000))))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
              assertThat(fault.retryAfter()).isPresent();
            });
    assertThat(userCount()).isEqualTo(1);

    limitPages(1_000_000);
    insert(Examples.user(OKTA, "x".repeat(500_000)));
    assertThat(userCount()).isEqualTo(2);
  }

  private void limitPages(int pages) {
    store.<Object>write(
        handle -> handle.createQuery("PRAGMA max_page_count = " + pages).mapTo(Long.class).one());
  }

  private void insert(User user) {
    directory.<Object>write(
        tx -> {
          tx.resources().insert(user);
          return null;
        });
  }

  @Test
  void whoIsToldToStopIsNotToldThatTooManyRead() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> directory.<Boolean>read(tx -> true))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("the bridge is stopping");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(directory.<Boolean>read(tx -> true)).isTrue();
  }

  @Test
  void aCopyTakenRightAfterAWriteHasEverything() throws Exception {
    User jane = Examples.user(OKTA, "jane");
    insert(jane);
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve("store.db");
    Files.copy(file, copy);
    Files.copy(folder.resolve("store.db-wal"), copy.resolveSibling("store.db-wal"));
    try (SqlDirectory crashed = SqlDirectory.sqlite(copy)) {
      assertThat(crashed.<User>read(tx -> tx.resources().user(OKTA, jane.id()).orElseThrow()))
          .isEqualTo(jane);
    }
  }

  @Test
  void aSecondOpeningIsRefusedAndLeavesTheFirstAlone() throws Exception {
    for (Path name : List.of(file, folder.resolve("..").resolve(folder).resolve("store.db"))) {
      assertThatThrownBy(() -> SqlDirectory.sqlite(name))
          .isInstanceOfSatisfying(
              Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY))
          .hasMessageContaining("store.db")
          .hasMessageContaining("another scim-bridge is running");
    }
    // The failed openings must not have dropped the lock of the operating system.
    assertThat(openElsewhere()).startsWith("BUSY").contains("store.db");
    assertThat(directory.<Boolean>write(tx -> true)).isTrue();

    directory.close();
    assertThat(openElsewhere()).startsWith("opened, exclusive=true");
  }

  @Test
  void theFilesAreForTheirOwnerOnly() throws Exception {
    insert(Examples.user(OKTA, "jane"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .extracting(path -> path.getFileName().toString())
          .contains("store.db", "store.db-wal", "store.db-shm", "store.db.lock");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .as(path.toString())
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void commitsAreFlushedAndForeignKeysHold() {
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("synchronous")).as("FULL").isEqualTo("2");
    assertThat(pragma("foreign_keys")).isEqualTo("1");
  }

  @Test
  void aStoreOfANewerVersionIsRefusedAndFreeAgain() {
    store.write(handle -> handle.execute("INSERT INTO schema_version (version) VALUES (99)"));
    directory.close();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> SqlDirectory.sqlite(file))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("newer scim-bridge")
          .hasMessageContaining("99");
    }
  }

  @Test
  void aMigrationThatFailsLeavesTheVersionBeforeIt() {
    List<List<String>> migrations = new ArrayList<>(Schema.MIGRATIONS);
    migrations.add(List.of("CREATE TABLE more (id {text})"));
    migrations.add(List.of("CREATE TABLE lost (id {text})", "CREATE TABLE more (id {text})"));
    assertThatThrownBy(() -> Migrations.apply(store, migrations)).isInstanceOf(JdbiException.class);

    assertThat(tables()).contains("more").doesNotContain("lost");
    migrations.set(migrations.size() - 1, List.of("CREATE TABLE lost (id {text})"));
    Migrations.apply(store, migrations);
    assertThat(tables()).contains("more", "lost");
  }

  @Test
  void aStoreThatCannotBeOpenedSaysWhichAndWhy() throws Exception {
    assertThatThrownBy(() -> SqlDirectory.sqlite(folder.resolve("missing/store.db")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("missing");
    Path garbage = folder.resolve("garbage.db");
    Files.writeString(garbage, "this is no database ".repeat(100));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> SqlDirectory.sqlite(garbage))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("not a database");
    }
  }

  @Test
  void aTransactionWithinATransactionIsADefectAndNotAStandstill() {
    assertThatThrownBy(() -> directory.<Object>write(tx -> directory.<Object>write(inner -> true)))
        .isInstanceOf(IllegalStateException.class);
  }

  private String pragma(String name) {
    return store.write(handle -> handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
  }

  private List<String> tables() {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT name FROM sqlite_master WHERE type = 'table'")
                .mapTo(String.class)
                .list());
  }

  private long userCount() {
    return store.<Long>read(
        handle -> handle.createQuery("SELECT count(*) FROM resources").mapTo(Long.class).one());
  }

  private String openElsewhere() throws Exception {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                file.toString())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return output;
  }

  private void awaitWaiting(int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (store.writer().waiting() < count) {
      assertThat(System.nanoTime()).as("submitted in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** A transaction that keeps the writer busy until it is released. */
  private final class Blocker {
    private final CountDownLatch released = new CountDownLatch(1);

    Blocker() throws InterruptedException {
      CountDownLatch running = new CountDownLatch(1);
      threads.submit(
          () ->
              directory.<Boolean>write(
                  tx -> {
                    running.countDown();
                    return await(released);
                  }));
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    }

    void release() {
      released.countDown();
    }

    private static boolean await(CountDownLatch latch) {
      try {
        return latch.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
