package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.GroupName;

/** What a write of a group does to the pool and to its members' accounts. */
class GroupProvisioningTest {
  private static final String ADMINS = GroupName.encode("Domain Admins");

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
  void membersOfAGroupAreInTheCognitoGroupWhenTheRequestIsAnswered() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");

    bridge.group("Domain Admins", ann.id(), bob.id());

    assertThat(bridge.groupsOf("ann")).containsExactly(ADMINS);
    assertThat(bridge.groupsOf("bob")).containsExactly(ADMINS);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void whoLeavesAGroupLeavesTheCognitoGroupAndNobodyElseDoes() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Domain Admins", ann.id(), bob.id());

    bridge.change(admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));

    assertThat(bridge.groupsOf("ann")).isEmpty();
    assertThat(bridge.groupsOf("bob")).containsExactly(ADMINS);
  }

  @Test
  void addingWhoIsInAndRemovingWhoIsNotChangesNothing() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Domain Admins", ann.id());
    bridge.emulator.controls().resetCalls();

    var written =
        bridge.change(admins.id(), new MemberDelta(false, Set.of(bob.id()), add(ann.id())));

    assertThat(written.changed()).isFalse();
    assertThat(written.resource().version()).isEqualTo(admins.version());
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void deletingAGroupIsOneCallHoweverManyMembersItHas() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Domain Admins", ann.id(), bob.id());
    bridge.emulator.controls().resetCalls();

    bridge.engine.writes().deleteGroup(REQUEST, admins.id(), group -> {});

    assertThat(bridge.groupsInPool()).isEmpty();
    assertThat(bridge.calls()).containsExactly("DeleteGroup=1");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void aGroupMadeAgainUnderItsOldNameGivesItsMembersAccessAgain() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Domain Admins", ann.id());
    bridge.engine.writes().deleteGroup(REQUEST, admins.id(), group -> {});

    bridge.group("Domain Admins", ann.id());

    assertThat(bridge.groupsOf("ann")).containsExactly(ADMINS);
  }

  @Test
  void aRenamedGroupMovesItsMembersAndNobodyIsEverWithoutBothNames() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Domain Admins", ann.id());

    bridge.rename(admins.id(), "Operators");

    eventually("old group gone", () -> bridge.groupsInPool().equals(Set.of("Operators")));
    assertThat(bridge.groupsOf("ann")).containsExactly("Operators");
  }

  @Test
  void aGroupRenamedThereAndBackKeepsItsMembers() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());

    bridge.rename(admins.id(), "Operators");
    bridge.rename(admins.id(), "Admins");

    eventually("one group", () -> bridge.groupsInPool().equals(Set.of("Admins")));
    eventually("member", () -> bridge.groupsOf("ann").equals(Set.of("Admins")));
  }

  @Test
  void aGroupThatThePoolHasAlreadyIsAConflictThatLeavesNothing() {
    bridge.cognito.createGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.group("Admins"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    bridge.cognito.deleteGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));
    assertThat(bridge.group("Admins").displayName()).isEqualTo("Admins");
  }

  @Test
  void aDisplayNameInOtherLetterCaseIsTaken() {
    bridge.group("Admins");

    assertThat(catchThrowableOfType(Fault.class, () -> bridge.group("ADMINS")).kind())
        .isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(bridge.groupsInPool()).containsExactly("Admins");
  }

  @Test
  void aDeletedUserLeavesItsGroups() {
    User ann = bridge.create("ann");
    Group admins = bridge.group("Admins", ann.id());

    bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {});

    assertThat(
            bridge.directory.<Integer>read(
                tx -> tx.members().of(ProvisioningFixture.APP, admins.id()).size()))
        .isZero();
  }

  @Test
  void aGroupThatSomebodyDeletedInThePoolIsMadeAgain() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group admins = bridge.group("Admins", ann.id());
    bridge.cognito.deleteGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Admins"));

    bridge.change(admins.id(), new MemberDelta(false, Set.of(), add(bob.id())));

    eventually("member of a new group", () -> bridge.groupsOf("bob").equals(Set.of("Admins")));
  }
}
