package scimbridge.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Links to accounts. */
public interface Accounts {

  /**
   * The link of a user in a pool, for who is going to do something to it.
   *
   * @throws Fault UNREADABLE if it cannot be read by this version
   */
  Optional<Account> find(AppId app, PoolId pool, ResourceId user);

  /** The same for who only has to know; one that cannot be read is {@link Account#unreadable}. */
  Optional<Account> peek(AppId app, PoolId pool, ResourceId user);

  /**
   * All links of a user, ordered by pool, for who is going to do something to them.
   *
   * @throws Fault UNREADABLE if one of them cannot be read by this version
   */
  List<Account> of(AppId app, ResourceId user);

  /**
   * All links of these users, by user; who has none is absent. Ordered by pool. One that cannot be
   * read is {@link Account#unreadable}.
   */
  Map<ResourceId, List<Account>> ofUsers(AppId app, Collection<ResourceId> users);

  /**
   * Those of every app in a pool whose Username is one of these, letter by letter; no client may be
   * told of them. One that cannot be read is {@link Account#unreadable}.
   */
  List<Account> inPool(PoolId pool, Collection<String> usernames);

  /**
   * Links of the app in a pool in order of their users' ids, for work that is done in pieces. One
   * that cannot be read is {@link Account#unreadable}.
   *
   * @param after the id of the last user that was had; empty for the first piece
   * @param limit how many at the most
   */
  List<Account> ofPool(AppId app, PoolId pool, String after, int limit);

  /**
   * Makes sure that each of these users has a link in the pool, so that somebody looks whether an
   * account is to be made; one that is there stays as it is.
   */
  void want(AppId app, PoolId pool, Collection<ResourceId> users, Instant now, String reason);

  /**
   * Who of these users has links, and none but those that are {@link Account.Known#LISTED}: nobody
   * has asked for anything of theirs yet.
   */
  Set<ResourceId> onlyListed(AppId app, Collection<ResourceId> users);

  /** How many links of the app are to accounts that are only {@link Account.Known#LISTED}. */
  long countListed(AppId app);

  /** How many links of the app to accounts of a pool there are. */
  long count(AppId app, PoolId pool);

  /** Adds a link with its lease. There is none of this user in this pool. */
  void insert(Account account);

  /**
   * Writes an outcome: everything but the lease, if the stored epoch is still that of {@code
   * account.lease()}.
   *
   * @return false if somebody else has taken the lease since; nothing was changed then
   */
  boolean update(Account account);

  /**
   * Gives every link of a user, who is gone, to another: the account is that one's from now on.
   * Neither has a lease that is live; the other has no link.
   */
  void hand(AppId app, ResourceId from, ResourceId to);

  /** Marks the links of users that the client deleted PENDING and due now. */
  void departedOutOfStep(AppId app, Instant now, String reason);

  /** Removes a link whose account is gone, under the same condition as {@link #update}. */
  boolean delete(Account account);

  /**
   * Takes the lease of one account, whoever has it: a request goes before a background worker.
   *
   * @return the account with its new lease, or empty if there is no such link
   * @throws Fault UNREADABLE if it cannot be read by this version; the transaction must end then
   */
  Optional<Account> takeOver(AppId app, PoolId pool, ResourceId user, String owner, Instant until);

  /** Gives a lease back before its time; nothing happens if the epoch is stale. */
  void release(Account account);

  /** Marks PENDING what is in step and whose {@link Entitlement.Departure#deleteAt} has come. */
  void deletionsDue(Instant now);

  /**
   * Marks UNCLEAR and PENDING what is at rest although a call could still come late, when its
   * {@link Progress#uncertainUntil} has come: such a call would have changed it unseen. It is
   * urgent where it may have given access to who is to have none.
   */
  void lateCallsDue(Instant now);

  /**
   * Marks PENDING what this process met at rest, and could not read: so it is counted, and worked
   * on by a version that can read it. Nothing else is written of it.
   */
  void unreadableDue(Instant now);

  /**
   * How many links of the app nobody can read, as far as it is known: those that are due are, the
   * others when they are met.
   */
  long countUnreadable(AppId app);

  /** The apps of which anything is PENDING, due or not, in the order of their ids. */
  List<AppId> waitingApps();

  /**
   * Takes the leases of accounts of one app that are PENDING, due, not leased, and whose user has
   * no open proposal; the longest overdue first. One whose last lease ran out without being given
   * back comes as {@link Account#unsure}. One that cannot be read is left out until {@code until}.
   *
   * @param urgent whether those that are {@link Progress#urgent()}, or the others
   */
  List<Account> leaseDue(
      AppId app, boolean urgent, Instant now, String owner, Instant until, int limit);

