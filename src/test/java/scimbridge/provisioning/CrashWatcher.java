package scimbridge.provisioning;

import scimbridge.plan.CognitoCall;

/**
 * Sees every step of an engine that outlives the process: each transaction of the store and each
 * call to Cognito. Between {@link #enter} and {@link #leave} there is no other such step.
 */
interface CrashWatcher {
  /** Nobody watches. */
  CrashWatcher NOBODY =
      new CrashWatcher() {
        @Override
        public void enter() {}

        @Override
        public void leave() {}

        @Override
        public void transaction(Moment moment) {}

        @Override
        public void call(Moment moment, CognitoCall call) {}
      };

  /** Waits until nobody else is at a step. */
  void enter();

  /** Lets the next one begin. */
  void leave();

  /** A transaction is before, in or after its work. */
  void transaction(Moment moment);

  /** A call is before or after its way to Cognito. */
  void call(Moment moment, CognitoCall call);

  /** Where in a step the process could end. */
  enum Moment {
    /** Nothing of it has happened. */
    BEFORE,
    /** Its statements have run, nothing is committed. */
    INSIDE,
    /** It is committed or carried out, and nobody has the answer yet. */
    AFTER
  }
}
