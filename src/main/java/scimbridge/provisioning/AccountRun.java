package scimbridge.provisioning;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Wish;
import scimbridge.policy.PoolTraits;

/**
 * Brings one account toward its wish: decides after each answer whether to go on, to plan again or
 * to stop, and with which verdict. What the account is to be is with {@link DesiredAccount}, what
 * is known of it with {@link ObservedAccount}; {@link AccountLook} says what it means to have found
 * it or not.
 */
final class AccountRun extends Run {
  private final PoolTraits traits;
  private final DesiredAccount desired;
  private final ObservedAccount observed;
  private final AccountLook look;

  private @Nullable String missingGroup;
  private boolean lookedForGroup;
  private boolean adopting;
  private boolean inBackground;

  /**
   * Starts work on a leased account.
   *
   * @param ourGroups see {@link AccountLook}
   * @param remember see {@link AccountLook}
   * @param wanted whether somebody with a newer lease wants to go on instead
   */
  AccountRun(
      PoolTraits traits,
      DesiredAccount desired,
      ObservedAccount observed,
      UnaryOperator<SortedSet<String>> ourGroups,
      Predicate<Account> remember,
      BooleanSupplier wanted) {
    super(wanted);
    this.traits = traits;
    this.desired = desired;
    this.observed = observed;
    this.look = new AccountLook(traits, desired, observed, ourGroups, remember);
  }

  /** The same for an account that becomes the bridge's by this change. */
  AccountRun adopting() {
    adopting = true;
    return this;
  }

  /** The same where no request waits for it. */
  AccountRun inBackground() {
    inBackground = true;
    return this;
  }

  @Override
  Plan plan() {
    return desired.plan(observed);
  }

  @Override
  boolean refuses(Plan plan) {
    Optional<Refusal> mine = desired.refused(plan, observed);
    mine.ifPresent(refusal -> end(new Verdict.Refused(refusal, true)));
    return mine.isPresent();
  }

  @Override
  Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now) {
    return switch (outcome) {
      case Outcome.Done done -> {
        observed.done(call, now);
        desired.done(call);
        yield Next.CONTINUE;
      }
      case Outcome.Created created -> {
        observed.created(call, created, now);
        desired.done(call);
        yield Next.CONTINUE;
      }
      case Outcome.Found found -> replan(look.found(call, found, inBackground, now));
      case Outcome.InGroups groups -> {
        look.inGroups(groups);
        yield Next.REPLAN;
      }
      case Outcome.GroupFound unasked -> throw new IllegalStateException(call.describe());
      case Outcome.UserPage unasked -> throw new IllegalStateException(call.describe());
      case Outcome.GroupPage unasked -> throw new IllegalStateException(call.describe());
      case Outcome.Missing missing -> missing(call, now);
      case Outcome.Refused refused ->
          stop(new Verdict.Refused(refused.refusal(), desired.added(call, observed)));
      case Outcome.Throttled throttled -> Next.REPLAN;
      case Outcome.Unavailable unavailable -> stop(Verdict.Pending.OUT_OF_REACH);
      case Outcome.Unasked unasked -> stop(Verdict.Pending.UNASKED);
      case Outcome.Lost lost -> {
        observed.lost(call, sentAt);
        desired.lost(call);
        yield stop(Verdict.Pending.NO_ANSWER);
      }
    };
  }

  private Next missing(CognitoCall call, Instant now) {
    if (call instanceof AdminAddUserToGroup add) {
      return groupMissing(add, add.groupName());
    }
    if (call instanceof AdminRemoveUserFromGroup remove) {
      return groupMissing(remove, remove.groupName());
    }
    return replan(look.missing(call, now));
  }

  /** It may be the account that is missing, so that is looked for first. */
  private Next groupMissing(CognitoCall.OnAccount call, String group) {
    if (lookedForGroup) {
      missingGroup = group;
      return stop(
          new Verdict.Pending("The group '" + group + "' is missing in the user pool.", null));
    }
    lookedForGroup = true;
    observed.unclear(call.username());
    return Next.REPLAN;
  }

  @Override
  void finish(Plan plan, Instant now) {
    Instant later = observed.disbelievedUntil(now);
    if (!plan.refusals().isEmpty()) {
      Optional<Refusal> mine = desired.refused(plan, observed);
      end(new Verdict.Refused(mine.orElse(plan.refusals().getFirst()), mine.isPresent()));
    } else if (later != null) {
      // Also where nothing was left to do: what looks undone may yet be done by the lost call.
      observed.unclear(observed.account().username());
      end(
          new Verdict.Pending(
              "Done; looked at again once an earlier call whose answer was lost cannot come late.",
              later));
    } else {
      // Whatever prepares the first sign-in was part of the plan that is empty now. For who is to
      // have no access it was not: who comes back may still have to be given a password.
      observed.settled(desired.wish() instanceof Wish.Account);
      end(new Verdict.InStep());
    }
  }

  private Next replan(@Nullable Verdict ended) {
    return ended == null ? Next.REPLAN : stop(ended);
  }

  @Override
  AppId app() {
    return desired.app().id();
  }

  @Override
  boolean takesAccess() {
    return desired.takesAccess();
  }

  @Override
  String key() {
    return UserWrites.key(account());
  }

  @Override
  long epoch() {
    return account().lease().epoch();
  }

  @Override
  ConnectedPool pool() {
    return desired.pool();
  }

  PoolTraits traits() {
    return traits;
  }

  /** What the account is to be. */
  DesiredAccount desired() {
    return desired;
  }

  /** What is known of the account by now. */
  ObservedAccount observed() {
    return observed;
  }

  /** The row the work started from; asked for anew if the account had vanished. */
  Account account() {
    return observed.account();
  }

  /** A GroupName that should exist and does not. */
  @Nullable String missingGroup() {
    return missingGroup;
  }

  /** Whether the account becomes the bridge's by this change. */
  boolean adopts() {
    return adopting;
  }

  @Override
  public String toString() {
    return "AccountRun[" + account() + ", " + Objects.toString(verdict(), "under way") + "]";
  }
}
