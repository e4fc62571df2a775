package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.policy.App;

/**
 * Compares one pool with the directory of one app, by listing only: the pool's groups, the members
 * of the app's groups, the pool's accounts, and at last the app's accounts that were not listed.
 *
 * <p>A million accounts are not held. What is held is one page, one piece of the app's accounts,
 * the names of the app's groups, and {@link Fingerprints}: one for each account of the app that was
 * listed; before that, those of {@link #MEMBERSHIPS} memberships and of one group more at a time.
 * Where the app's groups have more, its accounts are gone through once for each such part.
 *
 * <p>Listings are eventually consistent and take their time, while the bridge works on. So accounts
 * that are on their way, and those that were changed since shortly before it began, are left out.
 */
final class PoolReconciliation {
  /** How many memberships are remembered at a time; 48 MiB at the most. */
  static final int MEMBERSHIPS = 2_000_000;

  /** How old a listing may be; AWS gives no bound, and says that it is a matter of moments. */
  static final Duration LAG = Duration.ofMinutes(1);

  private final GroupComparison groups;
  private final ListedAccounts accounts;

  /**
   * A comparison that has not begun.
   *
   * @param report of which pool, and takes what is found
   * @param memberships how many are remembered at a time
   * @param restoredTo when the backup was made that the store was restored from, or null
   */
  PoolReconciliation(
      Setting setting,
      App app,
      PoolReport report,
      PoolListing listing,
      Findings findings,
      int memberships,
      @Nullable Instant restoredTo) {
    PoolComparison shared = new PoolComparison(setting, app, report, findings);
    this.groups = new GroupComparison(shared, listing, memberships);
    this.accounts = new ListedAccounts(shared, listing, restoredTo);
  }

  /** Goes through all of it. */
  void run() throws InterruptedException {
    groups.run();
    accounts.run();
  }
}
