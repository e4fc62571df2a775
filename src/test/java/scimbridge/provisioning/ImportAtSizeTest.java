package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import scimbridge.directory.Names.Name;
import scimbridge.identity.ResourceId;
import scimbridge.plan.CognitoCall;

/** Imports that are long, and imports that stop in the middle. */
@Isolated("it measures the heap")
class ImportAtSizeTest {
  /** How much more of the heap may be in use while an import runs, in bytes. */
  private static final long HEAP = 48L << 20;

  @TempDir private Path folder;

  @Test
  void whatStoppedInTheMiddleGoesOn() {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      ExistingPool pool = new ExistingPool(bridge);
      fill(pool, 200);
      for (int member = 0; member < 70; member++) {
        if (member == 0) {
          pool.group("Sales");
        }
        pool.join("Sales", "user" + member);
      }
      List<String> all = pool.everything();

      // Killed at each call in turn, until it comes to its end.
      List<String> lines = new ArrayList<>();
      int stops = 0;
      for (int at = 2;
          lines.isEmpty() || !lines.getLast().startsWith("Pool customers: 200");
          at++) {
        lines.clear();
        AtomicInteger left = new AtomicInteger(at);
        bridge.interposed =
            (call, real) -> {
              if (call.operation().startsWith("List") && left.decrementAndGet() == 0) {
                throw new IllegalStateException("killed");
              }
              return real.attempt(call);
            };
        try {
          lines.addAll(pool.takeIn());
        } catch (IllegalStateException killed) {
          stops++;
          bridge.restart(app -> app);
        }
        pool = new ExistingPool(bridge);
      }

      assertThat(stops).isGreaterThanOrEqualTo(5);
      assertThat(bridge.users()).isEqualTo(200);
      assertThat(pool.membersOf("Sales")).hasSize(70);
      assertThat(pool.everything()).isEqualTo(all);
      assertThat(lines.getFirst())
          .isEqualTo(
              "Pool customers: 200 of its accounts belong to users of app 'okta' already; the import"
                  + " goes on with the others.");
    }
  }

  @Test
  void whoGoesAwayInTheMiddleIsNotTakenInTwice() {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      ExistingPool pool = new ExistingPool(bridge);
      fill(pool, 70);
      AtomicInteger pages = new AtomicInteger();
      bridge.interposed =
          (call, real) -> {
            // Between the pages a client deletes somebody who was taken in, and makes it anew.
            if (call instanceof CognitoCall.ListUsers && pages.incrementAndGet() == 2) {
              ResourceId somebody =
                  bridge.directory.<ResourceId>read(
                      tx -> tx.resources().users(APP, "", 1).getFirst().id());
              bridge.delete(somebody);
            }
            return real.attempt(call);
          };

      pool.takeIn();

      assertThat(bridge.users()).isEqualTo(69);
      bridge.interposed = (call, real) -> real.attempt(call);
      pool.takeIn();
      assertThat(bridge.users()).isEqualTo(70);
      for (int i = 0; i < 70; i++) {
        String userName = "user" + i;
        assertThat(
                bridge.directory.<Boolean>read(
                    tx -> tx.names().holder(Name.userName(APP, userName)).isPresent()))
            .isTrue();
      }
    }
  }

  @Test
  void twoThousandTakeLittleMemory() {
    takesLittleMemory(2_000);
  }

  @Test
  @Tag("full")
  void twentyThousandTakeNoMore() {
    takesLittleMemory(20_000);
  }

  private void takesLittleMemory(int accounts) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      ExistingPool pool = new ExistingPool(bridge);
      fill(pool, accounts);
      long before = inUse();
      List<Long> grown = new ArrayList<>();
      long begun = System.nanoTime();
      List<String> lines = new ArrayList<>();
      bridge
          .engine
          .importing()
          .run(
              new Importing.Order(APP, null, false),
              line -> {
                lines.add(line);
                grown.add(inUse() - before);
              });

      System.out.printf(
          "%d accounts imported in %d ms, at most %d KiB more of the heap in use%n",
          accounts,
          (System.nanoTime() - begun) / 1_000_000,
          grown.stream().mapToLong(Long::longValue).max().orElseThrow() >> 10);
      assertThat(bridge.users()).isEqualTo(accounts);
      assertThat(lines).hasSizeGreaterThan(accounts / 700);
      assertThat(grown).allSatisfy(more -> assertThat(more).isLessThan(HEAP));
    }
  }

  private static long inUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void fill(ExistingPool pool, int accounts) {
    try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> made = new ArrayList<>();
      for (int i = 0; i < accounts; i++) {
        String username = "user" + i;
        made.add(workers.submit(() -> pool.person(username)));
      }
      for (Future<?> one : made) {
        try {
          one.get();
        } catch (Exception failed) {
          throw new IllegalStateException(failed);
        }
      }
    }
  }
}
