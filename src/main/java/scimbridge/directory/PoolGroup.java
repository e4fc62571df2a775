package scimbridge.directory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * One reason why a group is in a pool: a directory group that stands for it, or a policy that gives
 * it. A rename makes a second one beside the first, so one directory group may have several in one
 * pool, at most one of them not retiring. Several may name the same Cognito group; it is deleted
 * when the last of them goes, if the bridge made it.
 *
 * <p>The row is also what reserves the GroupName.
 *
 * @param id names this incarnation: a group deleted and made again under the same name is another
 * @param app the app it belongs to
 * @param pool the pool
 * @param group the directory group; it may be gone while this is being deleted. Of a policy's group
 *     an id that no resource has, see {@link #grantId}
 * @param groupName Cognito's GroupName
 * @param reason why it is there
 * @param made whether the bridge made the Cognito group, or is about to, on behalf of this row;
 *     what is only used is never deleted
 * @param phase where in its life it is
 * @param creatingSince when we first asked for its creation; null once it is known to be ours, and
 *     while it is to be looked for before anything is asked for
 * @param progress how far it is from what its phase wants
 * @param lease who works on it
 */
public record PoolGroup(
    String id,
    AppId app,
    PoolId pool,
    ResourceId group,
    String groupName,
    Reason reason,
    boolean made,
    Phase phase,
    @Nullable Instant creatingSince,
    Progress progress,
    Lease lease) {
  /** Why nothing is done about one that such a call may yet delete. */
  public static final String MAY_BE_DELETED =
      "A call whose answer was lost may still delete the group; it is looked at after that.";

  /** A new one, asked for as of now. */
  public static PoolGroup wanted(
      AppId app,
      PoolId pool,
      ResourceId group,
      String groupName,
      Reason reason,
      Instant now,
      Lease lease) {
    return new PoolGroup(
        UUID.randomUUID().toString(),
        app,
        pool,
        group,
        groupName,
        reason,
        true,
        Phase.WANTED,
        now,
        Progress.pending(now, null),
        lease);
  }

  /** What stands for one whose row cannot be read, where many are read. */
  public static PoolGroup unreadable(
      String id, AppId app, PoolId pool, ResourceId group, String groupName) {
    return new PoolGroup(
        id,
        app,
        pool,
        group,
        groupName,
        Reason.UNREADABLE,
        false,
        Phase.WANTED,
        null,
        new Progress(Progress.State.REFUSED, Unreadable.reason(), null, 0, null, null),
        Lease.NONE);
  }

  /** Whether its row cannot be read. */
  public boolean isUnreadable() {
    return reason == Reason.UNREADABLE;
  }

  /**
   * Whether nobody is added to it and nobody is removed, because it is only {@link Reason#LISTED}
   * or nobody can say whether it is.
   */
  public boolean isUntouched() {
    return reason == Reason.LISTED || reason == Reason.UNREADABLE;
  }

  /** The same in another phase with another progress. */
  public PoolGroup with(Phase nextPhase, Progress nextProgress) {
    return new PoolGroup(
        id,
        app,
        pool,
        group,
        groupName,
        reason,
        made,
        nextPhase,
        nextPhase == Phase.PRESENT ? null : creatingSince,
        // Its members lose what it gives.
        nextProgress.urgent(nextPhase == Phase.UNWANTED),
        lease);
  }

  /** The same, with the Cognito group made on its behalf, or only used. */
  public PoolGroup withMade(boolean isMade) {
    return new PoolGroup(
        id, app, pool, group, groupName, reason, isMade, phase, creatingSince, progress, lease);
  }

  /** The same for another reason. */
  public PoolGroup withReason(Reason other) {
    return new PoolGroup(
        id, app, pool, group, groupName, other, made, phase, creatingSince, progress, lease);
  }

  /**
   * The same, wanted.
   *
   * @param asked when its creation was first asked for; null if it is to be looked for first
   */
  public PoolGroup wanted(@Nullable Instant asked, Progress next) {
    return new PoolGroup(
        id, app, pool, group, groupName, reason, made, Phase.WANTED, asked, next, lease);
  }

  /** The same under another lease. */
  public PoolGroup withLease(Lease next) {
    return new PoolGroup(
        id, app, pool, group, groupName, reason, made, phase, creatingSince, progress, next);
  }

  /** The id that stands for a group that policies of an app give in a pool. */
  public static ResourceId grantId(AppId app, PoolId pool, String groupName) {
    String key = "grant\n" + app + "\n" + pool + "\n" + groupName;
    return new ResourceId(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString());
  }

  /** Whether it wants the group to be in the pool. */
  public boolean wants() {
    return phase != Phase.UNWANTED;
  }

  /**
   * Whether nothing is left to do but for accounts to leave: the group stays in the pool because
   * deletion is off, or because it is somebody else's or used by others.
   */
  public boolean left() {
    return phase == Phase.UNWANTED && progress.state() == Progress.State.IN_STEP;
  }

  /**
   * Another incarnation, to be created because this one was deleted, or may yet be by a call whose
   * answer was lost. It has an id of its own: nobody who was in this one is in that one yet.
   *
   * @param certain when such a call cannot come late any more, or null if there is none: until then
   *     nothing is made that it would delete; what is there afterwards is ours, however old
   */
  public PoolGroup wantedAgain(String newId, @Nullable Instant certain, Instant now) {
    return new PoolGroup(
        newId,
        app,
        pool,
        group,
        groupName,
        reason,
        true,
        Phase.WANTED,
        certain == null ? now : Instant.EPOCH,
        certain == null
            ? Progress.pending(now, "The group was deleted in the user pool.")
            : new Progress(Progress.State.PENDING, MAY_BE_DELETED, now, 0, certain, certain),
        Lease.NONE);
  }

  /** Whether it is one that a lost call may still delete, while that is uncertain. */
  public boolean mayBeDeletedLate() {
    return phase == Phase.WANTED && Instant.EPOCH.equals(creatingSince);
  }

  /** The same after somebody who worked on it went away without a word; see {@link Account}. */
  public PoolGroup unsure(Instant until) {
    return phase == Phase.PRESENT ? this : with(phase, progress.uncertain(until));
  }

  /** Why a group is in a pool. */
  public enum Reason {
    /** A group of the app's directory stands for it. */
    PUSHED,
    /** A policy of the app gives it. */
    GRANTED,
    /**
     * It was recorded from a listing of the pool for a group of the app's directory; nobody is
     * added or removed until it is adopted, which makes it PUSHED.
     */
    LISTED,
    /**
     * Nobody can say: its row cannot be read by this version. It is wanted, so that nobody deletes
     * the Cognito group, but nobody is added or removed, and it is never written.
     */
    UNREADABLE
  }

  /** The life of a pool group. */
  public enum Phase {
    /** To be created, or its creation has an unknown outcome. */
    WANTED,
    /** It exists and is ours; accounts are added to it and removed from it. */
    PRESENT,
    /** A newer name takes its place: nobody is added or removed; deleted when all have moved. */
    RETIRING,
    /** To be deleted; or, see {@link #left}, only to be left by those who are in it. */
    UNWANTED
  }
}
