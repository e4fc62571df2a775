package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import scimbridge.provisioning.StoreContents.Standing;

/**
 * Waits until a bridge has nothing left to do. Where it waits for an instant, the clock is moved
 * there: nobody sleeps through a backoff, or the time in which a lost call may still arrive.
 */
final class CrashSettling {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private CrashSettling() {}

  /** What may happen while the bridge has nothing to do. */
  interface Meanwhile {
    /**
     * Asked before the clock is moved to an instant, or when there is nothing left.
     *
     * @param due the instant; empty if nothing is left
     * @return whether something has happened
     */
    boolean happens(Optional<Instant> due);
  }

  /** Waits. */
  static void await(CrashWorld world, CrashStore crashed, Meanwhile meanwhile) {
    Instant deadline = Instant.now().plus(PATIENCE);
    Instant farthest = world.clock.instant().plus(Duration.ofHours(6));
    try (StoreContents store = crashed.contents()) {
      while (true) {
        Instant now = world.clock.instant();
        Standing standing = store.standing(now, world.owner());
        if (standing.quiet()) {
          if (!meanwhile.happens(Optional.empty())) {
            return;
          }
        } else if (standing.leased() == 0
            && standing.proposals() == 0
            && standing.reviews() == 0
            && standing.due().filter(now::isBefore).isPresent()
            && !meanwhile.happens(standing.due())) {
          world.clock.set(standing.due().get());
          world.engine().wake();
        }
        if (Instant.now().isAfter(deadline) || world.clock.instant().isAfter(farthest)) {
          throw new AssertionError(
              "does not come to rest: "
                  + standing
                  + store.list(
                      "SELECT username || ' ' || state || ' ' || known || ': ' || reason FROM"
                          + " accounts WHERE state = 'PENDING' UNION ALL SELECT group_name || ' ' ||"
                          + " phase || ': ' || reason FROM pool_groups WHERE state = 'PENDING'"));
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }
}
