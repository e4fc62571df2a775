package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.testing.SteppedClock;

/** What the log says of a trouble that comes again and again. */
class TroublesTest {
  private static final PoolId POOL = new PoolId("customers");
  private static final String FULL = "all connections are in use";

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T12:00:00Z"));
  private final List<String> said = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();
  private final Troubles troubles =
      new Troubles(
          clock,
          (message, cause) -> {
            said.add(message);
            causes.add(cause);
          });

  @Test
  void theFirstIsToldAtOnceTheOthersAreCountedEachMinuteAndItsEndIsTold() {
    for (int i = 0; i < 300; i++) {
      troubles.pool(POOL, i % 3 == 0 ? "AdminDisableUser" : "AdminCreateUser", FULL);
      troubles.report();
    }
    assertThat(said).containsExactly("AdminDisableUser in pool customers: " + FULL);

    pass(Duration.ofMinutes(1));
    assertThat(said.subList(1, said.size()))
        .containsExactly(
            "Pool customers failed 299 more times since 2026-11-25T12:00:00Z"
                + " (AdminCreateUser: 200, AdminDisableUser: 99): "
                + FULL);

    troubles.pool(POOL, "AdminCreateUser", FULL);
    pass(Duration.ofSeconds(59));
    assertThat(said).hasSize(2);
    pass(Duration.ofSeconds(1));
    assertThat(said.get(2)).contains("failed 1 more times since 2026-11-25T12:01:00Z");

    troubles.answered(POOL);
    troubles.report();
    assertThat(said.subList(3, said.size()))
        .containsExactly(
            "Pool customers works again; it had failed 301 times from 2026-11-25T12:00:00Z to"
                + " 2026-11-25T12:01:00Z.");
  }

  @Test
  void whatWorksNowAndThenIsNotOver() {
    for (int i = 0; i < 100; i++) {
      troubles.pool(POOL, "AdminCreateUser", FULL);
      troubles.answered(POOL);
      pass(Duration.ofSeconds(1));
    }
    assertThat(said).hasSize(2);

    pass(Troubles.OVER);
    assertThat(said.getLast()).contains("works again").contains("100 times");
  }

  @Test
  void nothingThatWorksSaysAnything() {
    troubles.answered(POOL);
    troubles.stored();
    pass(Duration.ofHours(1));
    assertThat(said).isEmpty();
  }

  @Test
  void eachPoolAndEachReasonIsToldButNotEachRequestOfOne() {
    troubles.pool(POOL, "AdminCreateUser", "denied (AccessDenied: no, request 1f-2a)");
    troubles.pool(POOL, "AdminCreateUser", "denied (AccessDenied: no, request 3c-4d)");
    troubles.pool(POOL, "AdminCreateUser", "no answer");
    troubles.pool(new PoolId("staff"), "AdminCreateUser", "no answer");

    assertThat(said)
        .containsExactly(
            "AdminCreateUser in pool customers: denied (AccessDenied: no, request 1f-2a)",
            "AdminCreateUser in pool customers: no answer",
            "AdminCreateUser in pool staff: no answer");
  }

  @Test
  void reasonsThatAreAllDifferentAreNotKeptForEver() {
    for (int i = 0; i < 1000; i++) {
      troubles.pool(POOL, "AdminCreateUser", "reason " + i);
    }
    assertThat(said).hasSize(Troubles.REASONS + 1);

    pass(Duration.ofMinutes(1));
    assertThat(said.getLast()).contains("979 more times");
  }

  @Test
  void ofTheStoreTheFirstIsToldWithItsCauseAndADefectEachTime() {
    Fault full = Fault.retryable(Fault.Kind.BUSY, "The disk is full.", Duration.ofSeconds(1));
    troubles.store("refused requests", "Request 1 is not in the audit.", full);
    troubles.store("refused requests", "Request 2 is not in the audit.", full);
    assertThat(said).containsExactly("Request 1 is not in the audit.");
    assertThat(causes).containsExactly(full);

    IllegalStateException defect = new IllegalStateException("broken");
    troubles.store("a look", "The worker could not read its work.", defect);
    troubles.store("a look", "The worker could not read its work.", defect);
    assertThat(causes).containsExactly(full, defect, defect);

    pass(Duration.ofMinutes(1));
    assertThat(said.getLast())
        .isEqualTo(
            "The store failed 1 more times since 2026-11-25T12:00:00Z (refused requests: 1): The"
                + " disk is full.");
    troubles.stored();
    troubles.report();
    assertThat(said.getLast()).startsWith("The store works again; it had failed 2 times");
  }

  private void pass(Duration time) {
    clock.advance(time);
    troubles.report();
  }
}
