package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Decides which waiting call is let through, and when.
 *
 * <p>Nothing is reserved ahead: only what was let through counts, so whoever comes later and is
 * more urgent goes before everybody who waits, and what is given up costs nobody anything. No place
 * is left unused while somebody could use it.
 *
 * <p>Pure and without a clock: all times are nanoseconds from any one origin that never go back.
 * Not safe for use by several threads.
 */
final class Schedule {
  /** How many plans may wait or be under way; who comes then is not let in. */
  static final int MOST_CLAIMS = 5_000;

  /** How soon it looks again whether a plan could be finished in time by now. */
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(50);

  /** The part of the time left that a plan must have to spare when it begins. */
  private static final int SLACK = 8;

  private final Map<PoolId, String> scopes;
  private final Map<String, Quota> quotas;
  private final long opensAt;
  private final QuotaLimits limits = new QuotaLimits();
  private final Culprits culprits = new Culprits();
  private final Map<LineKey, Line> lines = new HashMap<>();
  private int claims;
  private long sweptAt;
  private long next = Long.MAX_VALUE;

  private record LineKey(String scope, QuotaCategory category) {}

  /** What a plan needs of one line. */
  private record Need(Priority lowest, int requests) {
    Need and(Priority other, int more) {
      return new Need(lowest.compareTo(other) > 0 ? lowest : other, requests + more);
    }
  }

  /**
   * A schedule that lets nothing through before {@code opensAt}.
   *
   * @param scopes for each pool, the name of the account and region whose quota its calls use up
   * @param quotas for each of these scopes, what may be used up; one without is used at the
   *     standard share
   */
  Schedule(Map<PoolId, String> scopes, Map<String, Quota> quotas, long opensAt) {
    this.scopes = Map.copyOf(scopes);
    this.quotas = new HashMap<>(quotas);
    this.opensAt = opensAt;
    this.sweptAt = opensAt;
  }

  /**
   * Lets a plan in, or not: where it is certain that it would not be done in time, or too many
   * wait.
   *
   * @return its place, or null if it is not let in
   */
  @Nullable Claim enter(
      String app, List<Gate.Wanted> wanted, Gate.Beginning beginning, long deadline, long now) {
    List<Claim.Call> calls =
        wanted.stream()
            .map(one -> new Claim.Call(one.call(), one.priority(), line(one.call())))
            .toList();
    Claim claim = new Claim(app, calls, beginning, deadline);
    if (claims >= MOST_CLAIMS || (claim.whole && !inTime(claim, now, true))) {
      return null;
    }
    claims++;
    calls.forEach(call -> call.line().expect(claim, call.priority(), call.requests()));
    return claim;
  }

  /** The call at this index waits from now on; those before it are not made any more. */
  void ask(Claim claim, int index, long now) {
    claim
        .skipTo(index)
        .forEach(call -> call.line().expect(claim, call.priority(), -call.requests()));
    claim.waits(true);
    claim.current().line().add(claim);
    sweep(now);
  }

  /** The call that waits does so no longer. */
  void withdraw(Claim claim) {
    if (claim.waiting()) {
      claim.current().line().remove(claim);
      claim.waits(false);
    }
  }

  /** The plan is done with, whatever is left of it. */
  void leave(Claim claim) {
    withdraw(claim);
    claim.left().forEach(call -> call.line().expect(claim, call.priority(), -call.requests()));
    claims--;
  }

  /** Lets through whatever can go now, in this order. */
  List<Claim> grant(long now) {
    List<Claim> granted = new ArrayList<>();
    next = Long.MAX_VALUE;
    for (Line line : lines.values()) {
      Line.Next found = line.next(Math.max(now, opensAt), now, this::readyAt);
      while (found.claim() != null) {
        take(found.claim(), now);
        granted.add(found.claim());
        found = line.next(Math.max(now, opensAt), now, this::readyAt);
      }
      next = Math.min(next, found.at());
    }
    return granted;
  }

  /** When {@link #grant} may have something to let through, if nothing else happens. */
  long next() {
    return next;
  }

  private void take(Claim claim, long now) {
    Claim.Call call = claim.current();
    call.line().rate.take(now, call.requests());
    for (Limit limit : limits.of(call.call(), quota(call.line().scope))) {
      for (int i = 0; i < call.requests(); i++) {
        limit.take(now);
      }
    }
    call.line().expect(claim, call.priority(), -call.requests());
    boolean begins = !claim.begun();
    claim.granted(now);
    if (begins) {
      claim.left().forEach(left -> left.line().begins(claim, left.priority(), left.requests()));
    }
  }

