package scimbridge.directory;

import java.time.Instant;

/**
 * The right to work on an account, a pool group or a proposal. The epoch grows with every new
 * lease; a write that carries an older epoch changes no row.
 *
 * @param owner the process and its run, so that a restart is another owner
 * @param epoch counts leases of this thing, from 1
 * @param until when others may take it
 */
public record Lease(String owner, long epoch, Instant until) {
  /** Nobody has ever leased it. */
  public static final Lease NONE = new Lease("", 0, Instant.EPOCH);

  /**
   * Whether the last one to have it gave it back. Who did not may have made calls whose outcome
   * nobody wrote down.
   */
  public boolean returned() {
    return until.equals(Instant.EPOCH);
  }

  /** Whether somebody works on it now. */
  public boolean live(Instant now) {
    return now.isBefore(until);
  }
}
