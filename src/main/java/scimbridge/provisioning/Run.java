package scimbridge.provisioning;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;

/**
 * The work on one account or pool group, from a leased row to a verdict. It decides what an outcome
 * means; {@link Execution} decides when calls are made. Used by one thread.
 */
abstract class Run {
  private final BooleanSupplier wanted;
  private final CallRecord calls = new CallRecord();
  private @Nullable Verdict verdict;

  /**
   * Starts work.
   *
   * @param wanted whether somebody with a newer lease wants to go on instead
   */
  Run(BooleanSupplier wanted) {
    this.wanted = wanted;
  }

  /** The pool's port. */
  abstract ConnectedPool pool();

  /** The app it is done for. */
  abstract AppId app();

  /** Whether access is to be taken away, so that its questions are urgent, too. */
  abstract boolean takesAccess();

  /** Names what is worked on, for {@link Turns}. */
  abstract String key();

  /** The epoch of the lease that the work is done under. */
  abstract long epoch();

  /** What is left to do. */
  abstract Plan plan();

  /**
   * Ends the work if the plan refuses what the request at hand asked for: then none of its calls is
   * made, since the request is to leave nothing behind.
   */
  boolean refuses(Plan plan) {
    return false;
  }

  /** Takes what came of a call of the plan. */
  abstract Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now);

  /** Ends it because every call of the plan was carried out. */
  abstract void finish(Plan plan, Instant now);

  /** What was planned and done so far, for the audit. */
  final CallRecord calls() {
    return calls;
  }

  /** Ends the work; the first verdict stays. */
  final void end(Verdict ended) {
    if (verdict == null) {
      verdict = ended;
    }
  }

  /** The same, after a call. */
  final Next stop(Verdict ended) {
    end(ended);
    return Next.STOP;
  }

  /** Where it ended, or null while it goes on. */
  final @Nullable Verdict verdict() {
    return verdict;
  }

  /** Whether it ended with nothing left to do. */
  final boolean inStep() {
    return verdict instanceof Verdict.InStep;
  }

  /** Whether somebody with a newer lease wants to go on instead. */
  final boolean wanted() {
    return wanted.getAsBoolean();
  }

  /** What to do after a call. */
  enum Next {
    /** Go on with the plan. */
    CONTINUE,
    /** Something is not as the plan thought: plan again. */
    REPLAN,
    /** There is a verdict. */
    STOP
  }
}