  /**
   * Links of the app that are PENDING and were marked as due at exactly this instant: what one
   * transaction marked. Ordered by user and pool. Those that cannot be read are left out.
   */
  List<Account> dueSince(AppId app, Instant at, int limit);

  /**
   * Links of the app in a state, whoever works on them; who has been in it longest first. Those
   * that cannot be read are left out.
   */
  List<Account> in(AppId app, Progress.State state, int limit);

  /** Links of the app that are PENDING, whoever works on them; the longest overdue first. */
  default List<Account> pending(AppId app, int limit) {
    return in(app, Progress.State.PENDING, limit);
  }

  /**
   * When {@link #leaseDue} will next have something to take, if nothing else happens: a leased
   * account is not due before its lease ends.
   */
  Optional<Instant> nextDue();

  /**
   * Marks every link of these users PENDING and due now. One that was PENDING keeps its {@code
   * since} and its attempts. What is only {@link Account.Known#LISTED} is marked neither here nor
   * by what follows, but by {@link #concern}.
   */
  void outOfStep(AppId app, Collection<ResourceId> users, Instant now, String reason);

  /**
   * The same for users who may have lost access: their links are urgent, and stay so when they are
   * marked once more.
   */
  void mayHaveLost(AppId app, Collection<ResourceId> users, Instant now, String reason);

  /**
   * Marks the links of these users in a pool UNCLEAR, PENDING and due now, because what is recorded
   * of them may not be what they are. Only those of ours that are at rest and that nobody works on;
   * of the others whoever works on them will find out.
   *
   * @param takesAway whether access is to be taken away: those come first, as in {@link
   *     #mayHaveLost}
   * @return how many were marked
   */
  int doubt(
      AppId app,
      PoolId pool,
      Collection<ResourceId> users,
      boolean takesAway,
      Instant now,
      String reason);

  /**
   * Marks the links of these users that are {@link Account.Known#LISTED} PENDING: a change by the
   * client is about their accounts, and somebody has to look whether they are adopted by it.
   *
   * @param lost whether they may have lost access, see {@link #mayHaveLost}
   */
  void concern(AppId app, Collection<ResourceId> users, boolean lost, Instant now, String reason);

  /** The same as {@link #outOfStep} for all direct members of a group. */
  void membersOutOfStep(AppId app, ResourceId group, Instant now, String reason);

  /** The same for everybody with an account in a pool. */
  void poolOutOfStep(AppId app, PoolId pool, Instant now, String reason);

  /**
   * Whether the account of any direct member of the group in this pool is still to be worked on.
   */
  boolean anyMemberPending(AppId app, PoolId pool, ResourceId group);

  /**
   * The accounts of direct members of the group in this pool that are REFUSED or HELD; one that
   * cannot be read is {@link Account#unreadable}.
   */
  List<Account> refusedMembers(AppId app, PoolId pool, ResourceId group);

  /**
   * Makes due now which links of the app are in this state and not due: who is REFUSED, or PENDING
   * and backing off, which it goes on doing if it is in vain.
   *
   * @param users only theirs
   * @return how many
   */
  int dueNow(
      AppId app, Progress.State state, Collection<ResourceId> users, Instant now, String reason);

  /**
   * Whose links are in this state, in the order of their ids.
   *
   * @param after only ids behind this one; empty for the first
   */
  List<ResourceId> usersIn(AppId app, Progress.State state, String after, int limit);

  /**
   * Whose links are held by the guard, in the order of their ids; also those of which something
   * else was refused.
   *
   * @param after only ids behind this one; empty for the first
   */
  List<ResourceId> usersHeld(AppId app, String after, int limit);

  /**
   * How many links of the app are in each state; a state without links is absent, and so is one
   * that this version does not know.
   */
  Map<Progress.State, Long> counts(AppId app);

  /**
   * Since when the longest pending link of the app is pending. Up to {@link Progress#FEW} that were
   * tried {@link Progress#OFTEN} times or more are left out: one account that never works out is no
   * backlog, but a pool out of reach is. What nobody can read is none either.
   */
  Optional<Instant> oldestPending(AppId app);

  /**
   * Work on accounts whose lease has run out by an instant, but for that of open proposals and what
   * {@link #expireLeases} ended; the longest ago first.
   */
  List<CutOff> cutOff(Instant now);

  /**
   * Ends every lease, as though its time had run out: for the start of a process that has the store
   * for itself.
   */
  void expireLeases();
}
