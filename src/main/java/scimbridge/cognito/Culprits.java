package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Accounts whose requests Cognito throttled. What is throttled again although others, sent after it
 * was throttled before, went through says something about the account and nothing about the quota,
 * and must not slow everybody down.
 *
 * <p>Without a clock; not safe for use by several threads.
 */
final class Culprits {
  /** Longer than the longest pause between two attempts at an account. */
  private static final long REMEMBERED = 2 * 3600 * SECOND;

  private static final int MOST = 1_000;

  /** When each was throttled last. */
  private final Map<Subject, Long> throttled =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Long> eldest) {
          return size() > MOST;
        }
      };

  /** When the last request was sent that went through. */
  private final Map<Line, Long> lastPassed = new HashMap<>();

  /** Who a request is about. */
  private record Subject(Line line, PoolId pool, String username) {}

  /** Something went through. */
  void passed(Line line, CognitoCall call, long sentAt) {
    lastPassed.merge(line, sentAt, Math::max);
    Subject subject = subject(line, call);
    if (subject != null) {
      throttled.remove(subject);
    }
  }

  /**
   * Something was throttled.
   *
   * @return whether that says something about the account only
   */
  boolean throttled(Line line, CognitoCall call, long now) {
    Subject subject = subject(line, call);
    if (subject == null) {
      return false;
    }
    Long before = throttled.remove(subject);
    throttled.put(subject, now);
    Long passed = lastPassed.get(line);
    return before != null && now - before < REMEMBERED && passed != null && passed > before;
  }

  private static @Nullable Subject subject(Line line, CognitoCall call) {
    return call instanceof CognitoCall.OnAccount about
        ? new Subject(line, call.pool(), about.username())
        : null;
  }
}
