package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.User;

/** What a write of a user does to the pool, and what it leaves when it is refused. */
class UserProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    bridge.emulator.controls().resetCalls();
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void aNewUserHasAnAccountThatCanResetItsPassword() {
    User ann = bridge.create("ann");

    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Ann")
        .containsEntry("email", "ann@example.org")
        .containsEntry("email_verified", "true");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.link(ann.id()).orElseThrow().sub()).isNotNull();
  }

  @Test
  void aNewUserCostsTwoCalls() {
    bridge.create("bob");
    bridge.emulator.controls().resetCalls();

    bridge.create("ann");

    assertThat(bridge.calls())
        .containsExactlyInAnyOrder("AdminCreateUser=1", "AdminSetUserPassword=1");
  }

  @Test
  void aReplacementThatChangesNothingMakesNoCallAndNoVersion() {
    User ann = bridge.create("ann");
    bridge.emulator.controls().resetCalls();

    var written = bridge.replace(ann.id(), ann.attributes());

    assertThat(written.changed()).isFalse();
    assertThat(written.resource().version()).isEqualTo(1);
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void severalChangedAttributesAreOneCall() {
    User ann = bridge.create("ann");
    bridge.emulator.controls().resetCalls();

    var written =
        bridge.replace(
            ann.id(),
            attributes(
                """
                {"userName":"ann","active":true,"name":{"givenName":"Anna"},
                 "emails":[{"value":"ann@example.org"}]}"""));

    assertThat(written.resource().version()).isEqualTo(2);
    assertThat(bridge.calls()).containsExactly("AdminUpdateUserAttributes=1");
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Anna")
        .doesNotContainKey("family_name");
  }

  @Test
  void anInactiveUserIsDisabledAndSignedOutAndAnActiveOneEnabledAgain() {
    User ann = bridge.create("ann");
    bridge.emulator.controls().resetCalls();

    bridge.setActive(ann.id(), false);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    bridge.setActive(ann.id(), true);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.calls())
        .contains("AdminDisableUser=1", "AdminUserGlobalSignOut=1", "AdminEnableUser=1");
  }

  @Test
  void aDeletedUserIsGoneAndItsNameIsFree() {
    User ann = bridge.create("ann");

    bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {});

    assertThat(bridge.account("ann")).isEmpty();
    assertThat(bridge.link(ann.id())).isEmpty();
    assertThat(bridge.create("ann").id()).isNotEqualTo(ann.id());
    assertThat(bridge.account("ann")).isPresent();
  }

  @Test
  void aNameThatSomebodyElseHasInThePoolIsAConflictThatLeavesNothing() {
    bridge.cognito.adminCreateUser(
        r -> r.userPoolId(bridge.userPoolId).username("ann").messageAction("SUPPRESS"));
    String foreign = bridge.account("ann").orElseThrow().userAttributes().toString();

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("ann"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(bridge.users()).isZero();
    assertThat(bridge.account("ann").orElseThrow().userAttributes().toString()).isEqualTo(foreign);
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    assertThat(bridge.state(bridge.create("ann").id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void aUserNameInOtherLetterCaseIsTaken() {
    bridge.create("ann");

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("ANN"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(bridge.users()).isEqualTo(1);
    assertThat(bridge.account("ANN")).isEmpty();
  }

  @Test
  void aUsernameThatCognitoCannotHoldIsRefusedWithoutACall() {
    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.create("ann lee"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.users()).isZero();
    assertThat(bridge.calls()).containsExactly("DescribeUserPool=1");
  }

  @Test
  void aDeactivationGoesThroughThoughTheRestOfTheRequestIsRefused() {
    User ann = bridge.create("ann");

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge.replace(
                    ann.id(), attributes("{\"userName\":\"somebody else\",\"active\":false}")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(bridge.onlyUser().active()).isFalse();
    assertThat(bridge.onlyUser().userName()).isEqualTo("ann");
  }

  @Test
  void aPasswordThatThePoolRefusesUndoesTheWholeRequest() {
    bridge.restart(ProvisioningFixture::syncingPasswords);
    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.create(named("ann"), Password.of("short")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.users()).isZero();
    eventually("account taken away", () -> bridge.account("ann").isEmpty());
    eventually("name free", () -> bridge.nameIsFree("ann"));
    assertThat(bridge.state(bridge.create("ann").id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void aPasswordIsDroppedWherePasswordSyncIsOff() {
    User ann = bridge.create(named("ann"), Password.of("short"));

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
  }

  @Test
  void aPasswordGoesToCognito() {
    bridge.restart(ProvisioningFixture::syncingPasswords);
    User ann = bridge.create(named("ann"), Password.of("Correct-Horse-7"));

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.calls()).contains("AdminSetUserPassword=1");
  }

  @Test
  void ofTwoSimultaneousCreationsOneWins() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Object> creation =
        () -> {
          together.await();
          try {
            return bridge.create("ann");
          } catch (Fault fault) {
            return fault.kind();
          }
        };
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Object> results = new ArrayList<>();
      for (Future<Object> result : two.invokeAll(List.of(creation, creation))) {
        results.add(result.get());
      }
      assertThat(results).filteredOn(User.class::isInstance).hasSize(1);
      assertThat(results).contains(Fault.Kind.UNIQUENESS);
    }
    assertThat(bridge.users()).isEqualTo(1);
    assertThat(bridge.calls()).contains("AdminCreateUser=1");
  }

  @Test
  void anAccountThatVanishedIsMadeAgainWithAllItsAttributes() {
    User ann = bridge.create("ann");
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));

    bridge.replace(ann.id(), attributes("{\"userName\":\"ann\",\"displayName\":\"Ann L.\"}"));

    assertThat(bridge.attributesOf("ann")).containsEntry("name", "Ann L.");
    assertThat(bridge.account("ann").orElseThrow().userStatusAsString()).isEqualTo("CONFIRMED");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }
}
