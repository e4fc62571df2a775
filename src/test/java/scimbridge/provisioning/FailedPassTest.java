package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Audit;
import scimbridge.directory.Directory;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.testing.AuditTrail;
import scimbridge.testing.ForwardingDirectory;
import scimbridge.testing.PostgresServer;

/**
 * A background pass whose last transaction the store does not take: what it was at is not kept from
 * everybody until the lease runs out, and is looked at before it is believed.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailedPassTest {
  /** Once for the last transaction of the pass, then for giving the lease back. */
  private static final int FAILURES = 2;

  @TempDir Path folder;
  private volatile @Nullable Thread failing;
  private volatile @Nullable Supplier<Object> look;
  private volatile @Nullable Object afterwards;

  /** The stores there are. */
  enum Kind {
    SQLITE,
    POSTGRES
  }

  private Directory open(Kind kind) {
    if (kind == Kind.SQLITE) {
      return new Failing(SqlDirectory.sqlite(folder.resolve("failing.db")));
    }
    PostgresServer.Database database = PostgresServer.newDatabase();
    return new Failing(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anAccountWhosePassFailedIsGivenBackAndLookedAt(Kind kind) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      bridge.restartOn(open(kind));
      User ann = bridge.create("ann");
      Group admins = bridge.group("Admins");
      AtomicInteger additions = new AtomicInteger();
      look = () -> bridge.link(ann.id()).orElseThrow();
      bridge.interposed =
          (call, pool) -> {
            Outcome outcome = pool.attempt(call);
            if (call instanceof CognitoCall.AdminAddUserToGroup
                && additions.incrementAndGet() == 1) {
              failing = Thread.currentThread();
            }
            return outcome;
          };
      Instant before = bridge.setting.now();

      bridge.change(bridge.hasty(), admins.id(), new MemberDelta(false, Set.of(), add(ann.id())));

      eventually("given back", () -> afterwards != null);
      Account given = (Account) afterwards;
      assertThat(given.lease().returned()).isTrue();
      assertThat(given.known()).isEqualTo(Account.Known.UNCLEAR);
      assertThat(given.progress().state()).isEqualTo(State.PENDING);
      assertThat(given.progress().reason()).isEqualTo(Worker.FAILED);
      assertThat(given.progress().uncertainUntil()).isAfterOrEqualTo(Setting.certain(before, null));
      bridge.ahead = Setting.ATTEMPT.plus(Setting.SETTLING);
      eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
      assertThat(bridge.groupsOf("ann")).containsExactly("Admins");
      assertThat(additions).hasValue(1);
      assertThat(records(bridge, "account.converge"))
          .filteredOn(entry -> entry.detail().contains("failed after these calls"))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.calls())
                      .singleElement()
                      .satisfies(
                          call -> {
                            assertThat(call.operation()).isEqualTo("AdminAddUserToGroup");
                            assertThat(call.outcome()).isEqualTo("done");
                          }));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void soIsAGroup(Kind kind) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      bridge.restartOn(open(kind));
      Group admins = bridge.group("Admins");
      Thread request = Thread.currentThread();
      String row = rows(bridge, admins).getFirst().id();
      look =
          () ->
              bridge
                  .directory
                  .<List<PoolGroup>>read(tx -> tx.poolGroups().withIds(APP, List.of(row)))
                  .getFirst();
      AtomicInteger deletions = new AtomicInteger();
      bridge.interposed =
          (call, pool) -> {
            if (call instanceof CognitoCall.DeleteGroup) {
              if (Thread.currentThread() == request) {
                return new Outcome.Unavailable("Not now.");
              }
              if (deletions.incrementAndGet() == 1) {
                failing = Thread.currentThread();
              }
            }
            return pool.attempt(call);
          };
      Instant before = bridge.setting.now();

      bridge.engine.writes().deleteGroup(REQUEST, admins.id(), group -> {});

      eventually("given back", () -> afterwards != null);
      PoolGroup given = (PoolGroup) afterwards;
      assertThat(given.lease().returned()).isTrue();
      assertThat(given.phase()).isEqualTo(PoolGroup.Phase.UNWANTED);
      assertThat(given.progress().reason()).isEqualTo(Worker.FAILED);
      assertThat(given.progress().urgent()).isTrue();
      assertThat(given.progress().uncertainUntil()).isAfterOrEqualTo(Setting.certain(before, null));
      bridge.ahead = Setting.ATTEMPT.plus(Setting.SETTLING);
      eventually("gone", () -> rows(bridge, admins).isEmpty());
      assertThat(bridge.groupsInPool()).isEmpty();
      assertThat(records(bridge, "group.converge"))
          .filteredOn(entry -> entry.detail().contains("failed after these calls"))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.calls())
                      .extracting(Audit.Call::operation)
                      .containsExactly("DeleteGroup"));
    }
  }

  /** A process that is gone says nothing: whoever ends or takes its lease does. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsCutOffIsToldWhenTheLeaseIsOver(Kind kind) {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      if (kind == Kind.POSTGRES) {
        bridge.restartOn(open(kind));
      }
      User ann = bridge.create("ann");
      Group admins = bridge.group("Admins");
      AtomicInteger additions = new AtomicInteger();
      bridge.interposed =
          (call, pool) -> {
            if (call instanceof CognitoCall.AdminAddUserToGroup
                && additions.incrementAndGet() == 1) {
              throw new StackOverflowError("the process is gone");
            }
            return pool.attempt(call);
          };
      Instant before = bridge.setting.now();
      bridge.change(bridge.hasty(), admins.id(), new MemberDelta(false, Set.of(), add(ann.id())));
      eventually("cut off", () -> additions.get() == 1);
      Instant leased = bridge.link(ann.id()).orElseThrow().lease().until();

      bridge.ahead = Setting.LEASE;
      if (kind == Kind.SQLITE) {
        bridge.restart(app -> app);
      }

      eventually(
          "told",
          () ->
              records(bridge, "account.converge").stream()
                  .anyMatch(entry -> entry.actor().equals("recovery")));
      assertThat(records(bridge, "account.converge"))
          .filteredOn(entry -> entry.actor().equals("recovery"))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.result()).isEqualTo("pending");
                assertThat(entry.subject().name()).isEqualTo("ann");
                assertThat(entry.detail())
                    .contains("began at " + leased.minus(Setting.LEASE), "looked at again");
              });
      assertThat(leased.minus(Setting.LEASE)).isAfterOrEqualTo(before);
      // The clock jumps between two passes: in the midst of one its lease would have run out.
      eventually("looked at", () -> waitsToBeCertain(bridge, bridge.link(ann.id()).orElseThrow()));
      bridge.ahead = bridge.ahead.plus(Setting.LEASE.multipliedBy(2));
      eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
      assertThat(bridge.groupsOf("ann")).containsExactly("Admins");
      assertThat(records(bridge, "account.converge"))
          .filteredOn(entry -> entry.actor().equals("recovery"))
          .hasSize(1);
    }
  }

  private static boolean waitsToBeCertain(ProvisioningFixture bridge, Account account) {
    return account.lease().returned()
        && account.progress().nextAttempt() != null
        && account.progress().nextAttempt().isAfter(bridge.setting.now().plusSeconds(10));
  }

  private static List<Audit.Entry> records(ProvisioningFixture bridge, String action) {
    return bridge
        .directory
        .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 100))
        .stream()
        .filter(entry -> entry.action().equals(action))
        .toList();
  }

  private static List<PoolGroup> rows(ProvisioningFixture bridge, Group group) {
    return bridge.directory.<List<PoolGroup>>read(tx -> tx.poolGroups().ofGroup(APP, group.id()));
  }

  /** A directory that undoes what one thread writes, a few times. */
  private final class Failing extends ForwardingDirectory {
    private final AtomicInteger failures = new AtomicInteger();

    Failing(Directory directory) {
      super(directory);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
      if (Thread.currentThread() != failing) {
        return directory.write(work);
      }
      boolean fails = failures.incrementAndGet() <= FAILURES;
      T written =
          directory.<T>write(
              tx -> {
                T result = work.apply(tx);
                if (fails) {
                  // PostgreSQL takes it for a collision and tries again until it has had enough.
                  throw new ConnectionException(new SQLException("collided", "40001"));
                }
                return result;
              });
      failing = null;
      afterwards = look.get();
      return written;
    }
  }
}
