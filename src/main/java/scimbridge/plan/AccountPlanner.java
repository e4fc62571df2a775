package scimbridge.plan;

import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;
import scimbridge.policy.Operations;
import scimbridge.policy.Pool;

/**
 * Plans one account in one pool: pure, total and deterministic.
 *
 * <pre>
 *  sight                 wish Account                        wish Gone
 *  --------------------  ----------------------------------  --------------------------------
 *  Unclear               ask AdminGetUser                    ask AdminGetUser
 *  Absent                create, [disable], link, add to     nothing
 *                        groups, password, late alias (a)
 *                        create off, or an obstacle: refuse
 *  present, not ours     refuse NOT_OURS                     nothing: it is somebody else's
 *  WithoutGroups, ours   ask AdminListGroupsForUser          as Present: groups go with it
 *  Present, ours         what differs, in this order:        delete
 *                          disable                           delete off: disable, sign-out,
 *                          remove from groups                  then nothing
 *                          unlink
 *                          attributes (one call)   (u) (a) (f)
 *                          link                    (u) (f)
 *                          add to groups           (u)
 *                          password                    (f)
 *                          enable                  (u)
 *                          sign-out, if disabled here
 *                        (u) update off: refuse UPDATE_OFF,
 *                            the other calls still go
 *                        (a) ask AdminGetUser who has an
 *                            alias; another account: refuse
 *                            ALIAS_TAKEN, the rest still goes
 *                        (f) not where EXTERNAL_PROVIDER
 * </pre>
 *
 * <p>A wish to be barred is like Gone where deletion is off. An account that was made for a change
 * that was refused is deleted also there. Of an account that is left as it is nothing is asked.
 *
 * <p>Removal of access is never blocked: not by a switched-off operation, not by a refusal in the
 * same plan, and not by a question: where an alias must be looked up, a plan that takes access away
 * does only that, and asks when it is planned again. A refusal says what will not be done; the
 * calls beside it are still to be made.
 *
 * <p>An account that is not {@code ready} is one whose creation was interrupted: the attributes and
 * groups it still lacks belong to {@code create}, so that a crash between two calls converges also
 * where {@code update} is off.
 *
 * <p>Where passwords are temporary, one that comes with a new user goes into AdminCreateUser if
 * nothing follows that only an account under way may be given; nothing else prepares the first
 * sign-in.
 *
 * <p>Cognito checks aliases when it creates an account. {@code preferred_username} as an alias it
 * does not take from an account that is not confirmed, so that one is set by an update of its own,
 * after the password; it counts as part of creating while the account has none.
 *
 * <p>In e-mail and phone pools AdminCreateUser is given the address and answers with the real
 * Username. The calls that follow it in the plan name the account by the address, which Cognito
 * accepts there; planning again with the answered Username gives the same calls by that name.
 *
 * <p>Signing out is not a state that could be seen later, so it is planned only together with the
 * disabling; disabling revokes the account's tokens by itself.
 */
public final class AccountPlanner {
  private final AccountDraft draft;

  private AccountPlanner(AccountDraft draft) {
    this.draft = draft;
  }

  /** The same when no alias was looked up. */
  public static Plan plan(Pool pool, Operations operations, Wish wish, Sight sight) {
    return plan(pool, operations, wish, sight, AliasOwners.NONE);
  }

  /**
   * Says which calls bring the account in step.
   *
   * @param pool the rules of the pool
   * @param operations what the app may do
   * @param wish what the account should be
   * @param sight what it is
   * @param owners who was seen to have the aliases that the account is to get
   */
  public static Plan plan(
      Pool pool, Operations operations, Wish wish, Sight sight, AliasOwners owners) {
    AccountPlanner planner = new AccountPlanner(new AccountDraft(pool, operations, owners));
    if (wish instanceof Wish.Left) {
      return Plan.EMPTY;
    }
    return switch (sight) {
      case Sight.Unclear unclear ->
          Plan.asks(
              new Unknown(
                  "what became of account '" + unclear.username() + "' in pool " + pool.id(),
                  new AdminGetUser(pool.id(), unclear.username())));
      case Sight.Absent absent ->
          wish instanceof Wish.Account account
              ? new AccountCreation(planner.draft).plan(account)
              : Plan.EMPTY;
      case Sight.WithoutGroups seen ->
          planner.staysWith(wish) && seen.account().ours()
              ? Plan.asks(
                  new Unknown(
                      "which groups account '"
                          + seen.account().username()
                          + "' has in pool "
                          + pool.id(),
                      new AdminListGroupsForUser(pool.id(), seen.account().username())))
              : planner.present(wish, seen.account());
      case Sight.Present present -> planner.present(wish, present);
    };
  }

  /**
   * What the account is after one call of a plan was carried out; planning again from the result of
   * the last call, without the password, gives a plan without calls.
   */
  public static Sight after(Sight sight, CognitoCall call) {
    return Simulation.after(sight, call);
  }

  /** Whether the account is to be there afterwards, so that all of it has to be known. */
  private boolean staysWith(Wish wish) {
    return !(wish instanceof Wish.Gone gone) || (!draft.operations.delete() && !gone.undone());
  }

  private Plan present(Wish wish, Sight.Present seen) {
    return switch (wish) {
      case Wish.Gone gone -> seen.ours() ? remove(seen, gone.undone()) : Plan.EMPTY;
      case Wish.Barred barred -> seen.ours() ? bar(seen) : Plan.EMPTY;
      case Wish.Left left -> Plan.EMPTY;
      case Wish.Account account ->
          seen.ours() ? new AccountChange(draft).plan(account, seen) : taken(seen);
    };
  }

  private Plan taken(Sight.Present seen) {
    return Plan.refused(
        new Refusal(
            Reason.NOT_OURS,
            "account '"
                + seen.username()
                + "' exists already in pool "
                + draft.pool.id()
                + " and this bridge did not create it: remove or rename it in the pool, or take"
                + " it in with 'import'"));
  }

  private Plan remove(Sight.Present seen, boolean undone) {
    if (!draft.operations.delete() && !undone) {
      return bar(seen);
    }
    draft.calls.add(new AdminDeleteUser(draft.pool.id(), seen.username()));
    return Plan.of(draft.calls);
  }

  private Plan bar(Sight.Present seen) {
    if (seen.enabled()) {
      draft.calls.add(new AdminDisableUser(draft.pool.id(), seen.username()));
      draft.signOut(seen);
    }
    return Plan.of(draft.calls);
  }
}
