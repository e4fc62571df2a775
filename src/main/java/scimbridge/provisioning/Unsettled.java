package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceId;

/**
 * Requests whose outcome the store did not take, because its disk is full or it cannot be reached.
 * They were answered with an error, so they are to leave nothing behind: this process remembers
 * what became of their calls, and writes it down as soon as the store takes it. If it ends before,
 * they are recovered like those that a crash cut off.
 */
final class Unsettled {
  private static final Logger log = LoggerFactory.getLogger(Unsettled.class);

  /** For how long other work waits for settlements that are in vain. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Setting setting;
  private final Settlements settlements;
  private final Troubles troubles;

  /** Each has a row of the store that could not be removed, so there are not endlessly many. */
  private final Queue<Late> waiting = new ConcurrentLinkedQueue<>();

  /** Since when none could be settled; of the one thread that settles. */
  private @Nullable Instant inVainSince;

  Unsettled(Setting setting, Settlements settlements, Troubles troubles) {
    this.setting = setting;
    this.settlements = settlements;
    this.troubles = troubles;
  }

  /** Leaves a settlement for later, because of a fault that {@link #isForLater} knows. */
  void add(ResourceId resource, Consumer<Transaction> settlement, Fault unwritten) {
    troubles.store(
        "outcomes that are not written down",
        "What became of a change of " + resource + " could not be written down; it is done later.",
        unwritten);
    waiting.add(new Late(resource, settlement));
  }

  /** Settles what the store takes now; answers whether there was any. */
  boolean settle() {
    boolean any = false;
    for (Late late = waiting.poll(); late != null; late = waiting.poll()) {
      Late one = late;
      try {
        setting
            .directory()
            .<Boolean>write(
                tx -> {
                  one.settlement().accept(tx);
                  return true;
                });
      } catch (RuntimeException unwritten) {
        if (isForLater(unwritten)) {
          // The store is likely to refuse the others as well; another one goes first next time.
          waiting.add(one);
          inVainSince = inVainSince == null ? setting.now() : inVainSince;
          return any;
        }
        log.error(
            "The change of {} could not be settled; it is recovered when its lease has run out.",
            one.resource(),
            unwritten);
      }
      settlements.settled(one.resource());
      inVainSince = null;
      any = true;
    }
    return any;
  }

  /**
   * Whether other work has to wait: what is about these changes must be neither taken for
   * abandoned, which would accept what is to be undone, nor worked on by what was accepted before.
   * If it goes on for too long, the others go first.
   */
  boolean holdsBack() {
    Instant since = inVainSince;
    return since != null && setting.now().isBefore(since.plus(PATIENCE));
  }

  /** Whether the store may take it another time. */
  static boolean isForLater(RuntimeException unwritten) {
    return unwritten instanceof Fault fault && fault.kind() == Fault.Kind.BUSY;
  }

  /** What is to be written down of one request. */
  private record Late(ResourceId resource, Consumer<Transaction> settlement) {}
}
