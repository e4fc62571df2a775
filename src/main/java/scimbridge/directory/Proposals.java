package scimbridge.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** Open proposals. */
public interface Proposals {

  /** Whether there is an open proposal for a resource, also one that cannot be read. */
  boolean isOpen(AppId app, ResourceId resource);

  /** Adds one. The resource has none. */
  void open(Proposal proposal);

  /**
   * Removes one if its epoch is still current.
   *
   * @return false if somebody else has taken it over since; nothing was changed then
   */
  boolean close(Proposal proposal);

  /**
   * Takes the leases of proposals that nobody works on any more, oldest first.
   *
   * @param unreadable is told of those that cannot be read, with why; their leases are taken, too,
   *     and they are left out
   */
  List<Proposal> leaseAbandoned(
      Instant now, String owner, Instant until, int limit, Unreadable unreadable);

  /** How many are open in the app. */
  long count(AppId app);

  /** When the oldest that is open in the app was made. */
  Optional<Instant> oldest(AppId app);

  /** Ends every lease: for the start of a process that has the store for itself. */
  void expireLeases();

  /** Is told of proposals that are not as the bridge writes them. */
  interface Unreadable {
    /**
     * Tells of one.
     *
     * @param resource the id of what it is about, as it is stored
     * @param requestId the request that made it
     */
    void told(String resource, String requestId, RuntimeException why);
  }
}
