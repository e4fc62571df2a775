package scimbridge.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.Guard;

/**
 * What the guard against mass removal of an app has counted, and what it does.
 *
 * @param rules what the app allows
 * @param removed how many accounts were removed within the last hour, those left out that an
 *     administrator has allowed
 * @param limit how many may be
 * @param deactivated how many accounts were deactivated within the last hour; none is ever held
 * @param held how many accounts wait for an administrator's word
 * @param heldSince since when the first of them waits, or null
 * @param allowedUntil until when an administrator lets everything pass, or null
 * @param passesAt when the next may pass though the limit is reached, or null if one may now
 */
public record GuardStatus(
    Guard rules,
    long removed,
    long limit,
    long deactivated,
    long held,
    @Nullable Instant heldSince,
    @Nullable Instant allowedUntil,
    @Nullable Instant passesAt) {

  /** Whether further removals are refused or held now. */
  public boolean closed() {
    return passesAt != null;
  }
}
