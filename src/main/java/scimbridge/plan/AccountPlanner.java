package scimbridge.plan;

import scimbridge.policy.Operations;
import scimbridge.policy.Pool;

/** Plans one account in one pool. */
public final class AccountPlanner {
  private AccountPlanner() {}

  /**
   * Says which calls bring the account in step.
   *
   * @param pool the rules of the pool
   * @param operations what the app may do
   * @param wish what the account should be
   * @param sight what it is
   */
  public static Plan plan(Pool pool, Operations operations, Wish wish, Sight sight) {
    return Plan.EMPTY;
  }

  /**
   * What the account is after one call of a plan was carried out; planning again from the result of
   * the last call gives an empty plan.
   */
  public static Sight after(Sight sight, CognitoCall call) {
    return sight;
  }
}
