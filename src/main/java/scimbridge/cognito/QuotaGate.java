package scimbridge.cognito;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Nobody reserves further ahead, however long they would wait. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<PoolId, String> scopes;
  private final Map<String, Quota> quotas;
  private final ReentrantLock lock = new ReentrantLock();

  /** Limits in use; one that would behave like a new one is forgotten. */
  private final Map<Subject, Limit> limits = new HashMap<>();

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
    this.scopes = Map.copyOf(scopes);
    this.quotas = Map.copyOf(quotas);
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
      long at = earliest(limitsOf(call), Math.max(now, opensAt), now);
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
      limitsOf(call).getFirst().slow(now);
    } finally {
      lock.unlock();
    }
  }

  /** The limits that a call counts in; that of its category is the first. */
  private List<Limit> limitsOf(CognitoCall call) {
    QuotaCategory category = QuotaCategory.of(call);
    String scope = scopes.get(call.pool());
    if (scope == null) {
      throw new IllegalArgumentException("the gate knows no pool '" + call.pool() + "'");
    }
    Quota quota = quotas.getOrDefault(scope, Quota.standard());
    int allowed = quota.allowed(category);
    List<Limit> found = new ArrayList<>(4);
    found.add(limit(new Subject.Category(scope, category), allowed, SECOND));
    found.add(limit(new Subject.Distance(scope, category), 1, SECOND / (2L * allowed)));
    category
        .perPoolAndOperation()
        .ifPresent(
            cap ->
                found.add(
                    limit(
                        new Subject.Operation(call.pool(), call.operation()),
                        quota.share(cap),
                        SECOND)));
    if (call instanceof CognitoCall.OnAccount about) {
      found.add(
          limit(
              new Subject.User(call.pool(), about.username(), call.reads()),
              quota.share(QuotaCategory.PER_USER),
              SECOND));
    }
    return found;
  }

  private Limit limit(Subject subject, int calls, long width) {
    return limits.computeIfAbsent(subject, unused -> new Limit(calls, width));
  }

  /** The earliest instant that suits all limits; each may only push it further away. */
  private static long earliest(List<Limit> limits, long from, long now) {
    long at = from;
    long before;
    do {
      before = at;
      for (Limit limit : limits) {
        at = limit.earliest(at, now);
      }
    } while (at != before);
    return at;
  }

  private long now() {
    long wall = nanos(clock.instant());
    if (wall + setBack < lastNow) {
      setBack = lastNow - wall;
    }
    lastNow = wall + setBack;
    if (lastNow - sweptAt >= SECOND) {
      sweptAt = lastNow;
      limits.values().removeIf(limit -> limit.isFresh(sweptAt));
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

  /** What a limit is about. */
  private sealed interface Subject {
    record Category(String scope, QuotaCategory category) implements Subject {}

    record Distance(String scope, QuotaCategory category) implements Subject {}

    record Operation(PoolId pool, String operation) implements Subject {}

    record User(PoolId pool, String username, boolean reads) implements Subject {}
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
      List<Limit> counts = limitsOf(call);
      for (int request = 0; request < QuotaCategory.requests(call); request++) {
        last = earliest(counts, last, now);
        if (last > deadline) {
          return false;
        }
        counts.forEach(limit -> limit.take(last));
        taken.add(new Taken(counts, last));
      }
      return true;
    }

    void cancel() {
      taken.forEach(token -> token.limits().forEach(limit -> limit.giveBack(token.at())));
    }

    private record Taken(List<Limit> limits, long at) {}
  }
}
