package scimbridge.cognito;

import java.util.List;
import scimbridge.plan.CognitoCall;

/**
 * A plan's place in line: what is left of its calls, and the one that waits now, if one does.
 *
 * <p>Pure and without a clock; changed by {@link Schedule} only.
 */
final class Claim {
  /** The app, or empty where the calls are made for none. */
  final String app;

  /** Nothing is let through after this instant. */
  final long deadline;

  /** Whether its first call waits until the rest can be expected to follow in time. */
  final boolean whole;

  private final List<Call> calls;
  private boolean begun;
  private int next;
  private boolean waiting;
  private long sentAt;

  Claim(String app, List<Call> calls, Gate.Beginning beginning, long deadline) {
    this.app = app;
    this.calls = List.copyOf(calls);
    this.deadline = deadline;
    this.whole = beginning == Gate.Beginning.WHOLE;
    this.begun = beginning == Gate.Beginning.BEGUN;
  }

  /** One call, its class, and the line of its category. */
  record Call(CognitoCall call, Priority priority, Line line) {
    int requests() {
      return QuotaCategory.requests(call);
    }
  }

  /** What was not let through yet, the one that waits first. */
  List<Call> left() {
    return calls.subList(next, calls.size());
  }

  /** The call that waits. */
  Call current() {
    return calls.get(next);
  }

  /** The call that was let through last. */
  Call last() {
    return calls.get(next - 1);
  }

  boolean begun() {
    return begun;
  }

  boolean waiting() {
    return waiting;
  }

  long sentAt() {
    return sentAt;
  }

  /** The call at this index is the next; answers those that are left out for it. */
  List<Call> skipTo(int index) {
    List<Call> skipped = calls.subList(next, index);
    next = index;
    return skipped;
  }

  void waits(boolean now) {
    waiting = now;
  }

  /** The call that waited was let through. */
  void granted(long at) {
    waiting = false;
    begun = true;
    sentAt = at;
    next++;
  }
}
