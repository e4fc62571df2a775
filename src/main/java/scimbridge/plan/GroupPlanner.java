package scimbridge.plan;

import java.util.List;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.CognitoCall.GetGroup;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;
import scimbridge.policy.Operations;

/**
 * Plans one group of a pool; its members are planned with their accounts.
 *
 * <pre>
 *  seen      wished                               not wished
 *  --------  -----------------------------------  ------------------------------------------
 *  UNCLEAR   ask GetGroup                         ask GetGroup
 *  ABSENT    create; create off: FORBIDDEN        nothing
 *  OURS      nothing                              delete; delete off: nothing, the accounts
 *                                                 leave the group one by one
 *  USED      nothing                              nothing: the accounts leave one by one
 *  FOREIGN   refuse UNIQUENESS                    nothing: it is somebody else's
 * </pre>
 *
 * <p>A retiring group is still wished: it is deleted only when every account has the newer name.
 */
public final class GroupPlanner {
  private GroupPlanner() {}

  /** What is known of a group in a pool. */
  public enum Seen {
    /** There is none. */
    ABSENT,
    /** A call's outcome was lost. */
    UNCLEAR,
    /** It is there and the bridge made it. */
    OURS,
    /** It is there and has to stay: not made for this, but used by it, or used by others, too. */
    USED,
    /** It is there and the bridge did not make it. */
    FOREIGN
  }

  /**
   * Says which call brings the group in step.
   *
   * @param pool the pool
   * @param operations what the app may do
   * @param groupName the Cognito GroupName
   * @param wished whether it should exist
   * @param seen what is known of it
   */
  public static Plan plan(
      PoolId pool, Operations operations, String groupName, boolean wished, Seen seen) {
    return switch (seen) {
      case UNCLEAR ->
          Plan.asks(
              new Unknown(
                  "whether group '" + groupName + "' exists in pool " + pool,
                  new GetGroup(pool, groupName)));
      case ABSENT ->
          !wished
              ? Plan.EMPTY
              : operations.create()
                  ? Plan.of(List.of(new CreateGroup(pool, groupName)))
                  : Plan.refused(
                      new Refusal(
                          Reason.CREATE_OFF,
                          "group '"
                              + groupName
                              + "' is not created in pool "
                              + pool
                              + ": the operation 'create' is switched off for this app"));
      case OURS ->
          wished || !operations.delete()
              ? Plan.EMPTY
              : Plan.of(List.of(new DeleteGroup(pool, groupName)));
      case USED -> Plan.EMPTY;
      case FOREIGN ->
          !wished
              ? Plan.EMPTY
              : Plan.refused(
                  new Refusal(
                      Reason.NOT_OURS,
                      "group '"
                          + groupName
                          + "' exists already in pool "
                          + pool
                          + " and this bridge did not create it: remove it from the pool, take"
                          + " it in with 'import', or give the group another displayName"));
    };
  }
}
