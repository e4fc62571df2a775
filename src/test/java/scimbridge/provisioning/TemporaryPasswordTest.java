package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.provisioning.Provisioning.UserDraft;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** Passwords that the user has to change at the next sign-in. */
class TemporaryPasswordTest {
  private static final String FIRST = "First-Passw0rd!";
  private static final String SECOND = "Second-Passw0rd!";

  @TempDir private Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge =
        new ProvisioningFixture(
            folder, TemporaryPasswordTest::temporary, p -> p, new UnlimitedGate());
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  private static App temporary(App app) {
    return app.with(new Operations(true, true, true, PasswordSync.TEMPORARY));
  }

  /** What a sign-in with this password asks for next; null if it is not the password. */
  private ChallengeNameType challenge(String password) {
    String client =
        bridge
            .cognito
            .createUserPoolClient(
                r ->
                    r.userPoolId(bridge.userPoolId)
                        .clientName("test")
                        .explicitAuthFlowsWithStrings(
                            "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"))
            .userPoolClient()
            .clientId();
    try {
      return bridge
          .cognito
          .adminInitiateAuth(
              r ->
                  r.userPoolId(bridge.userPoolId)
                      .clientId(client)
                      .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                      .authParameters(Map.of("USERNAME", "ann", "PASSWORD", password)))
          .challengeName();
    } catch (NotAuthorizedException wrong) {
      return null;
    }
  }

  @Test
  void aNewAccountIsMadeWithItInOneCall() {
    long before = bridge.updates();

    User ann = bridge.create(named("ann"), Password.of(FIRST));

    assertThat(bridge.updates() - before).as("describe, create").isEqualTo(2);
    assertThat(bridge.account("ann").orElseThrow().userStatus())
        .isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
    assertThat(bridge.link(ann.id()).orElseThrow().status()).isEqualTo("FORCE_CHANGE_PASSWORD");
    assertThat(challenge(FIRST)).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void anExistingAccountGetsAnotherOne() {
    User ann = bridge.create("ann");
    assertThat(bridge.account("ann").orElseThrow().userStatus())
        .isEqualTo(UserStatusType.CONFIRMED);

    change(ann);

    assertThat(challenge(SECOND)).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
    assertThat(bridge.link(ann.id()).orElseThrow().status()).isEqualTo("FORCE_CHANGE_PASSWORD");
    bridge.setActive(ann.id(), false);
    bridge.setActive(ann.id(), true);
    assertThat(challenge(SECOND)).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
  }

  private void change(User user) {
    bridge
        .engine
        .writes()
        .changeUser(
            REQUEST,
            user.id(),
            current -> new UserDraft(current.attributes(), Password.of(SECOND)));
  }

  @Test
  void onePasswordThatCannotBeSetUndoesTheCreation() {
    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.create(named("ann"), Password.of("short")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(bridge.account("ann")).isEmpty();
    assertThat(bridge.users()).isZero();
  }

  @Test
  void aLostAnswerDoesNotTurnItIntoARandomOne() {
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          return call instanceof CognitoCall.AdminCreateUser
              ? new Outcome.Lost("The answer was lost.")
              : outcome;
        };

    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.create(named("ann"), Password.of(FIRST)));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.ahead = Duration.ofMinutes(1);
    eventually("taken back", () -> bridge.account("ann").isEmpty());
  }
}
