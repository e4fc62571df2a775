package scimbridge.provisioning;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who may call Cognito about an account or pool group now, within this process. Leases decide
 * between processes; this hands over from the background worker to a request after the call that is
 * in flight.
 */
final class Turns {
  private final Map<String, Turn> turns = new ConcurrentHashMap<>();

  /**
   * Tells whoever has the turn with an older epoch to stop after the call in flight, and waits for
   * it.
   *
   * @return the turn, to be closed; or null if it was not given back in time
   */
  @SuppressWarnings("NullAway") // null is a documented answer; try-with-resources skips it
  Turn take(String key, long epoch, Duration atMost) throws InterruptedException {
    Turn turn =
        turns.compute(
            key,
            (k, current) -> {
              Turn t = current == null ? new Turn(k) : current;
              t.users++;
              t.epoch = Math.max(t.epoch, epoch);
              return t;
            });
    boolean taken = false;
    try {
      taken = turn.semaphore.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
      return taken ? turn : null;
    } finally {
      if (!taken) {
        leave(turn);
      }
    }
  }

  /** Whether somebody with a newer lease waits for this turn. */
  boolean wanted(String key, long mine) {
    Turn turn = turns.get(key);
    return turn != null && turn.epoch > mine;
  }

  private void leave(Turn turn) {
    turns.compute(turn.key, (k, t) -> t == null || --t.users == 0 ? null : t);
  }

  /** The right to call; given back by closing it. */
  final class Turn implements AutoCloseable {
    private final String key;
    private final Semaphore semaphore = new Semaphore(1);
    private int users;
    private volatile long epoch;

    private Turn(String key) {
      this.key = key;
    }

    @Override
    public void close() {
      semaphore.release();
      leave(this);
    }
  }
}
