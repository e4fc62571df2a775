package scimbridge.provisioning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Entry;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;

/**
 * What a run planned and which calls it made, for the audit. It is in memory until the run is
 * settled: a commit for each call would cost more than the call. Used by one thread.
 */
final class CallRecord {
  /** More than any plan needs, and no more than a run that is throttled for ever may gather. */
  private static final int MOST = 200;

  private final Set<String> planned = new LinkedHashSet<>();
  private final List<Call> calls = new ArrayList<>();
  private int leftOut;

  /** A plan of the run; what was planned before is not repeated. */
  void planned(Plan plan) {
    plan.sentences().filter(sentence -> planned.size() < MOST).forEach(planned::add);
  }

  /** A call that was made, and what came of it. */
  void made(CognitoCall call, Outcome outcome, Duration took) {
    if (calls.size() < MOST) {
      calls.add(
          new Call(
              call.operation(), call.describe(), word(outcome), reason(outcome), took.toMillis()));
    } else {
      leftOut++;
    }
  }

  /** Whether no call was made. */
  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Completes a record with what some runs did. */
  static Entry complete(Entry entry, Collection<? extends Run> runs) {
    List<String> planned = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    int leftOut = 0;
    for (Run run : runs) {
      planned.addAll(run.calls().planned);
      calls.addAll(run.calls().calls);
      leftOut += run.calls().leftOut;
    }
    return entry.doing(planned, calls, leftOut);
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> "done";
      case Outcome.Created created -> "done";
      case Outcome.Found found -> "found";
      case Outcome.InGroups found -> "found";
      case Outcome.GroupFound found -> "found";
      case Outcome.UserPage page -> "found";
      case Outcome.GroupPage page -> "found";
      case Outcome.Missing missing -> "missing";
      case Outcome.Refused refused -> "refused";
      case Outcome.Throttled throttled -> "throttled";
      case Outcome.Unavailable unavailable -> "unavailable";
      case Outcome.Lost lost -> "lost";
      case Outcome.Unasked unasked -> "not asked";
    };
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> refused.refusal().detail();
      case Outcome.Unavailable unavailable -> unavailable.reason();
      case Outcome.Lost lost -> lost.reason();
      default -> "";
    };
  }
}
