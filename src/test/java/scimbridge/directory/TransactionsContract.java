package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.account;
import static scimbridge.directory.Examples.user;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;

/** What {@link Directory} promises of its transactions. */
public interface TransactionsContract extends DirectoryContract {

  /** Opens what is stored a second time, as after a restart; the first may have to be closed. */
  Directory reopened() throws Exception;

  @Test
  default void theResultOfTheWorkIsReturnedAndMayBeNull() {
    assertThat(directory().<String>write(tx -> "done")).isEqualTo("done");
    assertThat(directory().<Object>write(tx -> null)).isNull();
    assertThat(directory().<String>read(tx -> "seen")).isEqualTo("seen");
    assertThat(directory().<Object>read(tx -> null)).isNull();
  }

  @Test
  default void aRehearsalSeesWhatItWritesAndLeavesNothing() {
    User jane = user(OKTA, "jane");
    write(tx -> tx.resources().insert(jane));
    User john = user(OKTA, "john");

    String seen =
        directory()
            .rehearse(
                stage -> {
                  stage.write(
                      tx -> {
                        tx.resources().insert(john);
                        tx.resources().delete(OKTA, ResourceType.USER, jane.id());
                        return true;
                      });
                  return stage.<String>read(
                      tx ->
                          tx.resources().user(OKTA, john.id()).isPresent()
                              + "/"
                              + tx.resources().user(OKTA, jane.id()).isPresent());
                });

    assertThat(seen).isEqualTo("true/false");
    assertThat(directory().<Object>read(tx -> tx.resources().user(OKTA, john.id())))
        .isEqualTo(Optional.empty());
    assertThat(directory().<Object>read(tx -> tx.resources().user(OKTA, jane.id())))
        .isEqualTo(Optional.of(jane));
  }

  @Test
  default void aWriteOfARehearsalThatThrowsTakesOnlyItsOwnChangesWithIt() {
    User jane = user(OKTA, "jane");
    User john = user(OKTA, "john");

    List<Boolean> there =
        directory()
            .rehearse(
                stage -> {
                  stage.write(
                      tx -> {
                        tx.resources().insert(jane);
                        return true;
                      });
                  assertThatThrownBy(
                          () ->
                              stage.write(
                                  tx -> {
                                    tx.resources().insert(john);
                                    throw new IllegalStateException("changed my mind");
                                  }))
                      .isInstanceOf(IllegalStateException.class);
                  return stage.<List<Boolean>>read(
                      tx ->
                          List.of(
                              tx.resources().user(OKTA, jane.id()).isPresent(),
                              tx.resources().user(OKTA, john.id()).isPresent()));
                });

    assertThat(there).containsExactly(true, false);
  }

