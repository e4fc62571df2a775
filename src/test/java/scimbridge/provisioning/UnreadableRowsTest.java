package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.provisioning.Reconciling.Order;

/** One row that this version cannot read keeps nobody else waiting, and stays as it is. */
@Timeout(180)
class UnreadableRowsTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void anAccountThatCannotBeReadIsLeftAloneUntilItCanBe() throws Exception {
    User ann = bridge.create("ann");
    User ben = bridge.create("ben");
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    String was = "UPDATE accounts SET attributes = attributes";
    tamper(was + " || ' of a newer version' WHERE username = 'ann'");

    Group staff = bridge.group("Staff", ann.id(), ben.id());
    eventually("ben has followed", () -> bridge.groupsOf("ben").contains("Staff"));
    eventually("status counts it", () -> status().unreadable() == 1);
    assertThat(status().notices())
        .singleElement()
        .asString()
        .startsWith("what the store holds of 1 account")
        .contains(Unreadable.REMEDY);
    assertThat(status().backlogSince()).as("no backlog").isNull();
    assertThat(bridge.groupsOf("ann")).isEmpty();

    refused(() -> bridge.setActive(ann.id(), false));
    refused(() -> bridge.delete(ann.id()));
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.create("carl").userName()).isEqualTo("carl");
    bridge.change(staff.id(), new MemberDelta(false, Set.of(ben.id()), ProvisioningFixture.add()));
    eventually("ben has left", () -> bridge.groupsOf("ben").isEmpty());
    assertThat(reconciled()).anyMatch(line -> line.contains("2 accounts of app 'okta' compared"));
    assertThat(bridge.engine.explanation().of(APP, ann.id()))
        .anyMatch(line -> line.contains("cannot be read by this version"));

    // Somebody starts the version that can read it.
    bridge.stop();
    tamper("UPDATE accounts SET attributes = replace(attributes, ' of a newer version', '')");
    bridge.start(bridge.emulator.endpoint());
    eventually("ann follows", () -> bridge.groupsOf("ann").contains("Staff"));
    eventually("ann is in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(status().unreadable()).isZero();
    assertThat(bridge.emulator.controls().calls()).containsEntry("AdminCreateUser", 3L);
  }

  @Test
  void oneThatIsMetAtRestIsCountedAndLookedAtWhenItCanBeRead() throws Exception {
    User ann = bridge.create("ann");
    tamper("UPDATE accounts SET known = 'PROBED'");
    assertThat(status().unreadable()).as("nobody has met it").isZero();

    reconciled();

    eventually("status counts it", () -> status().unreadable() == 1);
    tamper("UPDATE accounts SET known = 'OURS'");
    bridge.ahead = bridge.ahead.plus(Setting.LEASE.multipliedBy(2));
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(status().unreadable()).isZero();
    bridge.setActive(ann.id(), false);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
  }

  @Test
  void aReviewOfEverybodyGoesPastIt() throws Exception {
    User ann = bridge.create("ann");
    List<ResourceId> others = new ArrayList<>();
    for (String name : List.of("ben", "carl", "dora")) {
      others.add(bridge.create(name).id());
    }
    bridge.stop();
    tamper("UPDATE accounts SET policies = '[' WHERE username = 'ann'");
    tamper("UPDATE reviews SET rules = 'others', done = 0, after_user = ''");
    bridge.start(bridge.emulator.endpoint());

    eventually("reviewed", () -> status().reviewed());
    eventually("counted", () -> status().unreadable() == 1);
    others.forEach(id -> assertThat(bridge.state(id)).isEqualTo(State.IN_STEP));
    refused(() -> bridge.delete(ann.id()));
  }

  @Test
  void aPoolGroupThatCannotBeReadIsFollowedWhenItCanBe() throws Exception {
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());
    Group sales = bridge.group("Sales");
    eventually("in it", () -> bridge.groupsOf("ann").contains("Staff"));
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    tamper("UPDATE pool_groups SET phase = 'MERGING' WHERE group_name = 'Staff'");

    bridge.change(sales.id(), new MemberDelta(false, Set.of(), ProvisioningFixture.add(ann.id())));
    eventually("in the other", () -> bridge.groupsOf("ann").contains("Sales"));
    assertThat(bridge.groupsOf("ann")).contains("Staff");
    eventually("status counts it", () -> status().unreadable() == 1);
    refused(() -> bridge.rename(staff.id(), "Crew"));
    refused(
        () ->
            bridge.change(
                staff.id(), new MemberDelta(false, Set.of(ann.id()), ProvisioningFixture.add())));
    User ben = bridge.create("ben");
    bridge.setActive(ben.id(), false);
    assertThat(bridge.account("ben").orElseThrow().enabled()).isFalse();
    bridge.restart(app -> app);
    eventually("reviewed", () -> status().reviewed());
    assertThat(bridge.groupsInPool()).contains("Staff", "Sales");

    tamper("UPDATE pool_groups SET phase = 'PRESENT' WHERE group_name = 'Staff'");
    bridge.restart(app -> app);
    eventually("readable", () -> status().unreadable() == 0);
    bridge.change(staff.id(), new MemberDelta(false, Set.of(ann.id()), ProvisioningFixture.add()));
    eventually("left", () -> !bridge.groupsOf("ann").contains("Staff"));
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
  }

  /** What is due of who cannot be read would otherwise become the oldest change there is. */
  @Test
  void nobodyElseIsRefusedForItsAge() throws Exception {
    User ann = bridge.create("ann");
    tamper(
        "UPDATE accounts SET known = 'PROBED', state = 'PENDING', next_attempt = 1, since = 1"
            + " WHERE user_id = '"
            + ann.id()
            + "'");
    eventually("status counts it", () -> status().unreadable() == 1);

    assertThat(bridge.create("ben").userName()).isEqualTo("ben");
    assertThat(status().refusesChanges()).isFalse();
  }

  /** Nobody can say whether the client has taken its user out. */
  @Test
  void anImportPutsNobodyIntoAGroupWhoseAccountCannotBeRead() throws Exception {
    ExistingPool pool = new ExistingPool(bridge);
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    pool.person("ann");
    pool.person("ben");
    pool.group("Sales", "ann", "ben");
    pool.takeIn();
    bridge.change(
        pool.inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(pool.user("ann").id()), ProvisioningFixture.add()));
    tamper(
        "UPDATE accounts SET attributes = attributes || ' of a newer version'"
            + " WHERE username = 'ann'");

    assertThat(pool.takeIn(true).getLast()).contains(" 0 memberships to be taken in");
    assertThat(pool.takeIn().getLast()).contains(" 0 memberships taken in");

    assertThat(pool.membersOf("Sales")).containsExactly(pool.user("ben").id());
  }

  private AppStatus status() {
    return bridge.engine.standing().of(APP);
  }

  private List<String> reconciled() {
    bridge.ahead = bridge.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    List<String> lines = new ArrayList<>();
    bridge.engine.reconciling().run(new Order(APP, null, true, false), lines::add);
    return lines;
  }

  private static void refused(ThrowingCallable request) {
    Fault fault = catchThrowableOfType(Fault.class, request);
    assertThat(fault).isNotNull();
    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNREADABLE);
    assertThat(fault.detail()).contains("pool " + POOL).contains(Unreadable.REMEDY);
  }

  private void tamper(String sql) throws SQLException {
    try (Connection store =
            DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("bridge.db") + "?busy_timeout=30000");
        Statement statement = store.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }
}
