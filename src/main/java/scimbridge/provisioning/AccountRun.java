package scimbridge.provisioning;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.identity.AppId;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.AliasOwners;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.Pool.Vanished;
import scimbridge.policy.PoolTraits;

/** Brings one account toward its wish. */
final class AccountRun implements Run {
  private static final String TEMPORARY = "FORCE_CHANGE_PASSWORD";
  private static final String CONFIRMED = "CONFIRMED";

  private final App app;
  private final ConnectedPool pool;
  private final PoolTraits traits;
  private final Wish before;
  private final UnaryOperator<SortedSet<String>> ourGroups;
  private final Predicate<Account> remember;
  private final BooleanSupplier wanted;

  private final CallRecord calls = new CallRecord();
  private Account account;
  private Wish wish;
  private Sight sight;
  private AliasOwners owners = AliasOwners.NONE;
  private @Nullable String status;
  private @Nullable Instant uncertainUntil;
  private @Nullable Instant lateUntil;
  private @Nullable Instant heardAt;
  private @Nullable Verdict verdict;
  private @Nullable String missingGroup;
  private Sight.@Nullable Present untouched;
  private boolean touched;
  private boolean looked;
  private boolean adopting;
  private boolean made;
  private boolean passwordSent;
  private boolean passwordSet;
  private boolean inBackground;
  private boolean handedBack;

  /**
   * Starts work on a leased account.
   *
   * @param account the row with our lease
   * @param before what the account should have been without the request at hand; a refusal of what
   *     that already asked for is not the request's fault
   * @param wish what it should be
   * @param sight what is known of it
   * @param ourGroups of some GroupNames, those that are ours
   * @param remember writes down what the account is before calls are made that would hide it: that
   *     it is about to be made again, or which one it is; false if somebody else has taken its
   *     lease since
   * @param wanted whether somebody with a newer lease wants to go on instead
   */
  AccountRun(
      App app,
      ConnectedPool pool,
      PoolTraits traits,
      Account account,
      Wish before,
      Wish wish,
      Sight sight,
      UnaryOperator<SortedSet<String>> ourGroups,
      Predicate<Account> remember,
      BooleanSupplier wanted) {
    this.app = app;
    this.pool = pool;
    this.traits = traits;
    this.account = account;
    this.before = before;
    this.wish = wish;
    this.sight = sight;
    this.ourGroups = ourGroups;
    this.remember = remember;
    this.wanted = wanted;
    this.status = account.status();
    this.heardAt = account.seenAt();
    this.uncertainUntil = account.progress().uncertainUntil();
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

  /** Whether it is only known again, because others have disabled it since it was listed. */
  boolean handedBack() {
    return handedBack;
  }

  /** Whether the account becomes the bridge's by this change. */
  boolean adopts() {
    return adopting;
  }

  @Override
  public Plan plan() {
    return planFor(wish);
  }

  private Plan planFor(Wish wished) {
    return AccountPlanner.plan(pool.rules(), app.operations(), wished, sight, owners);
  }

  @Override
  public Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now) {
    return switch (outcome) {
      case Outcome.Done done -> done(call, now);
      case Outcome.Created created -> created(call, created, now);
      case Outcome.Found found ->
          isAboutAlias(call)
              ? owner(call, isThisAccount(found) ? Owner.SELF : Owner.OTHER)
              : found(found, now);
      case Outcome.InGroups groups -> inGroups(groups);
      case Outcome.GroupFound unasked -> throw new IllegalStateException(call.describe());
      case Outcome.UserPage unasked -> throw new IllegalStateException(call.describe());
      case Outcome.GroupPage unasked -> throw new IllegalStateException(call.describe());
      case Outcome.Missing missing ->
          isAboutAlias(call) ? owner(call, Owner.NOBODY) : missing(call, now);
      case Outcome.Refused refused -> refused(call, refused.refusal());
      case Outcome.Throttled throttled -> Next.REPLAN;
      case Outcome.Unavailable unavailable -> stop(Verdict.Pending.OUT_OF_REACH);
      case Outcome.Unasked unasked -> stop(Verdict.Pending.UNASKED);
      case Outcome.Lost lost -> lost(call, sentAt);
    };
  }

  private Next done(CognitoCall call, Instant now) {
    touched = true;
    heardAt = now;
    sight = AccountPlanner.after(sight, call);
    if (call instanceof AdminSetUserPassword set) {
      status = set.permanent() ? CONFIRMED : TEMPORARY;
      wish = withoutPassword(wish);
      passwordSet = set.password() != null;
    }
    return Next.CONTINUE;
  }

  private Next created(CognitoCall call, Outcome.Created created, Instant now) {
    touched = true;
    made = true;
    heardAt = now;
    status = Objects.requireNonNullElse(created.status(), TEMPORARY);
    if (call instanceof AdminCreateUser create && create.temporaryPassword() != null) {
      wish = withoutPassword(wish);
    }
    account = account.identified(created.username(), created.sub());
    if (AccountPlanner.after(sight, call) instanceof Sight.Present made) {
      sight =
          new Sight.Present(
              created.username(),
              created.sub(),
              made.attributes(),
              made.enabled(),
              made.groups(),
              made.ready(),
              true,
              false);
    }
    return Next.CONTINUE;
  }