  @Test
  default void aRehearsalThatThrowsThrowsAndLeavesNothing() {
    User jane = user(OKTA, "jane");

    assertThatThrownBy(
            () ->
                directory()
                    .rehearse(
                        stage -> {
                          stage.write(
                              tx -> {
                                tx.resources().insert(jane);
                                return true;
                              });
                          throw new IllegalStateException("changed my mind");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("changed my mind");
    assertThat(directory().<Object>read(tx -> tx.resources().user(OKTA, jane.id())))
        .isEqualTo(Optional.empty());
  }

  @Test
  default void workThatThrowsLeavesNothingAndItsExceptionIsThrownOn() {
    User jane = user(OKTA, "jane");
    for (Throwable thrown :
        List.of(new IllegalStateException("changed my mind"), new AssertionError("defect"))) {
      assertThatThrownBy(
              () ->
                  write(
                      tx -> {
                        tx.resources().insert(jane);
                        tx.names().reserve(Name.userName(OKTA, "jane"), OKTA, jane.id());
                        if (thrown instanceof Error error) {
                          throw error;
                        }
                        throw (RuntimeException) thrown;
                      }))
          .isSameAs(thrown);
    }
    assertThat(count()).isZero();
    assertThat(holder("jane")).isEmpty();

    write(tx -> tx.resources().insert(jane));
    assertThat(count()).isEqualTo(1);
  }

  @Test
  default void aTransactionSeesItsOwnWritesAndOthersSeeThemAfterwards() {
    User jane = user(OKTA, "jane");
    write(
        tx -> {
          tx.resources().insert(jane);
          assertThat(tx.resources().user(OKTA, jane.id())).contains(jane);
          assertThat(count()).as("seen from outside").isZero();
        });
    assertThat(count()).isEqualTo(1);
  }

  @Test
  default void aReadIsOneSnapshot() {
    write(tx -> tx.resources().insert(user(OKTA, "jane")));
    directory()
        .read(
            tx -> {
              Narrowing everything = new Narrowing.Everything();
              assertThat(tx.resources().count(OKTA, ResourceType.USER, everything)).isEqualTo(1);
              write(inner -> inner.resources().insert(user(OKTA, "mary")));
              assertThat(tx.resources().count(OKTA, ResourceType.USER, everything)).isEqualTo(1);
              return null;
            });
    assertThat(count()).isEqualTo(2);
  }

  @Test
  default void aReadCannotWrite() {
    assertThatThrownBy(
            () ->
                directory()
                    .read(
                        tx -> {
                          tx.resources().insert(user(OKTA, "jane"));
                          return null;
                        }))
        .isInstanceOf(RuntimeException.class);
    assertThat(count()).isZero();
  }

  @Test
  default void aTransactionThatHasEndedIsRefused() {
    List<Transaction> escaped = new ArrayList<>();
    write(escaped::add);
    directory().<Object>read(escaped::add);
    for (Transaction transaction : escaped) {
      assertThatThrownBy(() -> transaction.names().holder(Name.userName(OKTA, "jane")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  default void whoThrowsDoesNotHurtTheNeighbours() throws Exception {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      User user = user(OKTA, "user" + i);
      boolean throwing = i % 3 == 0;
      tasks.add(
          () -> {
            try {
              write(
                  tx -> {
                    tx.resources().insert(user);
                    if (throwing) {
                      throw new IllegalArgumentException("on purpose");
                    }
                  });
              return true;
            } catch (IllegalArgumentException onPurpose) {
              return false;
            }
          });
    }
    assertThat(inParallel(tasks)).filteredOn(written -> written).hasSize(40);
    assertThat(count()).isEqualTo(40);
  }

  @Test
  default void ofManyWhoWantOneNameExactlyOneGetsIt() throws Exception {
    List<Callable<Optional<Holder>>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      ResourceId id = ResourceId.random();
      tasks.add(
          () -> directory().write(tx -> tx.names().reserve(Name.userName(OKTA, "jane"), OKTA, id)));
    }
    List<Optional<Holder>> answers = inParallel(tasks);
    Holder winner = holder("jane").orElseThrow();
    assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(answers)
        .filteredOn(Optional::isPresent)
        .allSatisfy(answer -> assertThat(answer).contains(winner));
  }

  @Test
  default void aDecisionOnWhatWasReadHoldsWhenOthersDecideAtTheSameTime() throws Exception {
    // Each adds a user only if there are fewer than five: without serialization more get in.
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      User user = user(OKTA, "user" + i);
      tasks.add(
          () ->
              directory()
                  .<Boolean>write(
                      tx -> {
                        Narrowing everything = new Narrowing.Everything();
                        if (tx.resources().count(OKTA, ResourceType.USER, everything) >= 5) {
                          return false;
                        }
                        tx.resources().insert(user);
                        return true;
                      }));
    }
    assertThat(inParallel(tasks)).filteredOn(added -> added).hasSize(5);
    assertThat(count()).isEqualTo(5);
  }

  @Test
  default void aDueAccountIsLeasedByOneOfManyWorkers() throws Exception {
    write(
        tx ->
            IntStream.range(0, 40)
                .forEach(
                    i ->
                        tx.accounts()
                            .insert(
                                account(
                                    user(OKTA, "user" + i),
                                    STAFF,
                                    Progress.pending(NOON, "new"),
                                    Lease.NONE))));
    List<Callable<List<Account>>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String owner = "worker/" + i;
      workers.add(
          () ->
              directory().write(tx -> Examples.leaseDue(tx, NOON, owner, NOON.plusSeconds(30), 5)));
    }
    Set<ResourceId> leased = new TreeSet<>();
    int total = 0;
    for (List<Account> batch : inParallel(workers)) {
      total += batch.size();
      batch.forEach(account -> leased.add(account.user()));
    }
    assertThat(leased).as("leased once each").hasSize(total);
  }

  @Test
  default void whatWasWrittenIsThereAfterARestart() throws Exception {
    User jane = user(OKTA, "jane");
    write(
        tx -> {
          tx.resources().insert(jane);
          tx.accounts().insert(account(jane, CUSTOMERS, Progress.IN_STEP, MINE));
        });
    try (Directory again = reopened()) {
      assertThat(again.<User>read(tx -> tx.resources().user(OKTA, jane.id()).orElseThrow()))
          .isEqualTo(jane);
      assertThat(
              again.<Boolean>read(tx -> tx.accounts().find(OKTA, CUSTOMERS, jane.id()).isPresent()))
          .isTrue();
    }
  }

  @Test
  default void theCheckLeavesNothingAndPasses() {
    assertThatCode(() -> directory().check()).doesNotThrowAnyException();
  }

  /** Runs all at once and returns the results in order. */
  private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            executor.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  private long count() {
    return directory()
        .<Long>read(
            tx -> tx.resources().count(OKTA, ResourceType.USER, new Narrowing.Everything()));
  }

  private Optional<Holder> holder(String userName) {
    return directory().read(tx -> tx.names().holder(Name.userName(OKTA, userName)));
  }
}
