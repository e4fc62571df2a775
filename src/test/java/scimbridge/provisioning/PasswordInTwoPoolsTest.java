package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.cognito.Outcome;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.provisioning.Provisioning.UserDraft;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;

/**
 * A password that one pool takes and another does not: what was set stays, since nobody has the old
 * one, and the answer says so.
 */
@Execution(ExecutionMode.CONCURRENT)
class PasswordInTwoPoolsTest {
  private static final Password NEW = Password.of("Correct-Horse-8");

  @TempDir private Path folder;
  private ConnectedApps bridge;
  private User ann;

  @BeforeEach
  void start() {
    bridge =
        new ConnectedApps(folder, ProvisioningFixture.syncingPasswords(app(OKTA, PARTNERS, STAFF)));
    ann = bridge.client(OKTA).create("ann");
    eventually("in step", () -> bridge.client(OKTA).inStep(ann));
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  /** What the pool named staff, whose password comes last, does with it. */
  private void staff(ProvisioningFixture.Interposed passwords) {
    bridge.interposed =
        (call, pool) ->
            call instanceof AdminSetUserPassword && call.pool().equals(STAFF)
                ? passwords.attempt(call, pool)
                : pool.attempt(call);
  }

  /** A password that no pool takes, in place of the one that was to be set. */
  private static CognitoCall tooShort(CognitoCall call) {
    return new AdminSetUserPassword(
        call.pool(), ((AdminSetUserPassword) call).username(), Password.of("short"));
  }

  private Fault changing(boolean active) {
    return catchThrowableOfType(
        Fault.class,
        () ->
            bridge
                .engine
                .writes()
                .changeUser(
                    bridge.client(OKTA).request(),
                    ann.id(),
                    user -> {
                      ObjectNode document = user.attributes().toNode();
                      document.put("active", active).put("displayName", "Ann the second");
                      return new UserDraft(Attributes.of(document), NEW);
                    }));
  }

  private boolean signsIn(PoolId pool) {
    String userPool = bridge.userPoolId(pool);
    String client =
        bridge
            .cognito(pool)
            .createUserPoolClient(
                r ->
                    r.userPoolId(userPool)
                        .clientName("test")
                        .explicitAuthFlowsWithStrings("ALLOW_ADMIN_USER_PASSWORD_AUTH"))
            .userPoolClient()
            .clientId();
    try {
      return bridge
              .cognito(pool)
              .adminInitiateAuth(
                  r ->
                      r.userPoolId(userPool)
                          .clientId(client)
                          .authFlow("ADMIN_USER_PASSWORD_AUTH")
                          .authParameters(Map.of("USERNAME", "ann", "PASSWORD", "Correct-Horse-8")))
              .authenticationResult()
          != null;
    } catch (NotAuthorizedException wrong) {
      return false;
    }
  }

  @Test
  void oneThatTheSecondPoolRefusesIsSaidToStayInTheFirst() {
    staff((call, pool) -> pool.attempt(tooShort(call)));

    Fault fault = changing(true);

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail())
        .contains("Password did not conform with policy")
        .contains("The new password is set in pool partners and cannot be taken back there")
        .doesNotContain("pool staff");
    assertThat(signsIn(PARTNERS)).isTrue();
    assertThat(signsIn(STAFF)).isFalse();
    assertThat(bridge.client(OKTA).audit()).anyMatch(line -> line.contains("is set in pool"));
    eventually(
        "the rest undone",
        () ->
            bridge
                .cognito(PARTNERS)
                .adminGetUser(r -> r.userPoolId(bridge.userPoolId(PARTNERS)).username("ann"))
                .userAttributes()
                .stream()
                .noneMatch(attribute -> attribute.value().equals("Ann the second")));
  }

  @Test
  void oneThatTheSecondPoolCannotTakeNowIsSaidToStayInTheFirst() {
    staff((call, pool) -> new Outcome.Unavailable("Not now."));

    Fault fault = changing(true);

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(fault.retryAfter()).isPresent();
    assertThat(fault.detail())
        .contains("The new password is set in pool partners and cannot be taken back there")
        .contains("Try again.")
        .doesNotContain("Nothing was changed");
  }

  @Test
  void oneThatNobodyKnowsToBeSetIsSaidToBeSetPerhaps() {
    staff((call, pool) -> new Outcome.Lost("The answer was lost."));

    Fault fault = changing(false);

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(fault.detail())
        .contains("is set in pool partners and may be set in pool staff")
        .endsWith("The user was deactivated all the same.");
  }

  @Test
  void ofOneThatCameWithItsUserNothingIsLeft() {
    staff((call, pool) -> pool.attempt(tooShort(call)));

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () ->
                bridge
                    .engine
                    .writes()
                    .createUser(
                        bridge.client(OKTA).request(),
                        none -> new UserDraft(ProvisioningFixture.named("ben"), NEW)));

    assertThat(fault.detail()).doesNotContain("is set in pool");
    eventually("gone", () -> !bridge.accountsIn(PARTNERS).contains("ben"));
  }
}
