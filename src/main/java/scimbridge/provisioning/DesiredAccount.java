package scimbridge.provisioning;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Pool.Vanished;

/**
 * What a run is to make of its account, and how much of that the request at hand asked for: a
 * request fails only through what its own change added. Used by one thread.
 */
final class DesiredAccount {
  private final App app;
  private final ConnectedPool pool;
  private final Wish before;
  private Wish wish;
  private boolean made;
  private boolean passwordSet;
  private boolean passwordSent;

  /**
   * Starts with the wish as it was planned.
   *
   * @param before what the account should have been without the request at hand; a refusal of what
   *     that already asked for is not the request's fault
   * @param wish what it should be
   */
  DesiredAccount(App app, ConnectedPool pool, Wish before, Wish wish) {
    this.app = app;
    this.pool = pool;
    this.before = before;
    this.wish = wish;
  }

  App app() {
    return app;
  }

  ConnectedPool pool() {
    return pool;
  }

  /** What the account should be, as far as it is still to be brought about. */
  Wish wish() {
    return wish;
  }

  /** A look has shown that something else is left to wish for. */
  void become(Wish other) {
    wish = other;
  }

  /** Whether the user is to have no access. */
  boolean takesAccess() {
    return switch (wish) {
      case Wish.Gone gone -> true;
      case Wish.Barred barred -> true;
      case Wish.Left left -> false;
      case Wish.Account wished -> !wished.enabled();
    };
  }

  /** Why an account that was ours and is gone is not made again, or null if it is. */
  static @Nullable Refusal notMadeAgain(ConnectedPool pool, Wish wish) {
    if (!(wish instanceof Wish.Account wished)) {
      return null;
    }
    String gone = "The account is gone from pool " + pool.rules().id() + " and is not made again";
    if (!wished.enabled()) {
      return new Refusal(Plan.Reason.VANISHED, gone + " while the user is inactive.");
    }
    return pool.rules().vanished() == Vanished.REFUSE
        ? new Refusal(Plan.Reason.VANISHED, gone + ": 'vanished: refuse'.")
        : null;
  }

  /** What is left to do for it. */
  Plan plan(ObservedAccount observed) {
    return plan(wish, observed);
  }

  private Plan plan(Wish wished, ObservedAccount observed) {
    return AccountPlanner.plan(
        pool.rules(), app.operations(), wished, observed.sight(), observed.owners());
  }

  /** A call was carried out: a password that it brought is nothing to wish for any more. */
  void done(CognitoCall call) {
    if (call instanceof AdminSetUserPassword set) {
      passwordSet = set.password() != null;
      withoutPassword();
    } else if (call instanceof AdminCreateUser create) {
      made = true;
      if (create.temporaryPassword() != null) {
        withoutPassword();
      }
    }
  }

  /** The answer to a call was lost: a password that it brought may be set. */
  void lost(CognitoCall call) {
    if (call instanceof AdminSetUserPassword set) {
      passwordSent = set.password() != null;
    }
  }

  private void withoutPassword() {
    if (wish instanceof Wish.Account wished) {
      wish = wished.withoutPassword();
    }
  }

  /** Whether an account that was there before has the password that the request brought. */
  boolean hasNewPassword() {
    return passwordSet && !made;
  }

  /** Whether such an account may have it: nobody heard what became of the call. */
  boolean mayHaveNewPassword() {
    return passwordSent && !passwordSet && !made;
  }

  /** Whether a password that the request brought is still to be set. */
  boolean owesPassword() {
    return wish instanceof Wish.Account wished
        && wished.password() != null
        && pool.rules().firstSignIn().takesPasswords();
  }

  /** Whether the request at hand added this call: without the request it would not be planned. */
  boolean added(CognitoCall call, ObservedAccount observed) {
    Plan unasked = plan(before, observed);
    return call.reads()
        ? unasked.unknowns().stream().noneMatch(unknown -> unknown.answer().equals(call))
        : unasked.calls().stream().noneMatch(planned -> sameGoal(planned, call));
  }

  /**
   * In pools of addresses the same call names the account by its address before it is made and by
   * its Username afterwards.
   */
  private static boolean sameGoal(CognitoCall planned, CognitoCall call) {
    if (planned instanceof AdminAddUserToGroup one && call instanceof AdminAddUserToGroup other) {
      return one.groupName().equals(other.groupName());
    }
    if (planned instanceof AdminRemoveUserFromGroup one
        && call instanceof AdminRemoveUserFromGroup other) {
      return one.groupName().equals(other.groupName());
    }
    if (planned instanceof AdminSetUserPassword one && call instanceof AdminSetUserPassword other) {
      return Objects.equals(one.password(), other.password());
    }
    return planned instanceof AdminCreateUser
        ? planned.equals(call)
        : planned.getClass().equals(call.getClass());
  }

  /** Of what a plan refuses, the first that the request at hand asked for. */
  Optional<Refusal> refused(Plan plan, ObservedAccount observed) {
    if (plan.refusals().isEmpty()) {
      return Optional.empty();
    }
    Plan unasked = plan(before, observed);
    return plan.refusals().stream()
        .filter(refusal -> isAdded(refusal, unasked))
        .filter(refusal -> !UserRefusals.isSkipped(app, refusal))
        .findFirst();
  }

  /**
   * Whether a change added what is refused.
   *
   * @param unasked what would be planned without the change
   */
  static boolean isAdded(Refusal refusal, Plan unasked) {
    return unasked.refusals().stream().noneMatch(old -> old.reason() == refusal.reason());
  }
}
