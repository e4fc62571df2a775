package scimbridge.directory;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why an account is to be, or why not any more.
 *
 * @param policies the names of the policies that give it; none if no policy does
 * @param departure how it came that it is not to be, or null if it is to be
 */
public record Entitlement(SortedSet<String> policies, @Nullable Departure departure) {
  /** Nothing was planned yet. */
  public static final Entitlement NONE = new Entitlement(new TreeSet<>(), null);

  /** Copies the set. */
  public Entitlement {
    policies = Collections.unmodifiableSortedSet(new TreeSet<>(policies));
  }

  /**
   * On its way out.
   *
   * @param cause why
   * @param since since when
   * @param deleteAt it is deleted not before this instant; null if it is not to be deleted
   * @param standing whether anything is done about it
   */
  public record Departure(
      Cause cause, Instant since, @Nullable Instant deleteAt, Standing standing) {
    /** One that is carried out. */
    public Departure(Cause cause, Instant since, @Nullable Instant deleteAt) {
      this(cause, since, deleteAt, Standing.CARRIED_OUT);
    }

    /** The same of another standing; what is not carried out is not deleted either. */
    public Departure with(Standing other) {
      return new Departure(cause, since, other == Standing.CARRIED_OUT ? deleteAt : null, other);
    }
  }

  /** The same with another departure. */
  public Entitlement with(@Nullable Departure other) {
    return new Entitlement(policies, other);
  }

  /** Whether a departure is carried out. */
  public enum Standing {
    /** What the rules say is done. */
    CARRIED_OUT,
    /** The guard against mass removal holds it: an administrator has to say what is to be. */
    HELD,
    /** An administrator said that the account stays, until its user comes back into scope. */
    WAIVED,
    /** The rule leaves such accounts as they are; another rule is a new decision. */
    LEFT
  }

  /** Why an account is not to be. */
  public enum Cause {
    /** No policy has the user in scope. */
    UNASSIGNED,
    /** The user is {@code active: false}, and the app has such accounts deleted. */
    INACTIVE,
    /** The client deleted the user. */
    DELETED
  }
}
