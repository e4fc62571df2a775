package scimbridge.cognito;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scimbridge.plan.CognitoCall;

/** The only way to Cognito: it says when each call may be sent. Safe for use by many threads. */
public interface Gate {

  /**
   * Asks for all tokens of a plan at once: all or none.
   *
   * @param calls in the order they will be made
   * @param atMost how long the caller is willing to wait until the last of them may be sent
   * @return when each call may be sent, or empty if that is later than the caller can wait
   */
  Optional<Admission> admit(List<CognitoCall> calls, Duration atMost);

  /** How long until a single call like this one could be sent now; never negative. */
  Duration delay(CognitoCall call);

  /** Tells that Cognito throttled this call all the same: the gate slows its category at once. */
  void throttled(CognitoCall call);

  /**
   * Tokens for a plan.
   *
   * @param sendAt the instant each call may be sent, in the order asked
   */
  record Admission(List<Instant> sendAt) {
    /** Copies the list. */
    public Admission {
      sendAt = List.copyOf(sendAt);
    }
  }
}
