package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;

class TokenRatesTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T00:00:00Z"));
  private final TokenRates rates =
      new TokenRates(((InstantSource) now::get).withZone(ZoneOffset.UTC), 2);

  @Test
  void ten_seconds_worth_is_a_burst_and_then_there_is_the_rate() {
    use(20);
    assertThat(refused().retryAfter()).hasValue(Duration.ofMillis(500));
    // What is refused does not count.
    assertThat(refused().retryAfter()).hasValue(Duration.ofMillis(500));
    advance(Duration.ofMillis(499));
    assertThat(refused().retryAfter()).hasValue(Duration.ofMillis(1));
    advance(Duration.ofMillis(1));
    use(1);
    refused();
    advance(Duration.ofDays(1));
    use(20);
    assertThat(refused().kind()).isEqualTo(Fault.Kind.THROTTLED);
  }

  @Test
  void a_clock_that_is_set_back_keeps_nobody_out() {
    use(20);
    advance(Duration.ofHours(-1));
    assertThat(refused().retryAfter()).hasValue(Duration.ofMillis(500));
    advance(Duration.ofMillis(500));
    use(1);
  }

  private void use(int requests) {
    for (int i = 0; i < requests; i++) {
      rates.count("token");
    }
  }

  private Fault refused() {
    return catchThrowableOfType(Fault.class, () -> rates.count("token"));
  }

  private void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
