package scimbridge.provisioning;

import java.util.List;
import scimbridge.directory.Proposal;
import scimbridge.identity.ResourceId;
import scimbridge.provisioning.Provisioning.Written;

/**
 * What the first transaction of a write came to.
 *
 * @param <T> user or group
 * @param <R> the runs it opens
 */
sealed interface Prepared<T, R extends Run> {

  /** Nothing to send: it is decided, and this is the answer. */
  record Answered<T, R extends Run>(Written<T> written) implements Prepared<T, R> {}

  /** Somebody has an open proposal on this resource, which has to be settled first. */
  record Blocked<T, R extends Run>(ResourceId by) implements Prepared<T, R> {}

  /**
   * A proposal is open, and these runs have to be made for it.
   *
   * @param removes whether it takes access away, so that no quota may have it refused
   */
  record Open<T, R extends Run>(Proposal proposal, List<R> runs, boolean removes)
      implements Prepared<T, R> {}
}