  private long readyAt(Claim claim, long now) {
    if (now > claim.deadline) {
      return Long.MAX_VALUE;
    }
    if (claim.whole && !claim.begun() && !inTime(claim, now, false)) {
      return now + LOOK_AGAIN;
    }
    Claim.Call call = claim.current();
    long at = call.line().rate.earliest(now, now, call.requests());
    for (Limit limit : limits.of(call.call(), quota(call.line().scope))) {
      at = Math.max(at, limit.earliest(now));
    }
    return at;
  }

  /**
   * Whether all of a plan that has not begun can be expected before its deadline.
   *
   * @param comes whether it is at the end of its app's line, and what is asked is whether it is
   *     possible at all
   */
  private boolean inTime(Claim claim, long now, boolean comes) {
    long from = Math.max(now, opensAt);
    // What is expected is not exact: answers take time, and others come.
    long deadline = comes ? claim.deadline : claim.deadline - (claim.deadline - now) / SLACK;
    Map<Line, Need> needs = new HashMap<>();
    Map<Limit, Integer> capped = new HashMap<>();
    for (Claim.Call call : claim.left()) {
      needs.merge(
          call.line(),
          new Need(call.priority(), call.requests()),
          (one, other) -> one.and(other.lowest(), other.requests()));
      for (Limit limit : limits.of(call.call(), quota(call.line().scope))) {
        capped.merge(limit, call.requests(), Integer::sum);
      }
    }
    for (Map.Entry<Line, Need> need : needs.entrySet()) {
      Line line = need.getKey();
      Priority lowest = need.getValue().lowest();
      int requests = need.getValue().requests();
      int before =
          comes
              ? line.certain(claim.app, lowest, requests, false)
              : line.ahead(claim.app, lowest, requests, true);
      if (line.rate.nth(before, from, now) > deadline) {
        return false;
      }
    }
    return capped.entrySet().stream()
        .allMatch(cap -> cap.getKey().nth(cap.getValue(), from) <= deadline);
  }

  /** Learns from an answer to the call that was let through last. */
  void answered(Claim claim, boolean throttled, long now) {
    Claim.Call call = claim.last();
    if (throttled) {
      boolean culprit = culprits.throttled(call.line(), call.call(), now);
      call.line().rate.throttled(claim.sentAt(), now, !culprit);
    } else {
      culprits.passed(call.line(), call.call(), claim.sentAt());
    }
  }

  /** How long until a call that is asked for now can be let through, as far as can be told. */
  long delay(String app, CognitoCall call, Priority priority, long now) {
    Line line = line(call);
    long from = Math.max(now, opensAt);
    int requests = QuotaCategory.requests(call);
    long at = line.rate.nth(line.ahead(app, priority, requests, false), from, now);
    for (Limit limit : limits.of(call, quota(line.scope))) {
      at = Math.max(at, limit.nth(requests, from));
    }
    return at - now;
  }

  /** From now on the quota of a category in a scope is another. */
  void raise(String scope, QuotaCategory category, int perSecond, long now) {
    Quota changed = quota(scope).withRate(category, perSecond);
    quotas.put(scope, changed);
    Line line = lines.get(new LineKey(scope, category));
    if (line != null) {
      line.rate.setShare(changed.allowed(category), now);
    }
  }

  /** How fast everything goes. */
  List<Pace> pace(long now) {
    return lines.values().stream()
        .sorted(
            Comparator.comparing((Line line) -> line.scope).thenComparing(line -> line.category))
        .map(
            line ->
                new Pace(
                    line.scope,
                    line.category.published(),
                    quota(line.scope).rate(line.category),
                    line.rate.share(),
                    line.rate.allowed(now),
                    line.rate.lastSecond(now),
                    line.rate.lastTenSeconds(now),
                    line.rate.throttled(),
                    line.waiting(),
                    line.waitingByApp()))
        .toList();
  }

  private Line line(CognitoCall call) {
    String scope = scopes.get(call.pool());
    if (scope == null) {
      throw new IllegalArgumentException("the gate knows no pool '" + call.pool() + "'");
    }
    QuotaCategory category = QuotaCategory.of(call);
    return lines.computeIfAbsent(
        new LineKey(scope, category),
        key -> new Line(scope, category, quota(scope).allowed(category)));
  }

  private Quota quota(String scope) {
    return quotas.getOrDefault(scope, Quota.standard());
  }

  private void sweep(long now) {
    if (now - sweptAt >= SECOND) {
      sweptAt = now;
      limits.forget(now);
    }
  }

  /** How many caps of users and operations are remembered now. */
  int remembered() {
    return limits.size();
  }
}
