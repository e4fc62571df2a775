package scimbridge.cognito;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * The caps that calls keep to beside the rate of their category: those of one operation on one pool
 * and of one user. Made when first needed and forgotten when a new one would behave the same.
 *
 * <p>Without a clock, like {@link SlidingWindow}; not safe for use by several threads.
 */
final class QuotaLimits {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Map<Subject, Limit> limits = new HashMap<>();

  /** The caps of one call. */
  List<Limit> of(CognitoCall call, Quota quota) {
    List<Limit> all = new ArrayList<>(2);
    QuotaCategory.of(call)
        .perPoolAndOperation()
        .ifPresent(
            cap ->
                all.add(
                    limit(new Subject.Operation(call.pool(), call.operation()), quota.share(cap))));
    if (call instanceof CognitoCall.OnAccount about) {
      all.add(
          limit(
              new Subject.User(call.pool(), about.username(), call.reads()),
              quota.share(QuotaCategory.PER_USER)));
    }
    return all;
  }

  private Limit limit(Subject subject, int calls) {
    return limits.computeIfAbsent(subject, unused -> new Limit(calls));
  }

  /** Drops what no longer makes a difference. */
  void forget(long now) {
    limits.values().removeIf(limit -> limit.isFresh(now));
  }

  /** How many limits are remembered. */
  int size() {
    return limits.size();
  }

  /** What a limit is about. */
  private sealed interface Subject {
    record Operation(PoolId pool, String operation) implements Subject {}

    record User(PoolId pool, String username, boolean reads) implements Subject {}
  }
}
