package scimbridge.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * Groups in user pools that are ours. Where many are read, one that cannot be read by this version
 * is {@link PoolGroup#unreadable}, and is left out where they are read to be worked on.
 */
public interface PoolGroups {

  /**
   * All that stand for a directory group, in every pool, for who is going to do something to them.
   *
   * @throws Fault UNREADABLE if one of them cannot be read
   */
  List<PoolGroup> ofGroup(AppId app, ResourceId group);

  /** All of the app in a pool that stand for groups the user is a direct member of. */
  List<PoolGroup> ofMember(AppId app, PoolId pool, ResourceId user);

  /** Those of these ids that still exist. */
  List<PoolGroup> withIds(AppId app, Collection<String> ids);

  /** Those of the app in a pool with one of these GroupNames. */
  List<PoolGroup> named(AppId app, PoolId pool, Collection<String> groupNames);

  /** Those of every app in a pool with one of these GroupNames; no client may be told of them. */
  List<PoolGroup> inPool(PoolId pool, Collection<String> groupNames);

  /** All of the app in a pool: at most a few more than the 10,000 groups a pool can have. */
  List<PoolGroup> ofPool(AppId app, PoolId pool);

  /** All of the app that policies give or gave, as far as it can be told. */
  List<PoolGroup> granted(AppId app);

  /** Adds one with its lease. */
  void insert(PoolGroup poolGroup);

  /** Writes everything but the lease if the epoch is still current; else false and no change. */
  boolean update(PoolGroup poolGroup);

  /** Removes one that is gone from the pool, under the same condition. */
  boolean delete(PoolGroup poolGroup);

  /**
   * Takes the lease, whoever has it; empty if it is gone.
   *
   * @throws Fault UNREADABLE if it cannot be read; the transaction must end then
   */
  Optional<PoolGroup> takeOver(AppId app, String id, String owner, Instant until);

  /** Gives a lease back before its time; nothing happens if the epoch is stale. */
  void release(PoolGroup poolGroup);

  /** Marks PENDING what was met and could not be read; see {@link Accounts#unreadableDue}. */
  void unreadableDue(Instant now);

  /** How many nobody can read, as far as it is known; see {@link Accounts#countUnreadable}. */
  long countUnreadable(AppId app);

  /** The apps of which anything is PENDING, due or not, in the order of their ids. */
  List<AppId> waitingApps();

  /**
   * Takes the leases of those of one app that are PENDING, due, not leased, and without an open
   * proposal; the longest overdue first. Of one that could not be read before and can be now, the
   * accounts that it concerns are marked.
   *
   * @param urgent whether those that are {@link Progress#urgent()}, or the others
   */
  List<PoolGroup> leaseDue(
      AppId app, boolean urgent, Instant now, String owner, Instant until, int limit);

  /**
   * Those of the app that are PENDING and became due at exactly this instant: what one transaction
   * marked. Ordered by pool and GroupName.
   */
  List<PoolGroup> dueSince(AppId app, Instant at, int limit);

  /** Those of the app that are PENDING, whoever works on them, by pool and GroupName. */
  List<PoolGroup> pending(AppId app, int limit);

  /** Marks those of the app that are REFUSED PENDING and due now. */
  void refusedOutOfStep(AppId app, Instant now, String reason);

  /**
   * Makes due now what of the app is in this state and not due: what is REFUSED, or PENDING and
   * backing off, which it goes on doing if it is in vain.
   *
   * @return how many
   */
  int dueNow(AppId app, Progress.State state, Instant now, String reason);

  /** How many of the app are in each state; a state without any is absent. */
  Map<Progress.State, Long> counts(AppId app);

  /**
   * Since when the longest pending one of the app is pending, those left out that are {@link
   * PoolGroup.Phase#RETIRING}: they wait for accounts. A few that never work out are left out, too,
   * as in {@link Accounts#oldestPending}.
   */
  Optional<Instant> oldestPending(AppId app);

  /**
   * When {@link #leaseDue} will next have something to take, if nothing else happens: a leased one
   * is not due before its lease ends.
   */
  Optional<Instant> nextDue();

  /** The same as {@link Accounts#cutOff}. */
  List<CutOff> cutOff(Instant now);

  /**
   * Ends every lease, as though its time had run out: for the start of a process that has the store
   * for itself.
   */
  void expireLeases();
}
