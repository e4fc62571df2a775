package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Directory;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.testing.ForwardingDirectory;

/** The store cannot be read for a while, as a database that is started again cannot. */
@Timeout(120)
class UnreadableStoreTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;
  private volatile @Nullable Thread cutOff;

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    bridge.restartOn(
        new Unreadable(SqlDirectory.sqlite(folder.resolve("other.db"))),
        app -> app.withRequestWait(Duration.ofSeconds(30)));
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void aGroupThatIsAcceptedIsAnsweredSoWhenItsMembersCannotBeWaitedFor() {
    User ann = bridge.create("ann");
    Thread request = Thread.currentThread();
    CountDownLatch answered = new CountDownLatch(1);
    bridge.interposed =
        (call, pool) -> {
          if (call.operation().equals("AdminAddUserToGroup")) {
            cutOff = request;
            await(answered);
          }
          return pool.attempt(call);
        };

    Group group;
    try {
      group = bridge.group("Nurses", ann.id());
      assertThat(cutOff).isSameAs(request);
    } finally {
      cutOff = null;
      answered.countDown();
    }

    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.groupsOf("ann")).containsExactly(group.displayName());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** A directory that one thread cannot read. */
  private final class Unreadable extends ForwardingDirectory {

    Unreadable(Directory directory) {
      super(directory);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
      if (Thread.currentThread() == cutOff) {
        throw Fault.retryable(Fault.Kind.BUSY, "The store is away.", Duration.ofSeconds(1));
      }
      return directory.read(work);
    }
  }
}
