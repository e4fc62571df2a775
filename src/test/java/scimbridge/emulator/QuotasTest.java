package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitClass;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TooManyRequestsException;

class QuotasTest extends WithEmulator {

  @AfterEach
  void enforceNone() {
    emulator.controls().enforceQuotas(0);
    clock.advance(Duration.ofSeconds(2));
  }

  @Test
  void aCategoryIsSharedByItsOperationsInAnySecond() {
    String pool = pool();
    for (int i = 0; i < 26; i++) {
      user(pool, "user-" + i);
    }
    emulator.controls().enforceQuotas(1);
    int disabled = 0;
    for (int i = 0; i < 15; i++) {
      disable(pool, "user-" + i);
      disabled++;
    }
    clock.advance(Duration.ofMillis(600));
    for (int i = 15; i < 25; i++) {
      disable(pool, "user-" + i);
      disabled++;
    }
    assertThat(disabled).isEqualTo(25);
    assertThatThrownBy(() -> disable(pool, "user-25"))
        .isInstanceOf(TooManyRequestsException.class)
        .hasMessageContaining("Rate exceeded");
    // No burst: only the first fifteen are a second ago then.
    clock.advance(Duration.ofMillis(400));
    for (int i = 0; i < 15; i++) {
      disable(pool, "user-" + i);
    }
    assertThatThrownBy(() -> disable(pool, "user-25")).isInstanceOf(TooManyRequestsException.class);
    // Another category has room.
    attributes(pool, "user-0");
  }

  @Test
  void someOperationsHaveARatePerPool() {
    String one = pool();
    String two = pool();
    emulator.controls().enforceQuotas(1);
    for (int i = 0; i < 5; i++) {
      group(one, "group-" + i);
    }
    assertThatThrownBy(() -> group(one, "group-5")).isInstanceOf(TooManyRequestsException.class);
    group(two, "group-0");
  }

  @Test
  void oneUserIsReadTenTimesASecond() {
    String pool = pool();
    user(pool, "alice");
    user(pool, "bob");
    emulator.controls().enforceQuotas(1);
    for (int i = 0; i < 10; i++) {
      attributes(pool, "alice");
    }
    assertThatThrownBy(() -> attributes(pool, "alice"))
        .isInstanceOf(TooManyRequestsException.class);
    attributes(pool, "bob");
    disable(pool, "alice");
  }

  @Test
  void aFactorScalesTheRates() {
    String pool = pool();
    emulator.controls().enforceQuotas(0.1);
    user(pool, "user-0");
    for (int i = 1; i < 5; i++) {
      user(pool, "user-" + i);
    }
    assertThatThrownBy(() -> user(pool, "user-5")).isInstanceOf(TooManyRequestsException.class);
  }

  @Test
  void theProvisionedLimitIsTold() {
    assertThat(
            cognito
                .getProvisionedLimit(
                    r ->
                        r.limitDefinition(
                            d ->
                                d.limitClass(LimitClass.API_CATEGORY)
                                    .attributes(Map.of("Category", "UserCreation"))))
                .limit()
                .freeLimitValue())
        .isEqualTo(50);
  }

  private void disable(String pool, String username) {
    cognito.adminDisableUser(r -> r.userPoolId(pool).username(username));
  }
}
