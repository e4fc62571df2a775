package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/** Pools in which a verified address and the preferred username sign in beside the Username. */
class AliasPoolProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge =
        new ProvisioningFixture(
            folder,
            app -> app,
            pool ->
                pool.aliasAttributes(
                    AliasAttributeType.EMAIL, AliasAttributeType.PREFERRED_USERNAME),
            new UnlimitedGate());
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static Attributes with(String userName, String email) {
    return attributes(
        "{\"userName\":\"%s\",\"active\":true,\"emails\":[{\"value\":\"%s\",\"primary\":true}]}"
            .formatted(userName, email));
  }

  private User person(String name) {
    return bridge.create(with(name, name + "@example.org"), null);
  }

  private void stranger(String username, String email) {
    bridge.cognito.adminCreateUser(
        request ->
            request
                .userPoolId(bridge.userPoolId)
                .username(username)
                .messageAction(MessageActionType.SUPPRESS)
                .userAttributes(
                    a -> a.name("email").value(email),
                    a -> a.name("email_verified").value("true")));
  }

  @Test
  void theUserNameAndTheAddressSignIn() {
    User ann = person("ann");

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    for (String name : List.of("ann", "ann@example.org", ann.id().value())) {
      assertThat(bridge.account(name).orElseThrow().username()).isEqualTo(ann.id().value());
    }
    assertThat(bridge.calls()).containsOnlyOnce("AdminCreateUser=1", "AdminUpdateUserAttributes=1");
  }

  @Test
  void bothMayChange() {
    User ann = person("ann");

    bridge.replace(ann.id(), with("ann.lee", "ann.lee@example.org"));

    for (String name : List.of("ann.lee", "ann.lee@example.org")) {
      assertThat(bridge.account(name).orElseThrow().username()).isEqualTo(ann.id().value());
    }
    assertThat(bridge.account("ann")).isEmpty();
    assertThat(bridge.account("ann@example.org")).isEmpty();
    User other = person("ann");
    assertThat(bridge.state(other.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void aUserNameThatNobodyCanSignInWithIsSkipped() {
    User ann = bridge.create(with("Ann Lee", "ann@example.org"), null);

    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.attributesOf(ann.id().value())).doesNotContainKey("preferred_username");
    assertThat(bridge.engine.skippedValues(ann, bridge.link(ann.id()).orElseThrow()))
        .singleElement()
        .asString()
        .startsWith("preferred_username: ");
  }

  @Test
  void aQuestionThatThePoolRefusesIsNotAskedForEver() {
    User ann = person("ann");
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminGetUser
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not so."))
                : pool.attempt(call);

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ann.id(), with("ann", "lee@example.org")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.attributesOf(ann.id().value())).containsEntry("email", "ann@example.org");
  }

  @Test
  void anAddressOfAnotherUserIsAConflict() {
    User ann = person("ann");
    User bob = person("bob");

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(bob.id(), with("bob", "ANN@example.org")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).startsWith("emails: ").contains("change or delete");
    assertThat(bridge.account("ann@example.org").orElseThrow().username())
        .isEqualTo(ann.id().value());
    assertThat(bridge.attributesOf(bob.id().value())).containsEntry("email", "bob@example.org");
  }

  @Test
  void anAddressOfSomebodyElsesAccountIsNotTakenAndNothingElseIsChanged() {
    stranger("stranger", "eve@example.org");
    User bob = person("bob");

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(bob.id(), with("robert", "eve@example.org")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(fault.detail()).contains("email", "another account signs in with it");
    assertThat(bridge.account("eve@example.org").orElseThrow().username()).isEqualTo("stranger");
    assertThat(bridge.account("bob").orElseThrow().username()).isEqualTo(bob.id().value());
    assertThat(bridge.account("robert")).isEmpty();
    assertThat(bridge.state(bob.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void aNewUserGetsNoAliasOfSomebodyElse() {
    stranger("carol", "eve@example.org");

    Fault address =
        catchThrowableOfType(
            Fault.class, () -> bridge.create(with("bob", "eve@example.org"), null));
    Fault name =
        catchThrowableOfType(
            Fault.class, () -> bridge.create(with("carol", "bob@example.org"), null));

    assertThat(address.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(name.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(bridge.users()).isZero();
    assertThat(bridge.account("bob@example.org")).isEmpty();
  }

  @Test
  void aDeactivationGoesThroughThoughTheNewAddressIsTaken() {
    stranger("stranger", "eve@example.org");
    User bob = person("bob");
    Attributes gone =
        attributes(
            "{\"userName\":\"bob\",\"active\":false,\"emails\":[{\"value\":\"eve@example.org\"}]}");

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.replace(bob.id(), gone));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    eventually("disabled", () -> !bridge.account(bob.id().value()).orElseThrow().enabled());
    assertThat(bridge.account("eve@example.org").orElseThrow().username()).isEqualTo("stranger");
  }

  @Test
  void ofTwoThatWantOneAddressAtOnceOneGetsIt() throws Exception {
    List<User> users = new ArrayList<>();
    for (String name : List.of("ann", "bob", "cat", "dan")) {
      users.add(person(name));
    }
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (User user : users) {
        answers.add(
            clients.submit(
                () -> {
                  try {
                    bridge.replace(user.id(), with(user.userName(), "one@example.org"));
                    return true;
                  } catch (Fault taken) {
                    assertThat(taken.kind()).isIn(Fault.Kind.UNIQUENESS, Fault.Kind.BUSY);
                    return false;
                  }
                }));
      }
    }
    int winners = 0;
    for (Future<Boolean> answer : answers) {
      winners += answer.get() ? 1 : 0;
    }
    assertThat(winners).isEqualTo(1);
    String owner = bridge.account("one@example.org").orElseThrow().username();
    for (User user : users) {
      String username = user.id().value();
      assertThat(bridge.attributesOf(username))
          .containsEntry("email_verified", "true")
          .containsEntry(
              "email",
              username.equals(owner) ? "one@example.org" : user.userName() + "@example.org");
    }
  }

  @Test
  void anAliasThatSomebodyElseTookIsNotTakenBack() {
    User ann = person("ann");
    bridge.cognito.adminCreateUser(
        request -> request.userPoolId(bridge.userPoolId).username("thief"));
    bridge.cognito.adminUpdateUserAttributes(
        request ->
            request
                .userPoolId(bridge.userPoolId)
                .username("thief")
                .userAttributes(
                    a -> a.name("email").value("ann@example.org"),
                    a -> a.name("email_verified").value("true")));
    AtomicBoolean first = new AtomicBoolean(true);
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes && first.getAndSet(false)
                ? new Outcome.Lost("no answer")
                : pool.attempt(call);

    // The lost answer makes the bridge look, and see what has become of the address.
    bridge.replace(
        ann.id(),
        attributes(
            "{\"userName\":\"ann\",\"active\":true,\"displayName\":\"Ann\","
                + "\"emails\":[{\"value\":\"ann@example.org\",\"primary\":true}]}"));

    eventually("refused", () -> bridge.state(ann.id()) == State.REFUSED);
    assertThat(bridge.link(ann.id()).orElseThrow().progress().reason())
        .contains("another account signs in with it");
    assertThat(bridge.account("ann@example.org").orElseThrow().username()).isEqualTo("thief");
    assertThat(bridge.attributesOf(ann.id().value())).containsEntry("name", "Ann");
  }
}
