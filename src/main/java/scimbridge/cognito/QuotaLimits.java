package scimbridge.cognito;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * The limits that calls count in, made when first needed and forgotten when a new one would behave
 * the same.
 *
 * <p>Without a clock, like {@link SlidingWindow}; not safe for use by several threads.
 */
final class QuotaLimits {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Map<PoolId, String> scopes;
  private final Map<String, Quota> quotas;
  private final Map<Subject, Limit> limits = new HashMap<>();

  QuotaLimits(Map<PoolId, String> scopes, Map<String, Quota> quotas) {
    this.scopes = Map.copyOf(scopes);
    this.quotas = Map.copyOf(quotas);
  }

  /** All that one request of this call has to keep to. */
  Bounds of(CognitoCall call) {
    String scope = scopes.get(call.pool());
    if (scope == null) {
      throw new IllegalArgumentException("the gate knows no pool '" + call.pool() + "'");
    }
    Quota quota = quotas.getOrDefault(scope, Quota.standard());
    QuotaCategory category = QuotaCategory.of(call);
    int allowed = quota.allowed(category);
    Limit rate = limit(new Subject.Category(scope, category), allowed, SECOND);
    List<Limit> others = new ArrayList<>(3);
    others.add(limit(new Subject.Distance(scope, category), 1, SECOND / (2L * allowed)));
    category
        .perPoolAndOperation()
        .ifPresent(
            cap ->
                others.add(
                    limit(
                        new Subject.Operation(call.pool(), call.operation()),
                        quota.share(cap),
                        SECOND)));
    if (call instanceof CognitoCall.OnAccount about) {
      others.add(
          limit(
              new Subject.User(call.pool(), about.username(), call.reads()),
              quota.share(QuotaCategory.PER_USER),
              SECOND));
    }
    return new Bounds(rate, others);
  }

  private Limit limit(Subject subject, int calls, long width) {
    return limits.computeIfAbsent(subject, unused -> new Limit(calls, width));
  }

  /** Drops what no longer makes a difference. */
  void forget(long now) {
    limits.values().removeIf(limit -> limit.isFresh(now));
  }

  /** How many limits are remembered. */
  int size() {
    return limits.size();
  }

  /**
   * The limits of one call.
   *
   * @param rate that of its category, which slows when Cognito throttles
   */
  record Bounds(Limit rate, List<Limit> others) {

    /** The earliest instant that suits all; each limit may only push it further away. */
    long earliest(long from, long now) {
      long at = from;
      long before;
      do {
        before = at;
        at = rate.earliest(at, now);
        for (Limit limit : others) {
          at = limit.earliest(at, now);
        }
      } while (at != before);
      return at;
    }

    void take(long at) {
      rate.take(at);
      others.forEach(limit -> limit.take(at));
    }

    void giveBack(long at) {
      rate.giveBack(at);
      others.forEach(limit -> limit.giveBack(at));
    }
  }

  /** What a limit is about. */
  private sealed interface Subject {
    record Category(String scope, QuotaCategory category) implements Subject {}

    record Distance(String scope, QuotaCategory category) implements Subject {}

    record Operation(PoolId pool, String operation) implements Subject {}

    record User(PoolId pool, String username, boolean reads) implements Subject {}
  }
}
