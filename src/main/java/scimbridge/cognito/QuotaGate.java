package scimbridge.cognito;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Keeps the bridge to its share of Cognito's request-rate quotas.
 *
 * <p>It grants instants: whoever is admitted knows when each call may be sent, and no thread waits
 * in here. In no second does it grant more than
 *
 * <ul>
 *   <li>the share of the category's rate, over all pools with the same scope (account and region);
 *   <li>the share of 5 for each operation on the groups of one pool;
 *   <li>the share of 10 reads, and of 10 writes, of one user.
 * </ul>
 *
 * <p>Calls of one category also keep half a slot's distance. Calls are sent a little later than
 * granted; without the distance a late burst and a punctual one could meet in one second.
 *
 * <p>First come, first served: a request holds its instants from the moment it asks. Time that it
 * leaves free, because its calls wait for something else, is for others.
 *
 * <p>It starts as though the second before had used everything up, since a process that ended just
 * before may have done so.
 */
public final class QuotaGate implements Gate {
  private static final long SECOND = QuotaLimits.SECOND;

  /** Nobody reserves further ahead, however long they would wait. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final QuotaLimits limits;
  private final long opensAt;
  private long lastNow;
  private long sweptAt;

  /** What must be added to the clock so that it never goes back. */
  private long setBack;

  /**
   * Makes a gate that opens one second from now.
   *
   * @param clock the time that granted instants are on; if it is set back, grants go on from there
   * @param scopes for each pool, the name of the account and region whose quota its calls use up
   * @param quotas for each of these scopes, what the bridge may use up; one without is used at the
   *     standard share
   */
  public QuotaGate(Clock clock, Map<PoolId, String> scopes, Map<String, Quota> quotas) {
    this.clock = clock;
    this.limits = new QuotaLimits(scopes, quotas);
    this.lastNow = nanos(clock.instant());
    this.sweptAt = lastNow;
    this.opensAt = lastNow + SECOND;
  }

  @Override
  public Optional<Admission> admit(List<CognitoCall> calls, Duration atMost) {
    lock.lock();
    try {
      long now = now();
      long deadline = now + nanosAhead(atMost);
      Reservation reservation = new Reservation(now);
      List<Instant> sendAt = new ArrayList<>(calls.size());
      for (CognitoCall call : calls) {
        if (!reservation.add(call, deadline)) {
          reservation.cancel();
          return Optional.empty();
        }
        sendAt.add(instant(reservation.last));
      }
      return Optional.of(new Admission(sendAt));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Duration delay(CognitoCall call) {
    lock.lock();
    try {
      long now = now();
      long at = limits.of(call).earliest(Math.max(now, opensAt), now);
      return Duration.ofNanos(at - now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void throttled(CognitoCall call) {
    lock.lock();
    try {
      long now = now();
      limits.of(call).rate().slow(now);
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    long wall = nanos(clock.instant());
    if (wall + setBack < lastNow) {
      setBack = lastNow - wall;
    }
    lastNow = wall + setBack;
    if (lastNow - sweptAt >= SECOND) {
      sweptAt = lastNow;
      limits.forget(lastNow);
    }
    return lastNow;
  }

  /** Less than zero is never enough: even what could go now is then refused. */
  private static long nanosAhead(Duration atMost) {
    if (atMost.isNegative()) {
      return -1;
    }
    return atMost.compareTo(MAX_AHEAD) < 0 ? atMost.toNanos() : MAX_AHEAD.toNanos();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }

  private Instant instant(long at) {
    return Instant.ofEpochSecond(0, at - setBack);
  }

  /** How many limits are remembered now. */
  int remembered() {
    lock.lock();
    try {
      return limits.size();
    } finally {
      lock.unlock();
    }
  }

  /** Instants taken for one plan, in order, until they are all had or given back. */
  private final class Reservation {
    private final long now;
    private final List<Taken> taken = new ArrayList<>();
    private long last;

    Reservation(long now) {
      this.now = now;
      this.last = Math.max(now, opensAt);
    }

    /** Takes what a call needs; false if that is after the deadline. */
    boolean add(CognitoCall call, long deadline) {
      QuotaLimits.Bounds bounds = limits.of(call);
      for (int request = 0; request < QuotaCategory.requests(call); request++) {
        last = bounds.earliest(last, now);
        if (last > deadline) {
          return false;
        }
        bounds.take(last);
        taken.add(new Taken(bounds, last));
      }
      return true;
    }

    void cancel() {
      taken.forEach(token -> token.bounds().giveBack(token.at()));
    }

    private record Taken(QuotaLimits.Bounds bounds, long at) {}
  }
}
