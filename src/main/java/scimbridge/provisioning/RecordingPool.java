package scimbridge.provisioning;

import java.util.Map;
import java.util.function.Consumer;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UserPool;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.PoolTraits;

/**
 * A user pool that writes calls down instead of making them. A call that changes something is taken
 * to succeed; what only Cognito knows stays unknown, so that nothing is planned on a guess.
 */
final class RecordingPool implements UserPool {
  private final PoolId pool;
  private final Consumer<CognitoCall> calls;

  /**
   * A pool that tells its calls.
   *
   * @param calls takes each call, in the order in which they would be made
   */
  RecordingPool(PoolId pool, Consumer<CognitoCall> calls) {
    this.pool = pool;
    this.calls = calls;
  }

  @Override
  public Outcome attempt(CognitoCall call) {
    calls.accept(call);
    if (call.reads()) {
      return new Outcome.Unasked();
    }
    // In e-mail pools Cognito makes up the Username; until then the address names the account.
    return call instanceof CognitoCall.AdminCreateUser create
        ? new Outcome.Created(create.username(), "(given by Cognito)")
        : new Outcome.Done();
  }

  @Override
  public PoolTraits describe() {
    throw Fault.of(
        Fault.Kind.BUSY,
        "The bridge has not reached pool "
            + pool
            + " yet, so it does not know what kind of pool it is, and nothing can be previewed."
            + " Try again when the bridge has reached it.");
  }

  @Override
  public void addAttributes(Map<String, String> types) {
    throw new UnsupportedOperationException("no preview adds attributes to a pool");
  }

  /** There is nothing to close. */
  @Override
  public void close() {}
}
