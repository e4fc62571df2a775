package scimbridge.cognito;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Keeps the bridge to its share of Cognito's request-rate quotas.
 *
 * <p>In no second does it let more through than
 *
 * <ul>
 *   <li>the share of the category's rate, over all pools with the same scope (account and region);
 *   <li>the share of 5 for each operation on the groups of one pool;
 *   <li>the share of 10 reads, and of 10 writes, of one user.
 * </ul>
 *
 * <p>Who goes next is decided by {@link Schedule}; here is what waits, and one thread that keeps
 * the time while anybody does. It starts as though the second before had used everything up, since
 * a process that ended just before may have done so.
 */
public final class QuotaGate implements Gate {
  private static final Logger log = LoggerFactory.getLogger(QuotaGate.class);

  /** How soon a wait notices that it is to stop, or that the clock was moved. */
  private static final Duration SLICE = Duration.ofMillis(100);

  /** Nobody waits longer, however long they would. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Clock clock;
  private final Sleeper sleeper;
  private final ReentrantLock lock = new ReentrantLock();
  private final Schedule schedule;
  private final Map<Claim, Semaphore> waiting = new HashMap<>();
  private final Semaphore hurry = new Semaphore(0);
  private boolean keeping;
  private long wakesAt;
  private long lastNow;

  /** What must be added to the clock so that it never goes back. */
  private long setBack;

  /**
   * Makes a gate that opens one second from now.
   *
   * @param clock the time it keeps; if it is set back, the gate goes on from there
   * @param scopes for each pool, the name of the account and region whose quota its calls use up
   * @param quotas for each of these scopes, what the bridge may use up; one without is used at the
   *     standard share
   */
  public QuotaGate(
      Clock clock, Sleeper sleeper, Map<PoolId, String> scopes, Map<String, Quota> quotas) {
    this.clock = clock;
    this.sleeper = sleeper;
    this.lastNow = nanos(clock.instant());
    this.schedule = new Schedule(scopes, quotas, lastNow + QuotaLimits.SECOND);
  }

  @Override
  public Ticket enter(Order order) {
    lock.lock();
    try {
      long now = now();
      AppId app = order.app();
      return new Place(
          schedule.enter(
              app == null ? "" : app.value(),
              order.calls(),
              order.beginning(),
              now + nanosUntil(order.deadline()),
              now));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Duration delay(AppId app, CognitoCall call) {
    lock.lock();
    try {
      Priority priority = Priority.of(call, Priority.INTERACTIVE);
      return Duration.ofNanos(schedule.delay(app.value(), call, priority, now()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Pace> pace() {
    lock.lock();
    try {
      return schedule.pace(now());
    } finally {
      lock.unlock();
    }
  }

  /** Takes note of what an account is really allowed in a category, requests per second. */
  public void provisioned(String scope, QuotaCategory category, int perSecond) {
    lock.lock();
    try {
      schedule.raise(scope, category, perSecond, now());
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
    return lastNow;
  }

  /** From the clock as it is; a deadline that has passed is one. */
  private long nanosUntil(Instant deadline) {
    Instant now = clock.instant();
    if (deadline.isAfter(now.plus(LONGEST))) {
      return LONGEST.toNanos();
    }
    return deadline.isBefore(now) ? -1 : Duration.between(now, deadline).toNanos();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * QuotaLimits.SECOND + instant.getNano();
  }

  /** Lets through what can go now, and sees to it that somebody looks again in time. */
  private void letThrough() {
    deliver();
    if (waiting.isEmpty()) {
      return;
    }
    if (!keeping) {
      // Not a virtual one: it would come late while many others have something to compute.
      Thread.ofPlatform().daemon().name("gate").start(this::keepTime);
      keeping = true;
    } else if (schedule.next() < wakesAt) {
      hurry.release();
    }
  }

  private void deliver() {
    for (Claim granted : schedule.grant(now())) {
      Semaphore waiter = waiting.remove(granted);
      if (waiter != null) {
        waiter.release();
      }
    }
  }

  /** Nobody else lets anybody through, so it goes on whatever happens. */
  private void keepTime() {
    boolean goesOn = true;
    try {
      while (goesOn) {
        try {
          goesOn = letThroughAndWait();
        } catch (RuntimeException broken) {
          log.error("The gate could not let anybody through; it tries again.", broken);
          rest();
        }
      }
    } finally {
      if (goesOn) {
        endKeeping();
      }
    }
  }

  /** Whoever comes next starts another. */
  private void endKeeping() {
    lock.lock();
    try {
      keeping = false;
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    try {
      sleeper.sleep(SLICE);
    } catch (InterruptedException ignored) {
      // Nobody does that; it only tries again sooner.
    }
  }

  /** Lets through what can go now and waits for the next; false once nobody waits any more. */
  private boolean letThroughAndWait() {
    Duration left;
    lock.lock();
    try {
      hurry.drainPermits();
      deliver();
      if (waiting.isEmpty()) {
        keeping = false;
        return false;
      }
      long now = now();
      wakesAt = Math.min(schedule.next(), now + SLICE.toNanos());
      left = Duration.ofNanos(wakesAt - now);
    } finally {
      lock.unlock();
    }
    try {
      sleeper.acquire(hurry, left);
    } catch (InterruptedException ignored) {
      // Nobody does that; looking again at once is what it would mean.
    }
    return true;
  }

  /** How many caps of users and operations are remembered now. */
  int remembered() {
    lock.lock();
    try {
      return schedule.remembered();
    } finally {
      lock.unlock();
    }
  }

  /** A plan's place in line. */
  private final class Place implements Ticket {
    private final @Nullable Claim claim;
    private final Semaphore granted = new Semaphore(0);

    /** Takes the place, or none where the plan was not let in. */
    Place(@Nullable Claim claim) {
      this.claim = claim;
    }

    @Override
    public boolean await(int index, BooleanSupplier stop) throws InterruptedException {
      if (claim == null) {
        return false;
      }
      lock.lock();
      try {
        schedule.ask(claim, index, now());
        waiting.put(claim, granted);
        letThrough();
      } finally {
        lock.unlock();
      }
      boolean through = false;
      try {
        long left = left(claim);
        while (!through && left >= 0 && !stop.getAsBoolean()) {
          through = sleeper.acquire(granted, Duration.ofNanos(Math.min(left, SLICE.toNanos())));
          left = left(claim);
        }
      } finally {
        through |= !withdrawn(claim);
      }
      return through;
    }

    /** Whether it was still waiting, and is not any more. */
    private boolean withdrawn(Claim mine) {
      lock.lock();
      try {
        boolean waits = mine.waiting();
        schedule.withdraw(mine);
        waiting.remove(mine);
        granted.drainPermits();
        return waits;
      } finally {
        lock.unlock();
      }
    }

    private long left(Claim mine) {
      lock.lock();
      try {
        return mine.deadline - now();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void answered(Outcome outcome) {
      lock.lock();
      try {
        if (claim != null) {
          schedule.answered(claim, outcome instanceof Outcome.Throttled, now());
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (claim != null) {
          schedule.leave(claim);
          letThrough();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
