package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * A {@link Schedule}, plans that go through it, and a Cognito that may throttle: all in one thread
 * and on a time that jumps from one event to the next, so that every run is the same.
 */
final class GateSimulation {
  static final PoolId STAFF = new PoolId("staff");
  static final PoolId GUESTS = new PoolId("guests");
  static final PoolId ELSEWHERE = new PoolId("elsewhere");
  static final Map<PoolId, String> SCOPES =
      Map.of(STAFF, "one account", GUESTS, "one account", ELSEWHERE, "another account");

  final Schedule schedule;

  /** Everything that was let through, in order. */
  final List<Sent> sent = new ArrayList<>();

  /** How long an answer takes. */
  long latency = TimeUnit.MILLISECONDS.toNanos(20);

  /** Requests per second that Cognito takes in each category and scope; without an entry, any. */
  final Map<QuotaCategory, Integer> quotas = new HashMap<>();

  /** How late, at most, a request that was let through comes to Cognito. */
  long jitter;

  int throttles;
  private final Random random = new Random(7);
  private final Map<QuotaCategory, SlidingWindow> taken = new HashMap<>();
  private final Map<Claim, Plan> plans = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
  private long sequence;
  private long now;

  GateSimulation(Quota quota) {
    this(quota, Map.of());
  }

  GateSimulation(Quota quota, Map<QuotaCategory, Integer> quotas) {
    Map<String, Quota> perScope = new HashMap<>();
    SCOPES.values().forEach(scope -> perScope.put(scope, quota));
    schedule = new Schedule(SCOPES, perScope, SECOND);
    this.quotas.putAll(quotas);
  }

  /** A request that was let through. */
  record Sent(long at, String app, Priority priority, CognitoCall call, boolean throttled) {
    double second() {
      return (double) at / SECOND;
    }
  }

  private record Event(long at, long sequence, Runnable happens) {}

  /** A plan on its way. */
  final class Plan {
    final String app;
    final List<Gate.Wanted> calls;
    final long enteredAt;
    final Claim claim;
    private int index;
    private Runnable then = () -> {};

    /** When it ended, or -1. */
    long endedAt = -1;

    /** Whether every call was made. */
    boolean complete;

    /** When its first call was made, or -1. */
    long begunAt = -1;

    private Plan(String app, List<Gate.Wanted> calls, Gate.Beginning beginning, long deadline) {
      this.app = app;
      this.calls = calls;
      this.enteredAt = now;
      this.claim = schedule.enter(app, calls, beginning, deadline, now);
    }

    boolean refusedAtOnce() {
      return claim == null;
    }

    Plan then(Runnable next) {
      then = next;
      return this;
    }

    private void ask() {
      schedule.ask(claim, index, now);
    }

    private void letThrough() {
      if (begunAt < 0) {
        begunAt = now;
      }
      Gate.Wanted wanted = calls.get(index);
      long at = now;
      after(
          (long) (random.nextDouble() * jitter),
          () -> {
            boolean throttled = !takes(wanted.call());
            sent.add(new Sent(at, app, wanted.priority(), wanted.call(), throttled));
            after(latency, () -> answer(throttled));
          });
    }

    private void answer(boolean throttled) {
      if (endedAt >= 0) {
        return;
      }
      schedule.answered(claim, throttled, now);
      if (throttled) {
        // As the execution does: what is left is planned again, as a part of what has begun.
        schedule.leave(claim);
        plans.remove(claim);
        endedAt = now;
        enter(app, calls.subList(index, calls.size()), Gate.Beginning.BEGUN, 60).then(then);
      } else if (++index < calls.size() && now > claim.deadline) {
        end(false);
      } else if (index < calls.size()) {
        ask();
      } else {
        end(true);
      }
    }

    @Override
    public String toString() {
      return "%s: %.3f, begun %.3f, ended %.3f, %s"
          .formatted(
              app,
              (double) enteredAt / SECOND,
              (double) begunAt / SECOND,
              (double) endedAt / SECOND,
              complete ? "complete" : "incomplete");
    }

    private void end(boolean all) {
      if (endedAt < 0) {
        endedAt = now;
        complete = all;
        schedule.leave(claim);
        plans.remove(claim);
        then.run();
      }
    }
  }

  /** Something happens so much later. */
  void after(long nanos, Runnable happens) {
    events.add(new Event(now + nanos, sequence++, happens));
  }

  /** A plan that comes now and waits so many seconds. */
  Plan enter(String app, List<Gate.Wanted> calls, Gate.Beginning beginning, double seconds) {
    Plan plan = new Plan(app, calls, beginning, now + (long) (seconds * SECOND));
    if (!plan.refusedAtOnce()) {
      plans.put(plan.claim, plan);
      plan.ask();
      after(
          (long) (seconds * SECOND) + 1,
          () -> {
            // What is in flight is waited for.
            if (plan.claim.waiting()) {
              plan.end(false);
            }
          });
    }
    return plan;
  }

  /** A plan of calls of one class. */
  Plan enter(String app, Priority priority, double seconds, CognitoCall... calls) {
    return enter(
        app,
        List.of(calls).stream().map(call -> new Gate.Wanted(call, priority)).toList(),
        priority == Priority.BACKGROUND ? Gate.Beginning.PARTLY : Gate.Beginning.WHOLE,
        seconds);
  }

  /** Lets time go by. */
  void runUntil(double second) {
    long end = (long) (second * SECOND);
    while (true) {
      grant();
      long next = schedule.next();
      if (!events.isEmpty()) {
        next = Math.min(next, events.peek().at());
      }
      if (next > end) {
        now = end;
        return;
      }
      now = Math.max(now, next);
      while (!events.isEmpty() && events.peek().at() <= now) {
        events.poll().happens().run();
      }
    }
  }

  private void grant() {
    schedule.grant(now).forEach(claim -> plans.get(claim).letThrough());
  }

  long now() {
    return now;
  }

  /** A window of its own: what it takes counts, what it throttles does not. */
  private boolean takes(CognitoCall call) {
    QuotaCategory category = QuotaCategory.of(call);
    Integer quota = quotas.get(category);
    if (quota == null) {
      return true;
    }
    SlidingWindow window = taken.computeIfAbsent(category, any -> new SlidingWindow(SECOND));
    if (window.earliest(now, quota) > now) {
      throttles++;
      return false;
    }
    window.add(now);
    return true;
  }

  /** Cognito forgets what it took, as the embedded one does when its rates change. */
  void forget() {
    taken.clear();
  }

  /** How many requests an app, or all of them, had let through in a stretch of time. */
  long sentBetween(double from, double to) {
    return sent.stream()
        .filter(one -> !one.throttled() && one.second() >= from && one.second() < to)
        .count();
  }
}
