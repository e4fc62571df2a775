package scimbridge.cognito;

import scimbridge.plan.CognitoCall;
import scimbridge.policy.PoolTraits;

/**
 * One Cognito user pool. Keep it small: every operation here is one that every backend must do.
 *
 * <p>Safe for use by many threads. Building one does no I/O.
 */
public interface UserPool extends AutoCloseable {

  /** How long one attempt may take before its outcome counts as lost, in milliseconds. */
  int ATTEMPT_MILLIS = 5_000;

  /**
   * Makes one attempt at a call. Never throws for what Cognito answers: the outcome says it. Calls
   * whose goal is already reached (delete what is gone, leave a group that is gone) are done.
   */
  Outcome attempt(CognitoCall call);

  /**
   * Reads what the pool is (DescribeUserPool).
   *
   * @throws scimbridge.fault.Fault BUSY if it cannot be reached, INTERNAL if it does not exist or
   *     the credentials do not allow it; the detail names the pool and what to do
   */
  PoolTraits describe();

  /** Closes the connections; never throws. */
  @Override
  void close();
}
