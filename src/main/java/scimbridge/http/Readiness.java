package scimbridge.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server can do its work. Anybody may ask, as often as they like: the check behind it,
 * which writes to the store, is made once a second at the most, and by one at a time; who asks
 * meanwhile gets its answer.
 */
final class Readiness {
  /** How long an answer holds. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** How long somebody waits for the check of somebody else: a disk may hang instead of failing. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);

  private final Runnable check;
  private final Clock clock;
  private @Nullable Answer last;

  /** Why it was not ready when the log last said so; null while it is. */
  private volatile @Nullable String said;

  /**
   * A readiness that was not asked for yet.
   *
   * @param check throws when the server cannot do its work
   */
  Readiness(Runnable check, Clock clock) {
    this.check = check;
    this.clock = clock;
  }

  /** Checks, or says what was found within the last second. */
  boolean isReady() {
    FutureTask<Boolean> answer = current();
    // It does nothing where somebody has begun it already.
    answer.run();
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hangs) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException defect) {
      throw new IllegalStateException(defect);
    }
  }

  /** The answer that holds or is being found, or a new one. */
  private synchronized FutureTask<Boolean> current() {
    Instant now = clock.instant();
    Answer known = last;
    if (known != null && (!known.ready().isDone() || known.holds(now))) {
      return known.ready();
    }
    FutureTask<Boolean> fresh = new FutureTask<>(this::check);
    last = new Answer(fresh, now);
    return fresh;
  }

  private boolean check() {
    try {
      check.run();
    } catch (RuntimeException failure) {
      // Whatever keeps the store from working makes the server not ready; why is for the log.
      String why = String.valueOf(failure.getMessage());
      if (!why.equals(said)) {
        said = why;
        log.warn("Not ready: {}", why, failure);
      }
      return false;
    }
    if (said != null) {
      said = null;
      log.warn("Ready again.");
    }
    return true;
  }

  /** What was found, or is being found, by a check that began at an instant. */
  private record Answer(FutureTask<Boolean> ready, Instant begun) {

    /** A clock that was put back makes no answer hold longer. */
    boolean holds(Instant now) {
      return !now.isBefore(begun) && now.isBefore(begun.plus(FRESH));
    }
  }
}
