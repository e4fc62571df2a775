package scimbridge.provisioning;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.identity.PoolId;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.AccountComparison.Shown;

/** What the parts of a comparison of one pool have in common. */
final class PoolComparison {
  /** How many of the app's accounts are read at a time. */
  private static final int PIECE = 500;

  /** After how many that are listed it says how far it is. */
  private static final int OFTEN = 3_000;

  final Setting setting;
  final App app;
  final PoolId pool;
  final PoolTraits traits;
  final Findings findings;
  final PoolReport report;

  /** The GroupNames of the app's pool groups by their ids, as they were when it began. */
  private final Map<String, String> groupNames = new HashMap<>();

  private final AccountComparison comparison;
  private final Instant begun;
  private long listed;

  PoolComparison(Setting setting, App app, PoolReport report, Findings findings) {
    this.setting = setting;
    this.app = app;
    this.pool = report.pool();
    this.findings = findings;
    this.traits = setting.pools().traits(pool);
    this.comparison = new AccountComparison(setting, app, setting.pools().get(pool), traits);
    this.report = report;
    this.begun = setting.now();
  }

  /** Reads which groups of the app should be in the pool. */
  SortedSet<String> ourGroups() {
    SortedSet<String> present = new TreeSet<>();
    List<PoolGroup> rows =
        setting.directory().<List<PoolGroup>>read(tx -> tx.poolGroups().ofPool(app.id(), pool));
    for (PoolGroup row : rows) {
      groupNames.put(row.id(), row.groupName());
      if (!row.isUntouched()
          && row.phase() == Phase.PRESENT
          && row.progress().state() == Progress.State.IN_STEP) {
        present.add(row.groupName());
      }
    }
    return present;
  }

  /** The GroupNames that an account is recorded to be in. */
  SortedSet<String> recordedGroups(Account mine) {
    return mine.groups().stream()
        .map(groupNames::get)
        .filter(name -> name != null)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Says how far it is. */
  void say(String what) {
    findings.progress("pool " + pool + ": " + what);
  }

  /** Whether what is recorded of an account is to be compared with what a listing shows. */
  boolean isSettled(Account link) {
    Progress.State state = link.progress().state();
    @Nullable Instant heard = link.seenAt();
    return link.known() == Account.Known.OURS
        && (state == Progress.State.IN_STEP || state == Progress.State.REFUSED)
        && link.lease().returned()
        && (heard == null || heard.isBefore(begun.minus(PoolReconciliation.LAG)));
  }

  /** Something that may have to wait. */
  @FunctionalInterface
  interface Step {
    /** Does it. */
    void run() throws InterruptedException;
  }

  /** Goes through the app's accounts that are to be compared, piece by piece. */
  void eachOfOurs(BiConsumer<Account, Map<Account, Shown>> look) throws InterruptedException {
    eachOfOurs(look, () -> {});
  }

  /**
   * The same.
   *
   * @param afterPiece is run after each piece
   */
  void eachOfOurs(BiConsumer<Account, Map<Account, Shown>> look, Step afterPiece)
      throws InterruptedException {
    String after = "";
    List<Account> piece;
    do {
      String from = after;
      piece =
          setting
              .directory()
              .<List<Account>>read(tx -> tx.accounts().ofPool(app.id(), pool, from, PIECE));
      Map<Account, Shown> shown = new LinkedHashMap<>();
      for (Account link : piece) {
        after = link.user().value();
        if (isSettled(link)) {
          look.accept(link, shown);
        }
      }
      compare(shown);
      afterPiece.run();
    } while (!piece.isEmpty());
  }

  /** Has accounts compared as they were shown, and those that differ reported. */
  void compare(Map<Account, Shown> shown) {
    if (shown.isEmpty()) {
      return;
    }
    List<Drift> drifts = setting.directory().<List<Drift>>read(tx -> comparison.of(tx, shown));
    if (!drifts.isEmpty()) {
      report.addDiffering(drifts.size(), findings.differ(pool, drifts));
    }
  }

  /** Counts what was listed, and says now and then how much. */
  void count(int more, String what) {
    long before = listed / OFTEN;
    listed += more;
    if (listed / OFTEN > before) {
      say(listed + " " + what + " listed");
    }
  }

  /** Begins to count something else. */
  void countAnew() {
    listed = 0;
  }
}
