package scimbridge.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * Directories on their way from one app to another. While a transfer is open, nothing else may
 * change either app: requests are answered later, and background work finds nothing due.
 */
public interface Transfers {

  /** The open transfer that an app is the source or the target of. */
  Optional<Transfer> involving(AppId app);

  /** Opens one. Neither app is in another. */
  void begin(Transfer transfer);

  /** Ends one. */
  void end(Transfer transfer);

  /** Whether nobody works on anything of the app: no open proposal, no live lease. */
  boolean isQuiet(AppId app, Instant now);

  /** Names that both apps have, of users and of groups. */
  List<Conflict> conflicts(AppId from, AppId to);

  /**
   * The next resources of an app in order of creation.
   *
   * @param after the {@link Moving#position} of the last one seen; 0 at the beginning
   */
  List<Moving> next(AppId app, ResourceType type, long after, int limit);

  /**
   * What is left in an app of users and groups that are deleted: links to accounts and pool groups
   * that are still to be removed.
   *
   * @param after the last one seen, or null
   */
  List<ResourceId> leftovers(AppId app, @Nullable ResourceId after, int limit);

  /**
   * Moves resources with everything that hangs on them: indexed terms, names, memberships of
   * groups, links to accounts, pool groups. Their ids and versions stay.
   */
  void move(AppId from, AppId to, Collection<ResourceId> resources);

  /**
   * Lets an app know the pool groups of another, as groups that it has only to leave: an account
   * that moved, or that stays while its group moves, is known to be in them.
   *
   * @param groups of these directory groups, or null for all pool groups of the app
   */
  void trace(AppId of, AppId to, @Nullable Collection<ResourceId> groups);

  /**
   * A transfer.
   *
   * @param from whose directory moves
   * @param to where it moves
   * @param skipConflicts whether what both have is left behind
   * @param since when it was begun
   */
  record Transfer(AppId from, AppId to, boolean skipConflicts, Instant since) {}

  /**
   * A name that is in both apps.
   *
   * @param type of a user or of a group
   * @param name the name, folded
   * @param resource who has it in the source
   * @param other who has it in the target
   */
  record Conflict(ResourceType type, String name, ResourceId resource, ResourceId other) {}

  /**
   * A resource that may move.
   *
   * @param id its SCIM id
   * @param position where it stands in the order of creation
   */
  record Moving(ResourceId id, long position) {}
}
