package scimbridge.provisioning;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.AliasOwners;
import scimbridge.plan.AliasOwners.Owner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.Sight;

/**
 * What is known of an account while a run works on it: at first what its record says, then what
 * each answer of Cognito has shown, or left uncertain. What follows from that is decided elsewhere.
 * Used by one thread.
 */
final class ObservedAccount {
  private static final String TEMPORARY = "FORCE_CHANGE_PASSWORD";
  private static final String CONFIRMED = "CONFIRMED";

  private Account account;
  private Sight sight;
  private AliasOwners owners = AliasOwners.NONE;
  private @Nullable String status;
  private @Nullable Instant heardAt;
  private @Nullable Instant uncertainUntil;
  private @Nullable Instant lateUntil;
  private Sight.@Nullable Present untouched;
  private boolean touched;
  private boolean handedBack;

  /**
   * Starts with the record.
   *
   * @param account the row with our lease
   * @param sight what is known of the account by it
   */
  ObservedAccount(Account account, Sight sight) {
    this.account = account;
    this.sight = sight;
    this.status = account.status();
    this.heardAt = account.seenAt();
    this.uncertainUntil = account.progress().uncertainUntil();
  }

  /** A call was carried out. */
  void done(CognitoCall call, Instant now) {
    touched = true;
    heardAt = now;
    sight = AccountPlanner.after(sight, call);
    if (call instanceof AdminSetUserPassword set) {
      status = set.permanent() ? CONFIRMED : TEMPORARY;
    }
  }

  /** It was made by this call. */
  void created(CognitoCall call, Outcome.Created created, Instant now) {
    touched = true;
    heardAt = now;
    status = Objects.requireNonNullElse(created.status(), TEMPORARY);
    account = account.identified(created.username(), created.sub());
    if (AccountPlanner.after(sight, call) instanceof Sight.Present after) {
      sight =
          new Sight.Present(
              created.username(),
              created.sub(),
              after.attributes(),
              after.enabled(),
              after.groups(),
              after.ready(),
              true,
              false);
    }
  }

  /**
   * The answer to a call was lost, which may or may not be carried out. Of one that only reads
   * nothing is lost.
   */
  void lost(CognitoCall call, Instant sentAt) {
    if (call.reads()) {
      return;
    }
    touched = true;
    if (call instanceof AdminCreateUser create) {
      // What is found under this name from now on may be what this call made.
      Instant asked = account.sub() == null ? account.creatingSince() : null;
      account = account.asked(create.username(), asked == null ? sentAt : asked);
    } else if (call instanceof AdminDeleteUser) {
      account = account.withoutStatus();
    }
    uncertainUntil = Setting.certain(sentAt, uncertainUntil);
    sight = new Sight.Unclear(account.username());
  }

  /** Somebody has the Username. */
  void found(Outcome.Found found, Instant now) {
    heardAt = now;
    status = found.status();
    if (account.sub() == null) {
      // Somebody has the Username, so the creation that was uncertain has happened or cannot happen
      // any more; the calls that were to follow it are the ones that are planned now, as far as
      // nobody has changed their minds. If they were sent, somebody has to look once more.
      lateUntil = uncertainUntil;
      uncertainUntil = null;
    }
  }

  /** It is known now which account of Cognito's it is. */
  void identified(String username, @Nullable String sub) {
    account = account.identified(username, sub);
  }

  /** It was seen; its groups are still to be asked for if it is ours. */
  void seen(Sight.Present seen) {
    // The groups of somebody else's account are none of our business.
    sight = seen.ours() ? new Sight.WithoutGroups(seen) : seen;
  }

  /** Its groups were seen, too. */
  void inGroups(SortedSet<String> ours) {
    if (sight instanceof Sight.WithoutGroups partly) {
      Sight.Present seen = partly.account().withGroups(ours);
      sight = seen;
      if (!touched) {
        untouched = seen;
      }
    }
  }

  /** It was looked for and is not there. */
  void absent() {
    sight = new Sight.Absent();
    uncertainUntil = null;
  }

  /** It has to be looked at. */
  void unclear(String username) {
    sight = new Sight.Unclear(username);
  }

  /** It is about to be made, in place of one that vanished or was somebody else's. */
  void asked(String username, Instant now) {
    account = account.asked(username, now);
  }

  /** It is only known again, because others have disabled it since it was listed. */
  void handBack() {
    account = Adoption.known(account);
    handedBack = true;
  }

  /** It is as it should be: nothing is uncertain, and its first sign-in is prepared or never is. */
  void settled(boolean ready) {
    uncertainUntil = null;
    if (ready && sight instanceof Sight.Present present) {
      sight = present.withReady();
    }
  }

  /** Somebody looked who has a sign-in name. */
  void owner(String alias, Owner owner) {
    owners = owners.with(alias, owner);
  }

  /** Whether what was found under an alias is this account. */
  boolean isThis(Outcome.Found found) {
    return sight instanceof Sight.Present seen
        && found.sub() != null
        && found.sub().equals(seen.sub());
  }

  /** The row the work started from; asked for anew if the account had vanished. */
  Account account() {
    return account;
  }

  Sight sight() {
    return sight;
  }

  AliasOwners owners() {
    return owners;
  }

  /** UserStatus as last heard. */
  @Nullable String status() {
    return status;
  }

  /** When Cognito last told or took something; of what is only known, when it was listed. */
  @Nullable Instant heardAt() {
    return Adoption.isListed(account) ? account.seenAt() : heardAt;
  }

  /** When what looks undone is believed to be so, if not yet; else null. */
  @Nullable Instant disbelievedUntil(Instant now) {
    return uncertainUntil != null && now.isBefore(uncertainUntil) ? uncertainUntil : null;
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

  /** How the account was seen before the first call, or null if nobody looked. */
  Sight.@Nullable Present untouched() {
    return untouched;
  }

  /** Whether any call may have changed the account. */
  boolean touched() {
    return touched;
  }

  /** Whether it is only known again. */
  boolean handedBack() {
    return handedBack;
  }
}
