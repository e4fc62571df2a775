package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.UserPool;
import scimbridge.directory.Directory;
import scimbridge.directory.Examples;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.testing.SteppedClock;

/** How a review waits for a pool that nobody has reached yet. */
class ReviewerTest {
  private static final AppId APP = new AppId("okta");
  private static final PoolId POOL = new PoolId("staff");

  @TempDir private Path folder;

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void aPoolThatCannotBeReachedIsAskedNowAndThenAndNotAllTheTime() {
    try (Directory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"))) {
      directory.<Boolean>write(
          tx -> {
            tx.resources().insert(Examples.user(APP, "ann"));
            return true;
          });
      Reviewer reviewer = new Reviewer(setting(directory));
      reviewer.begin();

      for (int i = 0; i < 100; i++) {
        assertThat(reviewer.step()).isFalse();
      }
      assertThat(asked).hasValue(1);

      clock.advance(PoolInquiry.ASK_AGAIN);
      assertThat(reviewer.step()).isFalse();
      assertThat(asked).hasValue(2);
    }
  }

  private Setting setting(Directory directory) {
    return new Setting(
        directory,
        Map.of(APP, App.withDefaults(APP, List.of(POOL))),
        new UserPools(
            directory,
            new KnownSchemas(directory, Schemas.bundled(), clock),
            List.of(new ConnectedPool(Pool.withDefaults(POOL), "pool", new Unreachable()))),
        new UnlimitedGate(),
        clock,
        Sleeper.REAL,
        "test");
  }

  /** A pool behind a cable that was never plugged in. */
  private final class Unreachable implements UserPool {
    @Override
    public Outcome attempt(CognitoCall call) {
      return new Outcome.Unavailable("no way there");
    }

    @Override
    public PoolTraits describe() {
      asked.incrementAndGet();
      throw Fault.retryable(Fault.Kind.BUSY, "no way there", Duration.ofSeconds(1));
    }

    @Override
    public void addAttributes(Map<String, String> types) {
      throw Fault.retryable(Fault.Kind.BUSY, "no way there", Duration.ofSeconds(1));
    }

    @Override
    public void close() {}
  }
}
