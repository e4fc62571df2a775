package scimbridge.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * A group in a pool that stands for a directory group. A rename makes a second one beside the
 * first, so one directory group may have several in one pool, at most one of them not retiring.
 *
 * @param id names this incarnation: a group deleted and made again under the same name is another
 * @param app the app it belongs to
 * @param pool the pool
 * @param group the directory group; it may be gone while this is being deleted
 * @param groupName Cognito's GroupName
 * @param phase where in its life it is
 * @param creatingSince when we first asked for its creation, or null once it is known to be ours
 * @param progress how far it is from what its phase wants
 * @param lease who works on it
 */
public record PoolGroup(
    String id,
    AppId app,
    PoolId pool,
    ResourceId group,
    String groupName,
    Phase phase,
    @Nullable Instant creatingSince,
    Progress progress,
    Lease lease) {

  /** The same in another phase with another progress. */
  public PoolGroup with(Phase nextPhase, Progress nextProgress) {
    return new PoolGroup(
        id,
        app,
        pool,
        group,
        groupName,
        nextPhase,
        nextPhase == Phase.PRESENT ? null : creatingSince,
        nextProgress,
        lease);
  }

  /**
   * Another incarnation, to be created because somebody deleted this one. It has an id of its own:
   * nobody who was in this one is in that one yet.
   */
  public PoolGroup wantedAgain(String newId, Instant now) {
    return new PoolGroup(
        newId,
        app,
        pool,
        group,
        groupName,
        Phase.WANTED,
        now,
        Progress.pending(now, "The group was deleted in the user pool."),
        Lease.NONE);
  }

  /** The same after somebody who worked on it went away without a word; see {@link Account}. */
  public PoolGroup unsure(Instant until) {
    return phase == Phase.WANTED ? with(phase, progress.uncertain(until)) : this;
  }

  /** The life of a pool group. */
  public enum Phase {
    /** To be created, or its creation has an unknown outcome. */
    WANTED,
    /** It exists and is ours; accounts are added to it and removed from it. */
    PRESENT,
    /** A newer name takes its place: nobody is added or removed; deleted when all have moved. */
    RETIRING,
    /** To be deleted. */
    UNWANTED
  }
}
