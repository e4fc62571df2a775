package scimbridge.directory;

import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * The link between a directory user and an account in a pool, with what was last applied and who
 * owns it. It outlives its user until the account is gone.
 *
 * @param app the app it belongs to
 * @param pool the pool
 * @param user the directory user; one account per user and pool
 * @param ownership which account of Cognito's it is, and whose
 * @param applied what was last applied or seen
 * @param entitlement why it is to be, or why not, as last planned
 * @param progress how far it is from what it should be
 * @param lease who works on it
 */
public record Account(
    AppId app,
    PoolId pool,
    ResourceId user,
    Ownership ownership,
    Applied applied,
    Entitlement entitlement,
    Progress progress,
    Lease lease) {

  /**
   * A place for an account that may have to be made: somebody has to look whether the user is in
   * scope.
   */
  public static Account vacant(
      AppId app, PoolId pool, ResourceId user, String username, Progress progress, Lease lease) {
    return new Account(
        app,
        pool,
        user,
        Ownership.vacant(username),
        Applied.NOTHING,
        Entitlement.NONE,
        progress,
        lease);
  }

  /**
   * What stands for one whose row cannot be read, where many are read.
   *
   * @param username as it is stored
   * @param sub as it is stored
   */
  public static Account unreadable(
      AppId app, PoolId pool, ResourceId user, String username, @Nullable String sub) {
    return new Account(
        app,
        pool,
        user,
        new Ownership(username, sub, Known.UNREADABLE, null),
        Applied.NOTHING,
        Entitlement.NONE,
        new Progress(Progress.State.REFUSED, Unreadable.reason(), null, 0, null, null),
        Lease.NONE);
  }

  /** Whether its row cannot be read. */
  public boolean isUnreadable() {
    return known() == Known.UNREADABLE;
  }

  /** Whether nothing was ever asked of Cognito for it. */
  public boolean vacant() {
    return known() == Known.ABSENT && creatingSince() == null;
  }

  /** See {@link Ownership}. */
  public String username() {
    return ownership.username();
  }

  /** See {@link Ownership}. */
  public @Nullable String sub() {
    return ownership.sub();
  }

  /** See {@link Ownership}. */
  public Known known() {
    return ownership.known();
  }

  /** See {@link Ownership}. */
  public @Nullable Instant creatingSince() {
    return ownership.creatingSince();
  }

  /** See {@link Applied}. */
  public SortedMap<String, String> attributes() {
    return applied.attributes();
  }

  /** See {@link Applied}. */
  public boolean enabled() {
    return applied.enabled();
  }

  /** See {@link Applied}. */
  public SortedSet<String> groups() {
    return applied.groups();
  }

  /** See {@link Applied}. */
  public boolean ready() {
    return applied.ready();
  }

  /** See {@link Applied}. */
  public @Nullable String status() {
    return applied.status();
  }

  /** See {@link Applied}. */
  public @Nullable Instant seenAt() {
    return applied.seenAt();
  }

  /** The same as another account of Cognito's, or of another owner. */
  public Account withOwnership(Ownership next) {
    return new Account(app, pool, user, next, applied, entitlement, progress, lease);
  }

  /** The same with something else applied or seen. */
  public Account withApplied(Applied next) {
    return new Account(app, pool, user, ownership, next, entitlement, progress, lease);
  }

  /** The same with another entitlement. */
  public Account withEntitlement(Entitlement next) {
    return new Account(app, pool, user, ownership, applied, next, progress, lease);
  }

  /** The same with another progress. */
  public Account withProgress(Progress next) {
    return new Account(app, pool, user, ownership, applied, entitlement, next, lease);
  }

  /** The same under another lease. */
  public Account withLease(Lease next) {
    return new Account(app, pool, user, ownership, applied, entitlement, progress, next);
  }

  /**
   * The same, about to be created under this Username: another account than any before, whose first
   * sign-in nobody has prepared.
   */
  public Account asked(String wishedUsername, Instant now) {
    return withOwnership(ownership.asked(wishedUsername, now)).withApplied(applied.unprepared());
  }

  /** The same, known to be this account of Cognito's. */
  public Account identified(String itsUsername, @Nullable String itsSub) {
    return withOwnership(ownership.identified(itsUsername, itsSub));
  }

  /** The same with another knowledge of what the account is. */
  public Account withKnown(Known next) {
    return withOwnership(ownership.withKnown(next));
  }

  /** The same with other attributes recorded. */
  public Account withAttributes(SortedMap<String, String> others) {
    return withApplied(applied.withAttributes(others));
  }

  /** The same, recorded as enabled or not. */
  public Account withEnabled(boolean now) {
    return withApplied(applied.withEnabled(now));
  }

  /** The same in other groups. */
  public Account withGroups(SortedSet<String> others) {
    return withApplied(applied.withGroups(others));
  }

  /** The same after its deletion was asked for without knowing the outcome. */
  public Account withoutStatus() {
    return withApplied(applied.withoutStatus());
  }

  /** The same, of which Cognito last told or took something then. */
  public Account seenAt(@Nullable Instant then) {
    return withApplied(applied.seenAt(then));
  }

  /**
   * The same after somebody who worked on it went away without a word: a call may have been made
   * that nobody wrote down.
   *
   * @param until from when on "absent" and "old value" are believed again, if that was not later
   *     already
   */
  public Account unsure(Instant until) {
    boolean mayDiffer =
        known() == Known.OURS
            || known() == Known.UNCLEAR
            || (known() == Known.ABSENT && creatingSince() != null);
    return mayDiffer ? withKnown(Known.UNCLEAR).withProgress(progress.uncertain(until)) : this;
  }

  /** What is known of an account. */
  public enum Known {
    /** We made none, or saw that it is gone. */
    ABSENT,
    /** We made or adopted it, and what is recorded is what it is. */
    OURS,
    /** We may have made it, or what is recorded may not be what it is: look first. */
    UNCLEAR,
    /** Somebody else has the Username; it is never changed. */
    FOREIGN,
    /**
     * Somebody else made it; it was recorded from a listing of the pool. It is not changed until it
     * is adopted.
     */
    LISTED,
    /**
     * Nobody can say: its row cannot be read by this version. It is neither changed nor made again,
     * and never written.
     */
    UNREADABLE
  }

  @Override
  public String toString() {
    return "Account["
        + pool
        + ", "
        + user
        + ", "
        + username()
        + ", "
        + known()
        + ", "
        + progress.state()
        + "]";
  }
}
