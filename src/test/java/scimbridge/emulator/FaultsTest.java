package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scimbridge.emulator.fault.FaultKind;
import scimbridge.emulator.fault.FaultRule;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryFailureException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InternalErrorException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TooManyRequestsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

class FaultsTest extends WithEmulator {

  @AfterEach
  void endFaults() {
    emulator.controls().clearFaults();
  }

  @Test
  void aFaultStrikesTheNextCallsOfItsOperation() {
    String pool = pool();
    user(pool, "alice");
    emulator.controls().addFault(FaultRule.of(FaultKind.THROTTLE).on("AdminGetUser").times(2));
    cognito.listUsers(r -> r.userPoolId(pool));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> attributes(pool, "alice"))
          .isInstanceOf(TooManyRequestsException.class);
    }
    attributes(pool, "alice");
    assertThat(emulator.controls().faults()).isEmpty();
  }

  @Test
  void aFaultStrikesOneUser() {
    String pool = pool();
    user(pool, "alice");
    user(pool, "bob");
    emulator.controls().addFault(FaultRule.of(FaultKind.INTERNAL_ERROR).forUser("bob"));
    attributes(pool, "alice");
    assertThatThrownBy(() -> attributes(pool, "bob"))
        .isInstanceOfSatisfying(
            InternalErrorException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
  }

  @Test
  void aFaultStrikesAtARate() {
    String pool = pool();
    user(pool, "alice");
    emulator.controls().addFault(FaultRule.of(FaultKind.THROTTLE).atRate(0.3));
    int struck = 0;
    for (int i = 0; i < 200; i++) {
      try {
        attributes(pool, "alice");
      } catch (TooManyRequestsException e) {
        struck++;
      }
    }
    assertThat(struck).isBetween(30, 90);
  }

  @Test
  void aResetBeforeLeavesNothingAndAResetAfterLeavesTheChange() {
    String pool = pool();
    emulator
        .controls()
        .addFault(FaultRule.of(FaultKind.RESET_BEFORE).on("AdminCreateUser").times(1));
    assertThatThrownBy(() -> user(pool, "alice"))
        .isInstanceOf(SdkClientException.class)
        .isNotInstanceOf(UserNotFoundException.class);
    assertThatThrownBy(() -> attributes(pool, "alice")).isInstanceOf(UserNotFoundException.class);

    emulator
        .controls()
        .addFault(FaultRule.of(FaultKind.RESET_AFTER).on("AdminCreateUser").times(1));
    assertThatThrownBy(() -> user(pool, "alice")).isInstanceOf(SdkClientException.class);
    assertThat(attributes(pool, "alice")).containsKey("sub");
  }

  @Test
  void aFailedDeliveryLeavesTheUserCreated() {
    String pool = pool();
    emulator
        .controls()
        .addFault(FaultRule.of(FaultKind.CODE_DELIVERY_FAILURE).on("AdminCreateUser").times(1));
    assertThatThrownBy(() -> user(pool, "alice")).isInstanceOf(CodeDeliveryFailureException.class);
    assertThat(attributes(pool, "alice")).containsKey("sub");
  }

  @Test
  void latencyMakesAnAnswerLate() {
    String pool = pool();
    user(pool, "alice");
    emulator
        .controls()
        .addFault(FaultRule.latency(Duration.ofMillis(300)).on("AdminGetUser").times(1));
    long start = System.nanoTime();
    assertThat(attributes(pool, "alice")).containsKey("sub");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
  }
}