  /** The account itself is looked at only while it is not known; any other look is at an alias. */
  private boolean isAboutAlias(CognitoCall call) {
    return call instanceof AdminGetUser && !(sight instanceof Sight.Unclear);
  }

  private boolean isThisAccount(Outcome.Found found) {
    return sight instanceof Sight.Present seen
        && found.sub() != null
        && found.sub().equals(seen.sub());
  }

  private Next owner(CognitoCall call, Owner owner) {
    owners = owners.with(((AdminGetUser) call).username(), owner);
    return Next.REPLAN;
  }

  private Next found(Outcome.Found found, Instant now) {
    heardAt = now;
    status = found.status();
    if (account.sub() == null) {
      // Somebody has the Username, so the creation that was uncertain has happened or cannot happen
      // any more; the calls that were to follow it are the ones that are planned now, as far as
      // nobody has changed their minds. If they were sent, somebody has to look once more.
      lateUntil = uncertainUntil;
      uncertainUntil = null;
    }
    Sight.Present seen = Observation.of(pool, traits, account, wish, found);
    if (seen.ours() && account.sub() == null && found.sub() != null) {
      // From here on calls may change the name that it was looked up by.
      account = account.identified(found.username(), found.sub());
      if (!remember.test(account.withKnown(Account.Known.UNCLEAR))) {
        return stop(new Verdict.Pending("Another change of this account is under way.", null));
      }
    }
    FirstLook first = FirstLook.at(account, wish, seen);
    if (first.disabledByOthers()) {
      if (!inBackground) {
        return stop(new Verdict.Refused(Adoption.disabledByOthers(account), true));
      }
      account = Adoption.known(account);
      handedBack = true;
    }
    seen = first.seen();
    wish = first.wish();
    // The groups of somebody else's account are none of our business.
    sight = seen.ours() ? new Sight.WithoutGroups(seen) : seen;
    return Next.REPLAN;
  }

  private Next inGroups(Outcome.InGroups groups) {
    if (sight instanceof Sight.WithoutGroups partly) {
      Sight.Present seen = partly.account().withGroups(ourGroups.apply(groups.groupNames()));
      sight = seen;
      if (!touched) {
        untouched = seen;
      }
    }
    return Next.REPLAN;
  }

