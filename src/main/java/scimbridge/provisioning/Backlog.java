package scimbridge.provisioning;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.policy.App;

/** How long an app's accepted changes have been waiting for Cognito. */
final class Backlog {
  private Backlog() {}

  /**
   * Since when the oldest change waits, of an account or of a Cognito group. The old name of a
   * renamed group does not count: it waits for its members, and they count themselves. Nor do a few
   * that were tried again and again without getting there: they must not keep everybody else
   * waiting.
   */
  static Optional<Instant> of(Transaction tx, AppId app) {
    return Stream.of(tx.accounts().oldestPending(app), tx.poolGroups().oldestPending(app))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** Whether changes that take no access away are refused while one waits since then. */
  static boolean isTooOld(App app, Instant oldest, Instant now) {
    return oldest.plus(app.maxPendingAge()).isBefore(now);
  }
}
