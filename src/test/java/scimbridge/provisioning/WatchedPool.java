package scimbridge.provisioning;

import java.util.Map;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UserPool;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.CrashWatcher.Moment;

/**
 * A user pool whose calls are watched.
 *
 * @param real the way to Cognito
 * @param watcher sees each call
 */
record WatchedPool(UserPool real, CrashWatcher watcher) implements UserPool {

  @Override
  public Outcome attempt(CognitoCall call) {
    watcher.enter();
    try {
      watcher.call(Moment.BEFORE, call);
      Outcome outcome = real.attempt(call);
      watcher.call(Moment.AFTER, call);
      return outcome;
    } finally {
      watcher.leave();
    }
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
    // It is shared by one engine after the other.
  }
}
