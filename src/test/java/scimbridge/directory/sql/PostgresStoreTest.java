package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.DirectoryContract.OKTA;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scimbridge.directory.Examples;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.User;
import scimbridge.testing.PostgresServer;

/** What is special about a store in PostgreSQL. */
@Timeout(180)
class PostgresStoreTest {
  private static PostgresServer.Database database;
  private static SqlDirectory directory;

  @BeforeAll
  static void open() {
    database = PostgresServer.newDatabase();
    directory = connect();
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  private static SqlDirectory connect() {
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 4);
  }

  @Test
  void manyMayOpenANewDatabaseAtOnceAndUseItTogether() throws Exception {
    // The races are short: each database shows one of them, or none.
    for (int i = 0; i < 5; i++) {
      openAtOnce(PostgresServer.newDatabase(), 6);
    }
  }

  private static void openAtOnce(PostgresServer.Database fresh, int many) throws Exception {
    User jane = Examples.user(OKTA, "jane");
    CyclicBarrier together = new CyclicBarrier(many);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SqlDirectory>> opening = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        opening.add(
            threads.submit(
                () -> {
                  together.await();
                  return SqlDirectory.postgres(fresh.jdbcUrl(), fresh.user(), fresh.password(), 2);
                }));
      }
      boolean written = false;
      for (Future<SqlDirectory> future : opening) {
        try (SqlDirectory opened = future.get()) {
          assertThat(opened.exclusive()).isFalse();
          if (!written) {
            opened.<Object>write(
                tx -> {
                  tx.resources().insert(jane);
                  return null;
                });
            written = true;
          }
          assertThat(opened.<Boolean>read(tx -> tx.resources().user(OKTA, jane.id()).isPresent()))
              .isTrue();
        }
      }
    }
  }

  @Test
  void nobodyLosesAgainAndAgainWhereManyChangeTheSame() throws Exception {
    User jane = Examples.user(OKTA, "jane");
    try (SqlDirectory wide =
            SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 32);
        ExecutorService threads = Executors.newFixedThreadPool(24)) {
      wide.<Object>write(
          tx -> {
            tx.resources().insert(jane);
            return null;
          });
      List<Callable<Boolean>> changes = new ArrayList<>();
      for (int i = 0; i < 480; i++) {
        changes.add(() -> wide.<Boolean>write(tx -> nextVersion(tx, jane)));
      }

      for (Future<Boolean> change : threads.invokeAll(changes)) {
        assertThat(change.get()).isTrue();
      }

      assertThat(
              wide.<User>read(tx -> tx.resources().user(OKTA, jane.id()).orElseThrow()).version())
          .isEqualTo(jane.version() + 480);
    }
  }

  private static boolean nextVersion(Transaction tx, User user) {
    User now = tx.resources().user(user.app(), user.id()).orElseThrow();
    tx.resources()
        .replace(
            new User(
                now.app(),
                now.id(),
                now.version() + 1,
                now.created(),
                now.lastModified(),
                now.attributes()));
    return true;
  }

  @Test
  void aDuplicateThatIsNoRaceIsTriedABoundedNumberOfTimes() {
    User jane = Examples.user(OKTA, "jane");
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                directory.<Object>write(
                    tx -> {
                      runs.incrementAndGet();
                      tx.resources().insert(jane);
                      tx.resources().insert(jane);
                      return null;
                    }))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL))
        .hasMessageNotContaining(jane.id().value());
    assertThat(runs).hasValueLessThanOrEqualTo(PostgresStore.ATTEMPTS);
  }

  @Test
  void aLostConnectionIsBusyAndPasses() {
    PostgresStore store =
        PostgresStore.open(database.jdbcUrl(), database.user(), database.password(), 2);
    try (store) {
      assertThatThrownBy(
              () ->
                  store.<Boolean>write(
                      handle ->
                          handle
                              .createQuery("SELECT pg_terminate_backend(pg_backend_pid())")
                              .mapTo(Boolean.class)
                              .one()))
          .satisfies(
              failure -> assertThat(StoreFaults.of(failure).kind()).isEqualTo(Fault.Kind.BUSY));
      assertThat(store.<Boolean>write(handle -> true)).isTrue();
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutThePassword() {
    assertThatThrownBy(
            () ->
                SqlDirectory.postgres(
                    "jdbc:postgresql://localhost:1/none", "someone", "hunter2", 2))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY))
        .hasMessageContaining("localhost:1")
        .hasMessageNotContaining("hunter2");
  }
}
