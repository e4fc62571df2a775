package scimbridge.cognito;

import java.util.Map;
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

  /**
   * Adds mutable custom attributes to the pool's schema (AddCustomAttributes). They can never be
   * removed again.
   *
   * @param types String, Number, Boolean or DateTime by name without prefix; at most 25
   * @throws scimbridge.fault.Fault as {@link #describe}
   */
  void addAttributes(Map<String, String> types);

  /** Closes the connections; never throws. */
  @Override
  void close();
}
