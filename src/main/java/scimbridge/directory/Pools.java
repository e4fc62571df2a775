package scimbridge.directory;

import java.util.Optional;
import scimbridge.identity.PoolId;
import scimbridge.policy.PoolTraits;

/** What the user pools are, as DescribeUserPool told once. */
public interface Pools {

  /** What is known of the pool, if it was ever described under this AWS user pool id. */
  Optional<PoolTraits> traits(PoolId pool, String userPoolId);

  /**
   * Keeps what DescribeUserPool told.
   *
   * @throws scimbridge.fault.Fault INTERNAL if this name stood for another AWS user pool before:
   *     the links in the store would point into the wrong pool
   */
  void keep(PoolId pool, String userPoolId, PoolTraits traits);
}
