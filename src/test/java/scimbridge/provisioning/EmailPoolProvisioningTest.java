package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** Pools in which people sign in with their e-mail address and Username is a UUID. */
class EmailPoolProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge =
        new ProvisioningFixture(
            folder,
            app -> app,
            pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL),
            new UnlimitedGate());
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static Attributes with(String userName, String email) {
    return attributes(
        "{\"userName\":\"%s\",\"emails\":[{\"value\":\"%s\",\"primary\":true}]}"
            .formatted(userName, email));
  }

  @Test
  void anAccountIsFoundByItsAddressAndKeptByItsUsername() {
    User ann = bridge.create(with("ann@example.org", "ann@example.org"), null);

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    var link = bridge.link(ann.id()).orElseThrow();
    assertThat(link.username()).isEqualTo(link.sub());
    assertThat(bridge.account("ann@example.org").orElseThrow().username())
        .isEqualTo(link.username());
    assertThat(bridge.account("ann@example.org").orElseThrow().userStatusAsString())
        .isEqualTo("CONFIRMED");
  }

  @Test
  void aUserNameThatIsNoAddressLeavesThePrimaryAddressAsUsername() {
    bridge.create(with("ann", "ann@example.org"), null);

    assertThat(bridge.account("ann@example.org")).isPresent();
  }

  @Test
  void withoutAnAddressThereIsNoAccountAndTheAdministratorIsToldWhy() {
    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.create(attributes("{\"userName\":\"ann\"}"), null));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).contains("e-mail");
    assertThat(bridge.users()).isZero();
  }

  @Test
  void anotherAddressMovesTheAccountAndFreesTheOldOne() {
    User ann = bridge.create(with("ann@example.org", "ann@example.org"), null);
    String username = bridge.link(ann.id()).orElseThrow().username();

    bridge.replace(ann.id(), with("ann.lee@example.org", "ann.lee@example.org"));

    assertThat(bridge.account("ann.lee@example.org").orElseThrow().username()).isEqualTo(username);
    assertThat(bridge.attributesOf(username)).containsEntry("email_verified", "true");
    User other = bridge.create(with("ann@example.org", "ann@example.org"), null);
    assertThat(bridge.state(other.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void anAddressThatAnotherUserHasIsAConflict() {
    bridge.create(with("ann@example.org", "ann@example.org"), null);
    User bob = bridge.create(with("bob@example.org", "bob@example.org"), null);

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> bridge.replace(bob.id(), with("ANN@example.org", "ANN@example.org")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(bridge.account("bob@example.org")).isPresent();
  }

  @Test
  void aDeletedAccountFreesItsAddress() {
    User ann = bridge.create(with("ann@example.org", "ann@example.org"), null);

    bridge.engine.writes().deleteUser(REQUEST, ann.id(), user -> {});

    assertThat(bridge.account("ann@example.org")).isEmpty();
    bridge.create(with("ann@example.org", "ann@example.org"), null);
  }

  private Fault refusedCreation(String address) {
    return catchThrowableOfType(Fault.class, () -> bridge.create(with(address, address), null));
  }

  @Test
  void aPendingChangeKeepsBothAddressesUntilItIsDone() {
    User ann = bridge.create(with("ann@example.org", "ann@example.org"), null);
    AtomicBoolean reachable = new AtomicBoolean();
    bridge.interposed =
        (call, pool) ->
            call instanceof AdminUpdateUserAttributes && !reachable.get()
                ? new Outcome.Unavailable("Not now.")
                : pool.attempt(call);

    bridge.replace(ann.id(), with("lee@example.org", "lee@example.org"));

    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);
    for (String address : List.of("ann@example.org", "lee@example.org")) {
      // It is the bridge that says so: the pool is not asked.
      assertThat(refusedCreation(address).detail()).contains("is already taken");
    }
    reachable.set(true);
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    bridge.create(with("ann@example.org", "ann@example.org"), null);
  }

  @Test
  void aRejectedChangeKeepsBothAddressesUntilItIsUndone() {
    User ann = bridge.create(with("ann@example.org", "ann@example.org"), null);
    AtomicInteger updates = new AtomicInteger();
    AtomicBoolean reachable = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof AdminEnableUser) {
            return new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."));
          }
          boolean undo = call instanceof AdminUpdateUserAttributes && updates.getAndIncrement() > 0;
          return undo && !reachable.get()
              ? new Outcome.Unavailable("Not now.")
              : pool.attempt(call);
        };
    bridge.setActive(ann.id(), false);

    // The address is changed, and then the account cannot be enabled.
    Fault refused =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge.replace(
                    ann.id(), attributes("{\"userName\":\"lee@example.org\",\"active\":true}")));

    assertThat(refused.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.account("lee@example.org")).isPresent();
    for (String address : List.of("ann@example.org", "lee@example.org")) {
      // It is the bridge that says so: the pool is not asked.
      assertThat(refusedCreation(address).detail()).contains("is already taken");
    }
    reachable.set(true);
    eventually("undone", () -> bridge.account("ann@example.org").isPresent());
    eventually("in step", () -> bridge.state(ann.id()) == State.IN_STEP);
    bridge.create(with("lee@example.org", "lee@example.org"), null);
  }
}
