package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Accounts whose requests Cognito throttled. What is throttled again while others go through, or
 * while no other is throttled, says something about the account and nothing about the quota, and
 * must not slow everybody down.
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
  private final Map<Line, Counts> counts = new HashMap<>();

  /** Who a request is about. */
  private record Subject(Line line, PoolId pool, String username) {}

  /** What went through, and what did not. */
  private static final class Counts {
    private long passed;
    private long throttled;
  }

  /** When it was throttled last, and what had gone through, and had not, by then. */
  private record Seen(long at, long passed, long throttled) {}

  /** Something went through. */
  void passed(Line line, CognitoCall call) {
    counts(line).passed++;
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
    Counts so = counts(line);
    so.throttled++;
    Subject subject = subject(line, call);
    if (subject == null) {
      return false;
    }
    Seen before = throttled.remove(subject);
    throttled.put(subject, new Seen(now, so.passed, so.throttled));
    return before != null
        && now - before.at() < REMEMBERED
        && (so.passed > before.passed() || so.throttled == before.throttled() + 1);
  }

  private Counts counts(Line line) {
    return counts.computeIfAbsent(line, any -> new Counts());
  }

  private static @Nullable Subject subject(Line line, CognitoCall call) {
    return call instanceof CognitoCall.OnAccount about
        ? new Subject(line, call.pool(), about.username())
        : null;
  }
}
