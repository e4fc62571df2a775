package scimbridge.directory;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * The link between a directory user and an account in a pool, with what was last applied. It
 * outlives its user until the account is gone.
 *
 * @param app the app it belongs to
 * @param pool the pool
 * @param user the directory user; one account per user and pool
 * @param username Cognito's Username; before the account is made, the one it will be asked for
 * @param sub Cognito's {@code sub}, once known
 * @param known what is known of the account
 * @param attributes the governed attributes as last applied or seen
 * @param enabled as last applied or seen
 * @param groups the {@link PoolGroup#id() ids} of our pool groups it is in, as last applied or seen
 * @param ready whether the first sign-in was prepared
 * @param creatingSince when we first asked for its creation without knowing the outcome, or null
 * @param status UserStatus as last seen; null while there is none, and since its deletion was asked
 *     for without knowing the outcome
 * @param seenAt when Cognito last told or took something, or null
 * @param entitlement why it is to be, or why not, as last planned
 * @param progress how far it is from what it should be
 * @param lease who works on it
 */
public record Account(
    AppId app,
    PoolId pool,
    ResourceId user,
    String username,
    @Nullable String sub,
    Known known,
    SortedMap<String, String> attributes,
    boolean enabled,
    SortedSet<String> groups,
    boolean ready,
    @Nullable Instant creatingSince,
    @Nullable String status,
    @Nullable Instant seenAt,
    Entitlement entitlement,
    Progress progress,
    Lease lease) {

  /** Copies the collections. */
  public Account {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
  }

  /** The same with another progress. */
  public Account withProgress(Progress next) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        next,
        lease);
  }

  /** The same with another entitlement. */
  public Account withEntitlement(Entitlement next) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        next,
        progress,
        lease);
  }

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
        username,
        null,
        Known.ABSENT,
        new TreeMap<>(),
        false,
        new TreeSet<>(),
        false,
        null,
        null,
        null,
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
        username,
        sub,
        Known.UNREADABLE,
        new TreeMap<>(),
        false,
        new TreeSet<>(),
        false,
        null,
        null,
        null,
        Entitlement.NONE,
        new Progress(Progress.State.REFUSED, Unreadable.reason(), null, 0, null, null),
        Lease.NONE);
  }

  /** Whether its row cannot be read. */
  public boolean isUnreadable() {
    return known == Known.UNREADABLE;
  }

  /** Whether nothing was ever asked of Cognito for it. */
  public boolean vacant() {
    return known == Known.ABSENT && creatingSince == null;
  }

  /**
   * The same, about to be created under this Username: another account than any before, whose first
   * sign-in nobody has prepared.
   */
  public Account asked(String wishedUsername, Instant now) {
    return new Account(
        app,
        pool,
        user,
        wishedUsername,
        null,
        known,
        attributes,
        enabled,
        groups,
        false,
        now,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
  }

  /** The same, known to be this account of Cognito's. */
  public Account identified(String itsUsername, @Nullable String itsSub) {
    return new Account(
        app,
        pool,
        user,
        itsUsername,
        itsSub,
        known,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
  }

  /** The same after its deletion was asked for without knowing the outcome. */
  public Account withoutStatus() {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        null,
        seenAt,
        entitlement,
        progress,
        lease);
  }

  /** The same with another knowledge of what the account is. */
  public Account withKnown(Known next) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        next,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
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
        known == Known.OURS
            || known == Known.UNCLEAR
            || (known == Known.ABSENT && creatingSince != null);
    return mayDiffer ? withKnown(Known.UNCLEAR).withProgress(progress.uncertain(until)) : this;
  }

  /** The same under another lease. */
  public Account withLease(Lease next) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        next);
  }

  /** The same, recorded as enabled or not. */
  public Account withEnabled(boolean now) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        now,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
  }

  /** The same with other attributes recorded. */
  public Account withAttributes(SortedMap<String, String> others) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        others,
        enabled,
        groups,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
  }

  /** The same in other groups. */
  public Account withGroups(SortedSet<String> others) {
    return new Account(
        app,
        pool,
        user,
        username,
        sub,
        known,
        attributes,
        enabled,
        others,
        ready,
        creatingSince,
        status,
        seenAt,
        entitlement,
        progress,
        lease);
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
        + username
        + ", "
        + known
        + ", "
        + progress.state()
        + "]";
  }
}
