package scimbridge.provisioning;

import java.time.Instant;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.PoolTraits;

/**
 * What it means that a run has found its account, or has not: whether it is ours, what others did
 * to it, whether it is made again, and who has a sign-in name that it is to get. Where work cannot
 * go on, that is the verdict; else there is none, and the run plans again with what is known now.
 */
final class AccountLook {
  private final PoolTraits traits;
  private final DesiredAccount desired;
  private final ObservedAccount observed;
  private final UnaryOperator<SortedSet<String>> ourGroups;
  private final Predicate<Account> remember;

  /**
   * Looks for a run.
   *
   * @param ourGroups of some GroupNames, those that are ours
   * @param remember writes down what the account is before calls are made that would hide it: that
   *     it is about to be made again, or which one it is; false if somebody else has taken its
   *     lease since
   */
  AccountLook(
      PoolTraits traits,
      DesiredAccount desired,
      ObservedAccount observed,
      UnaryOperator<SortedSet<String>> ourGroups,
      Predicate<Account> remember) {
    this.traits = traits;
    this.desired = desired;
    this.observed = observed;
    this.ourGroups = ourGroups;
    this.remember = remember;
  }

  /**
   * An AdminGetUser has found somebody.
   *
   * @param inBackground whether no request waits that could be refused
   */
  @Nullable Verdict found(
      CognitoCall call, Outcome.Found found, boolean inBackground, Instant now) {
    if (isAboutAlias(call)) {
      return owned(call, observed.isThis(found) ? Owner.SELF : Owner.OTHER);
    }
    observed.found(found, now);
    Sight.Present seen =
        Observation.of(desired.pool(), traits, observed.account(), desired.wish(), found);
    if (seen.ours() && observed.account().sub() == null && found.sub() != null) {
      // From here on calls may change the name that it was looked up by.
      observed.identified(found.username(), found.sub());
      if (!remember.test(observed.account().withKnown(Account.Known.UNCLEAR))) {
        return Verdict.Pending.OVERTAKEN;
      }
    }
    FirstLook first = FirstLook.at(observed.account(), desired.wish(), seen);
    if (first.disabledByOthers()) {
      if (!inBackground) {
        return new Verdict.Refused(Adoption.disabledByOthers(observed.account()), true);
      }
      observed.handBack();
    }
    desired.become(first.wish());
    observed.seen(first.seen());
    return null;
  }

  /** The groups that the account is in, of which only ours concern anybody. */
  void inGroups(Outcome.InGroups groups) {
    observed.inGroups(ourGroups.apply(groups.groupNames()));
  }

  /** A call has found nobody. */
  @Nullable Verdict missing(CognitoCall call, Instant now) {
    if (isAboutAlias(call)) {
      return owned(call, Owner.NOBODY);
    }
    Instant later = observed.disbelievedUntil(now);
    if (later != null) {
      return new Verdict.Pending(
          "Cognito may still carry out an earlier call whose answer was lost.", later);
    }
    Account account = observed.account();
    Wish wish = desired.wish();
    boolean wasThere = !(call instanceof AdminGetUser) || account.sub() != null;
    // Whose status nobody knows may be one that we deleted ourselves.
    Refusal stays =
        wasThere && account.status() != null
            ? DesiredAccount.notMadeAgain(desired.pool(), wish)
            : null;
    if (stays != null && wish instanceof Wish.Account wished && wished.enabled()) {
      // Not taken for one that was never made: the next attempt has to come to the same.
      observed.unclear(account.username());
      return new Verdict.Refused(stays, false);
    }
    observed.absent();
    return stays != null ? new Verdict.Refused(stays, false) : toBeMade(account, wish, now);
  }

  private @Nullable Verdict toBeMade(Account account, Wish wish, Instant now) {
    boolean asked = account.sub() == null && account.creatingSince() != null;
    if (!asked && wish instanceof Wish.Account wished) {
      // What is made now, in place of one that vanished or was somebody else's, is ours.
      observed.asked(wished.username(), now);
      if (!remember.test(observed.account().withKnown(Account.Known.ABSENT))) {
        return Verdict.Pending.OVERTAKEN;
      }
    }
    return null;
  }

  /** The account itself is looked at only while it is not known; any other look is at an alias. */
  private boolean isAboutAlias(CognitoCall call) {
    return call instanceof AdminGetUser && !(observed.sight() instanceof Sight.Unclear);
  }

  private @Nullable Verdict owned(CognitoCall alias, Owner owner) {
    observed.owner(((AdminGetUser) alias).username(), owner);
    return null;
  }
}
