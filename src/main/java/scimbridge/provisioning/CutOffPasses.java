package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.CutOff;
import scimbridge.directory.Transaction;
import scimbridge.identity.ResourceType;

/**
 * Writes down that background work was cut off, so that the audit does not pass over calls that
 * nobody could write down. It costs no commit of its own: it goes with the one that ends the lease,
 * takes it over, or gives it back.
 */
final class CutOffPasses {
  /** What ends the leases of a process that is gone takes all of them for over. */
  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private static final String NEXT = " It is looked at again before anything else is done.";

  private CutOffPasses() {}

  /** Before the leases of a process that cannot be alive any more are ended. */
  static void atStart(Transaction tx, Instant now) {
    tx.accounts().cutOff(EVER).forEach(cut -> note(tx, ResourceType.USER, cut, now));
    tx.poolGroups().cutOff(EVER).forEach(cut -> note(tx, ResourceType.GROUP, cut, now));
  }

  /**
   * When leases were taken.
   *
   * @param ended whose leases had run out before
   * @param taken which of them somebody has now
   */
  static void takenOver(
      Transaction tx, ResourceType type, List<CutOff> ended, Predicate<CutOff> taken, Instant now) {
    ended.stream().filter(taken).forEach(cut -> note(tx, type, cut, now));
  }

  private static void note(Transaction tx, ResourceType type, CutOff cut, Instant now) {
    Subject subject =
        Journal.subject(tx, cut.app(), type, cut.resource())
            .orElseGet(() -> new Subject(type, cut.resource(), cut.name()));
    String action = type == ResourceType.USER ? "account.converge" : "group.converge";
    Entry entry =
        Journal.entry(
            now, Journal.recovery(cut.app(), ""), subject, action, "pending", detail(cut));
    tx.audit().append(entry.in(cut.pool()));
  }

  private static String detail(CutOff cut) {
    @Nullable Instant asked = cut.creatingSince();
    return "The bridge stopped in the middle of background work on '"
        + cut.name()
        + "' that began at "
        + cut.leasedUntil().minus(Setting.LEASE)
        + ". Which calls were made is not known"
        + (asked == null || asked.equals(Instant.EPOCH)
            ? "."
            : ", but that it was to be created, which was decided at " + asked + ".")
        + NEXT;
  }

  /** What a record says of work that failed, with the calls that it had made. */
  static String failed(Instant began) {
    return "Background work that began at " + began + " failed after these calls." + NEXT;
  }
}
