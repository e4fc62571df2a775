package scimbridge.plan;

import static scimbridge.plan.AccountDraft.LATE_ALIAS;
import static scimbridge.plan.AccountDraft.minus;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminLinkProviderForUser;
import scimbridge.plan.CognitoCall.Invitation;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Obstacle;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool.FirstSignIn;

/** Plans an account that is not there yet. */
final class AccountCreation {
  private final AccountDraft draft;

  AccountCreation(AccountDraft draft) {
    this.draft = draft;
  }

  Plan plan(Wish.Account wish) {
    if (!draft.operations.create()) {
      return Plan.refused(
          new Refusal(
              Reason.CREATE_OFF,
              "account '"
                  + wish.username()
                  + "' is not created in pool "
                  + draft.pool.id()
                  + ": the operation 'create' is switched off for this app"));
    }
    wish.obstacles().forEach(obstacle -> draft.refusals.add(refusal(obstacle)));
    SortedMap<String, String> attributes = new TreeMap<>(wish.attributes());
    String lateAlias = wish.aliases().contains(LATE_ALIAS) ? attributes.remove(LATE_ALIAS) : null;
    if (lateAlias != null && draft.refusals.isEmpty()) {
      // Looked up before the account is made, so that a refusal leaves nothing behind.
      draft.mayHave(wish.username(), LATE_ALIAS, lateAlias);
    }
    if (!draft.refusals.isEmpty() || !draft.unknowns.isEmpty()) {
      return new Plan(
          List.of(), draft.refusals, draft.refusals.isEmpty() ? draft.unknowns : List.of());
    }
    PoolId in = draft.pool.id();
    Password password = draft.synced(wish.password());
    // It marks the account as ready, so it goes first only where nothing is left that only a new
    // account may be given.
    boolean first =
        draft.operations.passwordSync() == PasswordSync.TEMPORARY
            && draft.operations.update()
            && wish.enabled()
            && lateAlias == null;
    Password temporary = first ? password : null;
    draft.calls.add(
        new AdminCreateUser(in, wish.username(), attributes, invitation(wish), temporary));
    if (!wish.enabled()) {
      draft.calls.add(new AdminDisableUser(in, wish.username()));
    }
    FederatedIdentity identity = wish.identity();
    if (identity != null) {
      draft.calls.add(new AdminLinkProviderForUser(in, wish.username(), identity));
    }
    draft.addToGroups(wish.username(), minus(wish.groups(), wish.retiring()), 0);
    if (temporary == null) {
      draft.setPassword(wish.username(), password, false);
    }
    if (lateAlias != null) {
      draft.update(wish.username(), new TreeMap<>(Map.of(LATE_ALIAS, lateAlias)));
    }
    return new Plan(draft.calls, draft.refusals, List.of());
  }

  private static Refusal refusal(Obstacle obstacle) {
    return new Refusal(
        switch (obstacle.kind()) {
          case USER_LACKS -> Reason.USER_LACKS;
          case POOL_LACKS -> Reason.POOL_LACKS;
        },
        obstacle.detail());
  }

  /** Who brings a password needs no temporary one. */
  private Invitation invitation(Wish.Account wish) {
    return draft.pool.firstSignIn() != FirstSignIn.INVITE || draft.synced(wish.password()) != null
        ? Invitation.NONE
        : wish.attributes().containsKey("email") ? Invitation.EMAIL : Invitation.SMS;
  }
}
