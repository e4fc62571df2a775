package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import scimbridge.admin.AdminCommands;
import scimbridge.admin.AppNames;
import scimbridge.admin.StatusCommands;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.LimitedSqlite;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.testing.AuditTrail;
import scimbridge.testing.ForwardingDirectory;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * The disk of the store is full: what was acknowledged stays, what was refused leaves nothing
 * behind, and when there is room again the bridge goes on by itself.
 */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class FullDiskTest {
  private static final int WRITERS = 8;

  @TempDir Path folder;
  private ProvisioningFixture bridge;
  private Filled filled;

  /** Whether the store takes nothing more. */
  private volatile boolean full;

  /** How many proposals cannot be ended although the store takes everything else. */
  private final AtomicInteger tight = new AtomicInteger();

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    filled = new Filled(SqlDirectory.sqlite(folder.resolve("filled.db")));
    bridge.restartOn(filled);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void eightWritersFillTheDiskAndNothingIsLostAndNothingIsLeftBehind() throws Exception {
    LimitedSqlite store = LimitedSqlite.open(folder.resolve("limited.db"));
    bridge.restartOn(store.directory());
    bridge.create("before");
    store.leaveRoomFor(40);

    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    acknowledged.add("before");
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.submit(() -> untilRefused("w" + writer, acknowledged, refused));
      }
    }

    assertThat(refused).hasSize(WRITERS * 2);
    assertThat(bridge.users()).isEqualTo(acknowledged.size());
    assertThatThrownBy(bridge.directory::check).hasMessageContaining("full");
    assertThat(status()).anyMatch(line -> line.startsWith("store: The disk"));
    store.makeRoom();
    bridge.create("after");
    acknowledged.add("after");

    eventually("settled", () -> proposals() == 0 && pendingAccounts() == 0);
    assertThat(usersInDirectory()).containsExactlyInAnyOrderElementsOf(acknowledged);
    eventually("as wished", () -> usersInPool().equals(acknowledged));
    eventually("ready", this::ready);
    assertThat(status()).noneMatch(line -> line.startsWith("store:"));
  }

  private List<String> status() {
    AdminCommands commands = new AdminCommands();
    new StatusCommands(
            bridge.engine.standing(),
            bridge.directory::check,
            bridge.engine::pace,
            new AppNames(Set.of(APP)))
        .addTo(commands);
    List<String> lines = new ArrayList<>();
    commands.run("status", Map.of(), lines::add);
    return lines;
  }

  private boolean ready() {
    try {
      bridge.directory.check();
      return true;
    } catch (Fault full) {
      return false;
    }
  }

  private void untilRefused(String prefix, Set<String> acknowledged, Set<String> refused) {
    for (int i = 0, refusals = 0; refusals < 2; i++) {
      String name = prefix + "-" + i;
      try {
        bridge.create(name);
        acknowledged.add(name);
      } catch (Fault notNow) {
        assertThat(notNow.kind()).isEqualTo(Fault.Kind.BUSY);
        assertThat(notNow.detail()).contains("disk").contains("full").contains("Make room");
        assertThat(notNow.retryAfter()).isPresent();
        refused.add(name);
        refusals++;
      }
    }
  }

  @Test
  void aCreationThatCannotBeWrittenDownIsUndone() {
    fillAfter("AdminCreateUser");

    refused(() -> bridge.create("ann"), "undone");
    assertThat(bridge.account("ann")).isPresent();
    full = false;

    eventually("gone", () -> bridge.account("ann").isEmpty() && bridge.nameIsFree("ann"));
    assertThat(bridge.users()).isZero();
    assertThat(
            bridge.directory.<List<?>>read(tx -> AuditTrail.newest(tx.audit(), APP, 10)).toString())
        .contains("rejected")
        .contains("could not be written down");
    User again = bridge.create("ann");
    eventually("in step", () -> bridge.state(again.id()) == State.IN_STEP);
  }

  @Test
  void soIsAChange() {
    User ann = bridge.create("ann");
    fillAfter("AdminUpdateUserAttributes");

    refused(() -> bridge.replace(ann.id(), countess()), "undone");
    assertThat(bridge.attributesOf("ann")).containsEntry("name", "Countess");
    full = false;

    eventually("undone", () -> proposals() == 0 && bridge.state(ann.id()) == State.IN_STEP);
    assertThat(usersInDirectory()).containsExactly("ann");
    assertThat(bridge.attributesOf("ann")).doesNotContainEntry("name", "Countess");
  }

  private static Attributes countess() {
    ObjectNode document = named("ann").toNode();
    document.put("displayName", "Countess");
    return Attributes.of(document);
  }

  @Test
  void soIsAGroup() {
    fillAfter("CreateGroup");

    refused(() -> bridge.group("Admins"), "undone");
    assertThat(bridge.groupsInPool()).containsExactly("Admins");
    full = false;

    eventually("gone", () -> proposals() == 0 && bridge.groupsInPool().isEmpty());
    Group again = bridge.group("Admins");
    assertThat(again.displayName()).isEqualTo("Admins");
  }

  @Test
  void whatTakesAccessAwayIsCompleted() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Admins");
    fillAfter("AdminDisableUser");
    refused(() -> bridge.setActive(ann.id(), false), "completed");
    full = false;
    eventually("settled", () -> proposals() == 0);
    fillAfter("AdminDeleteUser");
    refused(() -> bridge.delete(bob.id()), "completed");
    full = false;
    eventually("settled", () -> proposals() == 0);
    fillAfter("DeleteGroup");
    refused(
        () -> bridge.engine.writes().deleteGroup(ProvisioningFixture.REQUEST, admins.id(), g -> {}),
        "completed");
    full = false;

    eventually("settled", () -> proposals() == 0 && pendingAccounts() == 0);
    assertThat(bridge.onlyUser().active()).isFalse();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(bridge.account("bob")).isEmpty();
    assertThat(bridge.groupsInPool()).isEmpty();
  }

  /** The settlement needs more room than what takes the change for abandoned. */
  @Test
  void whatIsToBeUndoneIsNotTakenForAbandonedByTheSameProcess() {
    fillAfter("AdminCreateUser");
    refused(() -> bridge.create("ann"), "undone");
    bridge.ahead = bridge.ahead.plus(Setting.LEASE.multipliedBy(2));
    tight.set(1);
    full = false;

    eventually("settled", () -> tight.get() == 0 && proposals() == 0);
    eventually("gone", () -> bridge.account("ann").isEmpty() && bridge.nameIsFree("ann"));
    assertThat(bridge.users()).isZero();
  }

  /** The Cognito group would be left behind, and somebody would have taken it for wanted. */
  @Test
  void norIsAGroupThatIsToBeUndoneWorkedOn() {
    fillAfter("CreateGroup");
    refused(() -> bridge.group("Admins"), "undone");
    bridge.ahead = bridge.ahead.plus(Setting.LEASE.multipliedBy(2));
    tight.set(2);
    full = false;

    eventually("settled", () -> tight.get() == 0 && proposals() == 0);
    eventually("gone", () -> bridge.groupsInPool().isEmpty());
  }

  /** Another server looked at the account meanwhile, and knew only what the user was before. */
  @Test
  void whoIsShutOutLateIsShutOutAlsoWhereAnotherServerHadTheAccountMeanwhile() {
    User ann = bridge.create("ann");
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    Account before = bridge.link(ann.id()).orElseThrow();
    fillAfter("AdminDisableUser");
    refused(() -> bridge.setActive(ann.id(), false), "completed");
    bridge.cognito.adminEnableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    filled.past(
        tx -> {
          Account theirs =
              tx.accounts()
                  .takeOver(APP, before.pool(), ann.id(), "another", Instant.EPOCH)
                  .orElseThrow();
          assertThat(tx.accounts().update(before.withLease(theirs.lease()))).isTrue();
          return true;
        });
    full = false;

    eventually("settled", () -> proposals() == 0 && pendingAccounts() == 0);
    assertThat(bridge.onlyUser().active()).isFalse();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
  }

  @Test
  void aProcessThatEndsBeforeIsRecovered() {
    fillAfter("AdminCreateUser");
    refused(() -> bridge.create("ann"), "undone");

    bridge.stop();
    full = false;
    bridge.start(bridge.emulator.endpoint(), folder.resolve("filled.db"));

    eventually("recovered", () -> proposals() == 0 && pendingAccounts() == 0);
    assertThat(usersInDirectory()).isEqualTo(usersInPool()).containsExactly("ann");
  }

  private static void refused(ThrowingCallable write, String then) {
    assertThatThrownBy(write)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("full")
        .hasMessageContaining("could not be written down")
        .hasMessageContaining(then);
  }

  /** Lets the disk be full from when a call was answered. */
  private void fillAfter(String operation) {
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          if (call.operation().equals(operation)) {
            full = true;
            bridge.interposed = (later, real) -> real.attempt(later);
          }
          return outcome;
        };
  }

  private long proposals() {
    return bridge.directory.<Long>read(tx -> tx.proposals().count(APP));
  }

  private int pendingAccounts() {
    return bridge
        .directory
        .<List<Account>>read(tx -> tx.accounts().in(APP, State.PENDING, 1000))
        .size();
  }

  private Set<String> usersInDirectory() {
    return bridge.directory.<List<User>>read(tx -> tx.resources().users(APP, "", 1000)).stream()
        .map(User::userName)
        .collect(Collectors.toSet());
  }

  private Set<String> usersInPool() {
    return bridge.cognito.listUsersPaginator(r -> r.userPoolId(bridge.userPoolId)).users().stream()
        .map(UserType::username)
        .collect(Collectors.toSet());
  }

  /** A directory whose transactions find no room at their end. */
  private final class Filled extends ForwardingDirectory {

    Filled(Directory directory) {
      super(directory);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
      return directory.<T>write(
          tx -> {
            long open = tx.proposals().count(APP);
            T result = work.apply(tx);
            boolean ends = tight.get() > 0 && tx.proposals().count(APP) < open;
            if (full || (ends && tight.getAndDecrement() > 0)) {
              throw noRoom();
            }
            return result;
          });
    }

    /** What somebody does whose disk is not full. */
    <T extends @Nullable Object> T past(Function<? super Transaction, ? extends T> work) {
      return directory.<T>write(work);
    }

    private ConnectionException noRoom() {
      return new ConnectionException(new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL));
    }
  }
}
