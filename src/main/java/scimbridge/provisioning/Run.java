package scimbridge.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;

/**
 * The work on one account or pool group, from a leased row to a verdict. It decides what an outcome
 * means; {@link Execution} decides when calls are made. Used by one thread.
 */
interface Run {
  /** The pool's port. */
  ConnectedPool pool();

  /** The app it is done for. */
  AppId app();

  /** Whether access is to be taken away, so that its questions are urgent, too. */
  boolean takesAccess();

  /** Names what is worked on, for {@link Turns}. */
  String key();

  /** The epoch of the lease that the work is done under. */
  long epoch();

  /** What was planned and done so far, for the audit. */
  CallRecord calls();

  /** What is left to do. */
  Plan plan();

  /**
   * Ends the work if the plan refuses what the request at hand asked for: then none of its calls is
   * made, since the request is to leave nothing behind.
   */
  default boolean refuses(Plan plan) {
    return false;
  }

  /** Takes what came of a call of the plan. */
  Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now);

  /** Ends the work; the first verdict stays. */
  void end(Verdict verdict);

  /** Ends it because every call of the plan was carried out. */
  void finish(Plan plan, Instant now);

  /** Where it ended, or null while it goes on. */
  @Nullable Verdict verdict();

  /** Whether it ended with nothing left to do. */
  default boolean inStep() {
    return verdict() instanceof Verdict.InStep;
  }

  /** Whether somebody with a newer lease wants to go on instead. */
  boolean wanted();

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
