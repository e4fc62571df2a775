package scimbridge.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an account or a pool group is from what it should be.
 *
 * @param state where it stands
 * @param reason the sentence for the administrator when it is not in step, or null
 * @param since when it fell out of step, or null while it is in step
 * @param attempts how often convergence was tried since then without getting there
 * @param nextAttempt not before this instant, or null if nothing is to be tried
 * @param uncertainUntil "absent" and "old value" are believed only from this instant on, or null if
 *     nothing is uncertain
 */
public record Progress(
    State state,
    @Nullable String reason,
    @Nullable Instant since,
    int attempts,
    @Nullable Instant nextAttempt,
    @Nullable Instant uncertainUntil) {

  /** All as it should be. */
  public static final Progress IN_STEP = new Progress(State.IN_STEP, null, null, 0, null, null);

  /** Out of step as of now, to be worked on at once. */
  public static Progress pending(Instant now, @Nullable String reason) {
    return new Progress(State.PENDING, reason, now, 0, now, null);
  }

  /** The same, with what was seen to be believed only later; what was uncertain longer stays so. */
  public Progress uncertain(Instant until) {
    Instant longest =
        uncertainUntil != null && uncertainUntil.isAfter(until) ? uncertainUntil : until;
    return new Progress(state, reason, since, attempts, nextAttempt, longest);
  }

  /** Where a thing stands. */
  public enum State {
    /** The pool holds what it should. */
    IN_STEP,
    /** A change is on its way. */
    PENDING,
    /** Cognito or a rule refuses it for good; tried again when its causes change, or by hand. */
    REFUSED,
    /** An administrator has to say whether it may go on. */
    HELD
  }
}
