package scimbridge.provisioning;

import java.util.Map;
import java.util.function.Supplier;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UserPool;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.PoolTraits;

/**
 * A user pool with something in front of it.
 *
 * @param real the pool
 * @param between what is in front of it at the moment
 */
record InterposedPool(UserPool real, Supplier<ProvisioningFixture.Interposed> between)
    implements UserPool {

  @Override
  public Outcome attempt(CognitoCall call) {
    return between.get().attempt(call, real);
  }

  @Override
  public PoolTraits describe() {
    return real.describe();
  }

  @Override
  public void addAttributes(Map<String, String> types) {
    real.addAttributes(types);
  }

  @Override
  public void close() {
    // Whoever made the real one closes it.
  }
}
