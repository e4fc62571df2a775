package scimbridge.policy;

import java.time.Duration;

/**
 * What becomes of the account of somebody who is not to have it any more.
 *
 * @param unassigned of who is in no policy's scope any more
 * @param inactive of who is {@code active: false}; never {@link Action#LEAVE}
 * @param deleted of whom the client deleted
 */
public record Deprovisioning(Rule unassigned, Rule inactive, Rule deleted) {

  /** Deleted with the user; disabled, and nothing that cannot be taken back, in the other cases. */
  public static final Deprovisioning DEFAULT =
      new Deprovisioning(
          new Rule(Action.DISABLE, Duration.ofHours(24)),
          new Rule(Action.DISABLE, Duration.ofHours(24)),
          new Rule(Action.DELETE, Duration.ZERO));

  /** Checks that an inactive user cannot be left with access. */
  public Deprovisioning {
    if (inactive.action() == Action.LEAVE) {
      throw new IllegalArgumentException("who is inactive cannot keep access");
    }
  }

  /**
   * One rule.
   *
   * @param action what is done
   * @param deleteAfter for {@link Action#DELETE}: the account is disabled at once and deleted no
   *     earlier than this long after
   */
  public record Rule(Action action, Duration deleteAfter) {}

  /** What is done with an account. */
  public enum Action {
    /** It is disabled, signed out, and stays. */
    DISABLE,
    /** It is disabled and signed out at once, and deleted later. */
    DELETE,
    /** It is let go of as it is. */
    LEAVE
  }
}
