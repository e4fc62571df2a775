package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.Invitation;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.mapping.Mapping;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFactorType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;

/** How the owner of a new account can sign in for the first time, and what a pool demands of it. */
class FirstSignInProvisioningTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;
  private final List<CognitoCall> sent = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(FirstSignIn firstSignIn) {
    start(firstSignIn, false, pool -> pool);
  }

  private void start(
      FirstSignIn firstSignIn, boolean strict, UnaryOperator<CreateUserPoolRequest.Builder> pool) {
    bridge =
        ProvisioningFixture.withRules(
            folder, new Pool(POOL, null, firstSignIn, true, strict, Mapping.standard()), pool);
    bridge.interposed =
        (call, real) -> {
          sent.add(call);
          return real.attempt(call);
        };
  }

  private String status(String username) {
    return bridge.account(username).orElseThrow().userStatusAsString();
  }

  private List<Invitation> invitations() {
    return sent.stream()
        .filter(AdminCreateUser.class::isInstance)
        .map(call -> ((AdminCreateUser) call).invitation())
        .toList();
  }

  private Fault refused(String json) {
    return catchThrowableOfType(Fault.class, () -> bridge.create(attributes(json), null));
  }

  @Test
  void invitedByMailOrElseByTextMessage() {
    start(FirstSignIn.INVITE);

    User ann = bridge.create("ann");
    bridge.create(
        attributes("{\"userName\":\"bob\",\"phoneNumbers\":[{\"value\":\"+4930123456\"}]}"), null);

    assertThat(invitations()).containsExactly(Invitation.EMAIL, Invitation.SMS);
    assertThat(status("ann")).isEqualTo("FORCE_CHANGE_PASSWORD");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.link(ann.id()).orElseThrow().ready()).isTrue();
  }

  @Test
  void nobodyIsInvitedWhoCannotBeReached() {
    start(FirstSignIn.INVITE);

    Fault fault = refused("{\"userName\":\"ann\"}");

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).startsWith("emails: pool 'customers'");
    assertThat(bridge.users()).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void whoBringsAPasswordIsNotInvited() {
    start(FirstSignIn.INVITE);

    bridge.create(ProvisioningFixture.named("ann"), Password.of("Correct-Horse-1"));

    assertThat(invitations()).containsExactly(Invitation.NONE);
    assertThat(status("ann")).isEqualTo("CONFIRMED");
  }

  @Test
  void anInvitationIsNotSentAgainWhenTheAnswerWasLost() {
    start(FirstSignIn.INVITE);
    AtomicBoolean first = new AtomicBoolean(true);
    bridge.interposed =
        (call, real) -> {
          sent.add(call);
          Outcome outcome = real.attempt(call);
          return call instanceof AdminCreateUser && first.getAndSet(false)
              ? new Outcome.Lost("no answer")
              : outcome;
        };

    User ann = bridge.create("ann");

    eventually("settled", () -> bridge.link(ann.id()).orElseThrow().ready());
    assertThat(invitations()).hasSize(1);
  }

  @Test
  void federatedHasNoPasswordAndNothingIsConfirmed() {
    start(FirstSignIn.FEDERATED);

    User ann = bridge.create(ProvisioningFixture.named("ann"), Password.of("Correct-Horse-1"));

    assertThat(sent).hasSize(1);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(status("ann")).isEqualTo("FORCE_CHANGE_PASSWORD");
  }

  private static CreateUserPoolRequest.Builder withOneTimePasswords(
      CreateUserPoolRequest.Builder pool) {
    return pool.policies(
        policies ->
            policies.signInPolicy(
                policy ->
                    policy.allowedFirstAuthFactors(
                        AuthFactorType.PASSWORD, AuthFactorType.EMAIL_OTP)));
  }

  @Test
  void passwordlessIsConfirmedWithoutAPassword() {
    start(FirstSignIn.PASSWORDLESS, false, FirstSignInProvisioningTest::withOneTimePasswords);

    User ann = bridge.create("ann");
    Fault unreachable = refused("{\"userName\":\"bob\"}");

    assertThat(sent).hasSize(1);
    assertThat(status("ann")).isEqualTo("CONFIRMED");
    assertThat(bridge.link(ann.id()).orElseThrow().status()).isEqualTo("CONFIRMED");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(unreachable.detail())
        .startsWith("emails: pool 'customers' sends one-time passwords");
  }

  @Test
  void aPoolThatWantsPasswordsRefusesToDoWithout() {
    start(FirstSignIn.PASSWORDLESS);

    Fault fault = refused("{\"userName\":\"ann\",\"emails\":[{\"value\":\"a@x.org\"}]}");

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("pool 'customers'", "EMAIL_OTP", "firstSignIn");
    assertThat(bridge.users()).isZero();
  }

  private static CreateUserPoolRequest.Builder demanding(CreateUserPoolRequest.Builder pool) {
    return pool.schema(
        a -> a.name("family_name").attributeDataType(AttributeDataType.STRING).required(true),
        a -> a.name("title").attributeDataType(AttributeDataType.STRING).mutable(false));
  }

  @Test
  void whatThePoolRequiresIsMissedByItsScimPath() {
    start(FirstSignIn.CONFIRMED, false, FirstSignInProvisioningTest::demanding);

    Fault fault = refused("{\"userName\":\"ann\"}");

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).startsWith("name.familyName: pool 'customers' requires family_name");
    assertThat(bridge.users()).isZero();
    User ann = bridge.create("ann");
    bridge.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true}"));
    assertThat(bridge.attributesOf("ann")).containsEntry("family_name", "Lee");
  }

  private static String titled(String title) {
    return "{\"userName\":\"ann\",\"active\":true,\"name\":{\"familyName\":\"Lee\"},\"title\":\"%s\"}"
        .formatted(title);
  }

  @Test
  void whatThePoolMakesImmutableIsWrittenOnceAndThenSkipped() {
    start(FirstSignIn.CONFIRMED, false, FirstSignInProvisioningTest::demanding);
    User ann = bridge.create(attributes(titled("Dr.")), null);
    assertThat(bridge.attributesOf("ann")).containsEntry("custom:title", "Dr.");
    assertThat(skipped(ann)).isEmpty();

    User changed = bridge.replace(ann.id(), attributes(titled("Prof."))).resource();

    assertThat(bridge.attributesOf("ann")).containsEntry("custom:title", "Dr.");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(skipped(changed))
        .singleElement()
        .asString()
        .startsWith("custom:title: the pool's schema makes it immutable");
  }

  private List<String> skipped(User user) {
    return bridge.engine.skippedValues(user, bridge.link(user.id()).orElseThrow());
  }

  @Test
  void orItsChangeIsRefusedWhereTheProjectionIsStrict() {
    start(FirstSignIn.CONFIRMED, true, FirstSignInProvisioningTest::demanding);
    User ann = bridge.create(attributes(titled("Dr.")), null);

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ann.id(), attributes(titled("Prof."))));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.MUTABILITY);
    assertThat(fault.detail()).startsWith("title cannot change custom:title in pool customers");
  }
}
