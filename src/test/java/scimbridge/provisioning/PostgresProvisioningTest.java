package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Guard;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.testing.PostgresServer;

/** The engine on PostgreSQL: the same promises, with transactions that really run side by side. */
class PostgresProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void ofManySimultaneousCreationsOneWins() throws Exception {
    Callable<Object> creation =
        () -> {
          try {
            return bridge.create("ann");
          } catch (Fault fault) {
            return fault.kind();
          }
        };
    List<Object> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<Object> result :
          threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> creation).toList())) {
        results.add(result.get());
      }
    }

    assertThat(results).filteredOn(User.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(result -> !(result instanceof User))
        .isSubsetOf(Fault.Kind.UNIQUENESS, Fault.Kind.BUSY);
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 1L);
  }

  @Test
  void ofManySimultaneousDeletionsExactlyTheLimitPasses() throws Exception {
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8),
        app -> app.with(new Guard(true, 20, 3)));
    List<User> users = IntStream.range(0, 8).mapToObj(i -> bridge.create("user" + i)).toList();
    bridge.ahead = Guard.YOUNG.plusSeconds(1);
    List<Callable<Boolean>> deletions = new ArrayList<>();
    users.forEach(
        user ->
            deletions.add(
                () -> {
                  try {
                    bridge.delete(user.id());
                    return true;
                  } catch (Fault refused) {
                    assertThat(refused.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
                    return false;
                  }
                }));

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      assertThat(threads.invokeAll(deletions).stream().filter(Future::resultNow)).hasSize(3);
    }

    assertThat(bridge.users()).isEqualTo(5);
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminDeleteUser", 3L);
  }

  @Test
  void ofManyWhoLeaveScopeTogetherExactlyTheLimitGoes() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    Policy sales =
        new Policy(
            new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales"))),
            List.of(ProvisioningFixture.POOL),
            new TreeSet<>());
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8),
        app -> app.with(new Guard(true, 20, 3)).with(List.of(sales)));
    List<User> users = IntStream.range(0, 40).mapToObj(i -> bridge.create("user" + i)).toList();
    Group group = bridge.group("Sales", users.stream().map(User::id).toArray(ResourceId[]::new));
    eventually("in scope", () -> users.stream().allMatch(user -> isIn(user, State.IN_STEP)));
    bridge.ahead = Guard.YOUNG.plusSeconds(1);

    bridge.change(group.id(), new MemberDelta(true, Set.of(), Set.of()));

    eventually("decided", () -> users.stream().noneMatch(user -> isIn(user, State.PENDING)));
    assertThat(users).filteredOn(user -> isIn(user, State.HELD)).hasSize(32);
    assertThat(users)
        .filteredOn(user -> !bridge.account(user.userName()).orElseThrow().enabled())
        .hasSize(8);
  }

  private boolean isIn(User user, State state) {
    return bridge.link(user.id()).filter(link -> link.progress().state() == state).isPresent();
  }

  @Test
  void membersOfAGroupAreInTheCognitoGroup() {
    ResourceId[] users =
        IntStream.range(0, 5)
            .mapToObj(i -> bridge.create("user" + i).id())
            .toArray(ResourceId[]::new);

    bridge.group("Admins", users);

    for (int i = 0; i < users.length; i++) {
      ResourceId user = users[i];
      eventually("in step", () -> bridge.state(user) == State.IN_STEP);
      assertThat(bridge.groupsOf("user" + i)).containsExactly("Admins");
    }
  }
}
