package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Accounts whose requests Cognito throttled. What is throttled again and again while others go
 * through says something about the account and nothing about the quota, and must not slow everybody
 * down.
 *
 * <p>Without a clock; not safe for use by several threads.
 */
final class Culprits {
  /** Longer than the longest pause between two attempts at an account. */
  private static final long REMEMBERED = 2 * 3600 * SECOND;

  private static final int MOST = 1_000;

  private final Map<Subject, Seen> throttled =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Seen> eldest) {
          return size() > MOST;
        }
      };
  private final Map<Line, Long> passed = new LinkedHashMap<>();

  /** Who a request is about. */
  private record Subject(Line line, PoolId pool, String username) {}

  /** When it was throttled last, and what had gone through by then. */
  private record Seen(long at, long passed) {}

  /** Something went through. */
  void passed(Line line, CognitoCall call) {
    passed.merge(line, 1L, Long::sum);
    Subject subject = subject(line, call);
    if (subject != null) {
      throttled.remove(subject);
    }
  }

  /**
   * Something was throttled.
   *
   * @return whether the account has always been throttled of late while others went through
   */
  boolean throttled(Line line, CognitoCall call, long now) {
    Subject subject = subject(line, call);
    if (subject == null) {
      return false;
    }
    long others = passed.getOrDefault(line, 0L);
    Seen before = throttled.remove(subject);
    throttled.put(subject, new Seen(now, others));
    return before != null && now - before.at() < REMEMBERED && others > before.passed();
  }

  private static @Nullable Subject subject(Line line, CognitoCall call) {
    return call instanceof CognitoCall.OnAccount about
        ? new Subject(line, call.pool(), about.username())
        : null;
  }
}
