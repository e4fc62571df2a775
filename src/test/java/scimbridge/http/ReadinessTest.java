package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scimbridge.testing.SteppedClock;

/** Whoever asks for the health of the server cannot load its store. */
@Timeout(60)
class ReadinessTest {
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-25T12:00:00Z"));
  private final AtomicInteger checks = new AtomicInteger();
  private final AtomicBoolean works = new AtomicBoolean(true);
  private final Readiness readiness =
      new Readiness(
          () -> {
            checks.incrementAndGet();
            if (!works.get()) {
              throw new IllegalStateException("the disk is full");
            }
          },
          clock);

  @Test
  void anAnswerHoldsForASecond() {
    for (int i = 0; i < 100; i++) {
      assertThat(readiness.isReady()).isTrue();
    }
    assertThat(checks).hasValue(1);

    works.set(false);
    assertThat(readiness.isReady()).isTrue();
    clock.advance(Readiness.FRESH);
    assertThat(readiness.isReady()).isFalse();
    works.set(true);
    assertThat(readiness.isReady()).isFalse();
    clock.advance(Readiness.FRESH);
    assertThat(readiness.isReady()).isTrue();
    assertThat(checks).hasValue(3);
  }

  @Test
  void aClockThatIsPutBackKeepsNoAnswer() {
    assertThat(readiness.isReady()).isTrue();
    works.set(false);
    clock.advance(Duration.ofHours(-1));
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void whoAsksWhileItIsCheckedGetsThatAnswer() throws Exception {
    CountDownLatch checking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Readiness slow =
        new Readiness(
            () -> {
              checks.incrementAndGet();
              checking.countDown();
              awaitQuietly(goOn);
              throw new IllegalStateException("the store does not answer");
            },
            clock);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      answers.add(threads.submit(slow::isReady));
      checking.await();
      clock.advance(Duration.ofMinutes(1));
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(slow::isReady));
      }
      goOn.countDown();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isFalse();
      }
    }
    // The clock went on meanwhile: who asks after the end has it checked once more.
    assertThat(checks.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void whereTheCheckHangsOnlyOneWaitsForIt() throws Exception {
    CountDownLatch checking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Readiness hanging =
        new Readiness(
            () -> {
              checking.countDown();
              awaitQuietly(goOn);
            },
            clock);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> first = threads.submit(hanging::isReady);
      checking.await();
      assertThat(hanging.isReady()).isFalse();
      goOn.countDown();
      assertThat(first.get()).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
