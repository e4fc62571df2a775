package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.AppId;
import scimbridge.testing.AuditTrail;
import scimbridge.testing.SteppedClock;

/** How long records are kept. */
class AuditRetentionTest {
  private static final AppId OKTA = new AppId("okta");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private SqlDirectory directory;
  private final SteppedClock clock = new SteppedClock(START);
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final Semaphore wake = new Semaphore(0);
  private AuditRetention retention;

  @BeforeEach
  void open() {
    directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
    retention =
        new AuditRetention(
            directory,
            clock,
            pause -> {
              pauses.add(pause);
              wake.acquire();
            },
            Duration.ofDays(90));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void whatIsOldIsForgottenPieceByPieceAndWhatIsNotStays() throws Exception {
    write(AuditRetention.PIECE + 7, START);
    write(3, START.plus(Duration.ofDays(1)));
    retention.start();

    assertThat(nextPause()).isEqualTo(Duration.ofMinutes(10));
    assertThat(kept()).isEqualTo(AuditRetention.PIECE + 10);
    clock.advance(Duration.ofDays(90).plusMillis(1));
    wake.release();
    // One piece, and soon the rest.
    assertThat(nextPause()).isLessThan(Duration.ofSeconds(1));
    assertThat(kept()).isEqualTo(10);
    wake.release();
    assertThat(nextPause()).isEqualTo(Duration.ofMinutes(10));
    assertThat(kept()).isEqualTo(3);
    clock.advance(Duration.ofDays(1).minusMillis(1));
    wake.release();
    assertThat(nextPause()).isEqualTo(Duration.ofMinutes(10));
    assertThat(kept()).isEqualTo(3);
    clock.advance(Duration.ofMillis(1));
    wake.release();
    nextPause();
    assertThat(kept()).isZero();
    retention.close();
  }

  private Duration nextPause() throws InterruptedException {
    Duration pause = pauses.poll(60, TimeUnit.SECONDS);
    assertThat(pause).isNotNull();
    return pause;
  }

  private void write(int count, Instant at) {
    directory.<Boolean>write(
        tx -> {
          for (int i = 0; i < count; i++) {
            tx.audit()
                .append(new Entry(at, OKTA, "worker", "account.converge", null, "done", "", ""));
          }
          return true;
        });
  }

  private int kept() {
    return directory.<Integer>read(tx -> AuditTrail.newest(tx.audit(), OKTA, 10_000).size());
  }
}