  private Next missing(CognitoCall call, Instant now) {
    if (call instanceof AdminAddUserToGroup || call instanceof AdminRemoveUserFromGroup) {
      String group =
          call instanceof AdminAddUserToGroup add
              ? add.groupName()
              : ((AdminRemoveUserFromGroup) call).groupName();
      if (looked) {
        missingGroup = group;
        return stop(
            new Verdict.Pending("The group '" + group + "' is missing in the user pool.", null));
      }
      looked = true;
      sight = new Sight.Unclear(((CognitoCall.OnAccount) call).username());
      return Next.REPLAN;
    }
    if (uncertainUntil != null && now.isBefore(uncertainUntil)) {
      return stop(
          new Verdict.Pending(
              "Cognito may still carry out an earlier call whose answer was lost.",
              uncertainUntil));
    }
    boolean wasThere = !(call instanceof AdminGetUser) || account.sub() != null;
    // Whose status nobody knows may be one that we deleted ourselves.
    Refusal stays = wasThere && account.status() != null ? notMadeAgain(pool, wish) : null;
    if (stays != null && wish instanceof Wish.Account wished && wished.enabled()) {
      // Not taken for one that was never made: the next attempt has to come to the same.
      sight = new Sight.Unclear(account.username());
      return stop(new Verdict.Refused(stays, false));
    }
    sight = new Sight.Absent();
    uncertainUntil = null;
    if (stays != null) {
      return stop(new Verdict.Refused(stays, false));
    }
    boolean asked = account.sub() == null && account.creatingSince() != null;
    if (!asked && wish instanceof Wish.Account wished) {
      // What is made now, in place of one that vanished or was somebody else's, is ours.
      account = account.asked(wished.username(), now);
      if (!remember.test(account.withKnown(Account.Known.ABSENT))) {
        return stop(new Verdict.Pending("Another change of this account is under way.", null));
      }
    }
    return Next.REPLAN;
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

  private Next refused(CognitoCall call, Refusal refusal) {
    return stop(new Verdict.Refused(refusal, isMine(call)));
  }

  private Next lost(CognitoCall call, Instant sentAt) {
    if (!call.reads()) {
      touched = true;
      if (call instanceof AdminCreateUser create) {
        // What is found under this name from now on may be what this call made.
        Instant asked = account.sub() == null ? account.creatingSince() : null;
        account = account.asked(create.username(), asked == null ? sentAt : asked);
      } else if (call instanceof AdminDeleteUser) {
        account = account.withoutStatus();
      } else if (call instanceof AdminSetUserPassword set) {
        passwordSent = set.password() != null;
      }
      uncertainUntil = Setting.certain(sentAt, uncertainUntil);
      sight = new Sight.Unclear(account.username());
    }
    return stop(Verdict.Pending.NO_ANSWER);
  }

  /** Whether the request at hand added this call: without the request it would not be planned. */
  private boolean isMine(CognitoCall call) {
    if (call.reads()) {
      return planFor(before).unknowns().stream()
          .noneMatch(unknown -> unknown.answer().equals(call));
    }
    return planFor(before).calls().stream().noneMatch(planned -> sameGoal(planned, call));
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

  @Override
  public void finish(Plan plan, Instant now) {
    if (!plan.refusals().isEmpty()) {
      Refusal refusal = mine(plan).orElse(plan.refusals().getFirst());
      end(new Verdict.Refused(refusal, mine(plan).isPresent()));
    } else if (uncertainUntil != null && now.isBefore(uncertainUntil)) {
      // Also where nothing was left to do: what looks undone may yet be done by the lost call.
      sight = new Sight.Unclear(account.username());
      end(
          new Verdict.Pending(
              "Done; looked at again once an earlier call whose answer was lost cannot come late.",
              uncertainUntil));
    } else {
      uncertainUntil = null;
      if (sight instanceof Sight.Present made && wish instanceof Wish.Account) {
        // Whatever prepares the first sign-in was part of the plan that is empty now. For who is to
        // have no access it was not: who comes back may still have to be given a password.
        sight = made.withReady();
      }
      end(new Verdict.InStep());
    }
  }

  /** A refusal of what the request at hand asked for. */
  private Optional<Refusal> mine(Plan plan) {
    List<Refusal> unasked = plan.refusals().isEmpty() ? List.of() : planFor(before).refusals();
    return plan.refusals().stream()
        .filter(refusal -> unasked.stream().noneMatch(old -> old.reason() == refusal.reason()))
        .filter(refusal -> !UserRefusals.isSkipped(app, refusal))
        .findFirst();
  }

  @Override
  public boolean refuses(Plan plan) {
    Optional<Refusal> mine = mine(plan);
    mine.ifPresent(refusal -> end(new Verdict.Refused(refusal, true)));
    return mine.isPresent();
  }

  @Override
  public void end(Verdict ended) {
    if (verdict == null) {
      verdict = ended;
    }
  }

  private Next stop(Verdict ended) {
    end(ended);
    return Next.STOP;
  }

  private static Wish withoutPassword(Wish wish) {
    return wish instanceof Wish.Account account ? account.withoutPassword() : wish;
  }

  @Override
  public AppId app() {
    return app.id();
  }

  @Override
  public boolean takesAccess() {
    return switch (wish) {
      case Wish.Gone gone -> true;
      case Wish.Barred barred -> true;
      case Wish.Left left -> false;
      case Wish.Account wished -> !wished.enabled();
    };
  }

  @Override
  public String key() {
    return account.pool() + "/" + account.user();
  }

  @Override
  public long epoch() {
    return account.lease().epoch();
  }

  @Override
  public ConnectedPool pool() {
    return pool;
  }

  @Override
  public CallRecord calls() {
    return calls;
  }

  @Override
  public @Nullable Verdict verdict() {
    return verdict;
  }

  @Override
  public boolean wanted() {
    return wanted.getAsBoolean();
  }

  /** The row the work started from; asked for anew if the account had vanished. */
  Account account() {
    return account;
  }

  PoolTraits traits() {
    return traits;
  }

  Sight sight() {
    return sight;
  }

  /** UserStatus as last heard. */
  @Nullable String status() {
    return status;
  }

  /** When Cognito last told or took something; of what is only known, when it was listed. */
  @Nullable Instant heardAt() {
    return Adoption.isListed(account) ? account.seenAt() : heardAt;
  }

  /**
   * Until when a call that was sent before may still arrive, or null. Not only while what is seen
   * is not believed: what was found to be as it should may still be changed.
   */
  @Nullable Instant uncertainUntil(Instant now) {
    return Stream.of(Optional.ofNullable(uncertainUntil), Optional.ofNullable(lateUntil))
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** A GroupName that should exist and does not. */
  @Nullable String missingGroup() {
    return missingGroup;
  }

  /** Whether any call may have changed the account. */
  boolean touched() {
    return touched;
  }

  /** How the account was seen before the first call, or null if nobody looked. */
  Sight.@Nullable Present before() {
    return untouched;
  }

  /** What it should be, as far as nothing is left alone. */
  Wish wish() {
    return wish;
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

  @Override
  public String toString() {
    return "AccountRun[" + account + ", " + Objects.toString(verdict, "under way") + "]";
  }
}
