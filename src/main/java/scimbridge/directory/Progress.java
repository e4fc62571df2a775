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
 * @param urgent whether access is to be taken away: such work goes before all other
 */
public record Progress(
    State state,
    @Nullable String reason,
    @Nullable Instant since,
    int attempts,
    @Nullable Instant nextAttempt,
    @Nullable Instant uncertainUntil,
    boolean urgent) {

  /** One that is not urgent. */
  public Progress(
      State state,
      @Nullable String reason,
      @Nullable Instant since,
      int attempts,
      @Nullable Instant nextAttempt,
      @Nullable Instant uncertainUntil) {
    this(state, reason, since, attempts, nextAttempt, uncertainUntil, false);
  }

  /** All as it should be. */
  public static final Progress IN_STEP = new Progress(State.IN_STEP, null, null, 0, null, null);

  /** Who was tried so often without getting there is waiting for something of its own. */
  public static final int OFTEN = 10;

  /** So many of these are no backlog: they are looked at by somebody, and keep nobody waiting. */
  public static final int FEW = 10;

  /** Out of step as of now, to be worked on at once. */
  public static Progress pending(Instant now, @Nullable String reason) {
    return new Progress(State.PENDING, reason, now, 0, now, null);
  }

  /**
   * The same, with what was seen to be believed only later, or no later if that is null; what was
   * uncertain longer stays so.
   */
  public Progress uncertain(@Nullable Instant until) {
    Instant longest =
        until == null || (uncertainUntil != null && uncertainUntil.isAfter(until))
            ? uncertainUntil
            : until;
    return new Progress(state, reason, since, attempts, nextAttempt, longest, urgent);
  }

  /**
   * The same, in place of another: what was uncertain then stays so, since only time makes it
   * certain.
   */
  public Progress after(Progress before) {
    return uncertain(before.uncertainUntil);
  }

  /** The same, urgent or not; only what is pending can be. */
  public Progress urgent(boolean now) {
    return new Progress(
        state, reason, since, attempts, nextAttempt, uncertainUntil, now && state == State.PENDING);
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
