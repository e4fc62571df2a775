package scimbridge.provisioning;

import scimbridge.identity.PoolId;

/**
 * A transaction needs to know what a pool is that was never reached. Asking takes a call to
 * Cognito, so it is done outside, and then the transaction runs again.
 */
final class UndescribedPool extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is said of an account that waits for it; the log says more. */
  static final String REASON = "The user pool was never reached; the bridge's log says why.";

  private final transient PoolId pool;

  UndescribedPool(PoolId pool) {
    super("pool " + pool + " was never described", null, false, false);
    this.pool = pool;
  }

  PoolId pool() {
    return pool;
  }
}
