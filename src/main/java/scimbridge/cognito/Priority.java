package scimbridge.cognito;

import scimbridge.plan.CognitoCall;

/** Who goes first at the gate. */
public enum Priority {
  /** Takes access away, or is a read without which it cannot be taken away; before everybody. */
  REMOVAL,
  /** Somebody waits for the answer. */
  INTERACTIVE,
  /** Nobody waits; it gets at least a fifth of what a category allows. */
  BACKGROUND;

  /**
   * The class of a call.
   *
   * @param otherwise what it is unless it takes access away
   */
  public static Priority of(CognitoCall call, Priority otherwise) {
    return call.takesAccess() ? REMOVAL : otherwise;
  }
}
