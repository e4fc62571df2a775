package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.identity.PoolId;
import scimbridge.plan.GroupPlanner;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.AccountComparison.Shown;
import scimbridge.provisioning.PoolListing.Page;

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

  /** How many of the app's accounts are read at a time. */
  private static final int PIECE = 500;

  /** After how many that are listed it says how far it is. */
  private static final int STEP = 3_000;

  private final Setting setting;
  private final App app;
  private final PoolId pool;
  private final PoolListing listing;
  private final Findings findings;
  private final int memberships;
  private final @Nullable Instant restoredTo;
  private final PoolTraits traits;
  private final AccountComparison comparison;
  private final PoolReport report;
  private final Instant begun;

  /** The GroupNames of the app's pool groups by their ids, as they were when it began. */
  private final Map<String, String> groupNames = new HashMap<>();

  /** Those of them that should be there. */
  private final SortedSet<String> present = new TreeSet<>();

  private long listed;

  /** What is done with what is found. */
  interface Findings {
    /** Takes a line that says how far it is. */
    void progress(String line);

    /** Takes accounts that differ; answers how many of them were marked to be looked at. */
    int differ(PoolId pool, List<Drift> drifts);

    /** Takes a group that is gone; answers whether it was marked to be made again. */
    boolean missing(PoolId pool, String groupName, List<String> sentences);

    /**
     * Takes accounts of ours that are not in the pool any more, where the store was restored;
     * answers how many were settled. Elsewhere they differ.
     */
    default int gone(PoolId pool, List<Account> links) {
      throw new UnsupportedOperationException("the store was not restored");
    }

    /**
     * Takes accounts that the bridge does not know, or has another record of, and that were made
     * since the backup that the store was restored from.
     */
    default Claims newcomers(PoolId pool, List<ListedUser> users) {
      throw new UnsupportedOperationException("the store was not restored");
    }

    /**
     * Takes one that the bridge does not know.
     *
     * @param what {@code account} or {@code group}
     */
    void unknown(PoolId pool, String what, String name);
  }

  /**
   * Who wishes some accounts.
   *
   * @param unclaimed those that no user of the app wishes
   * @param settled how many of the others are the app's from now on
   */
  record Claims(List<ListedUser> unclaimed, int settled) {}

  /**
   * A comparison that has not begun.
   *
   * @param memberships how many are remembered at a time
   * @param restoredTo when the backup was made that the store was restored from, or null
   */
  PoolReconciliation(
      Setting setting,
      App app,
      PoolId pool,
      PoolListing listing,
      Findings findings,
      int memberships,
      @Nullable Instant restoredTo) {
    this.restoredTo = restoredTo;
    this.setting = setting;
    this.app = app;
    this.pool = pool;
    this.listing = listing;
    this.findings = findings;
    this.memberships = memberships;
    this.traits = setting.pools().traits(pool);
    this.comparison = new AccountComparison(setting, app, setting.pools().get(pool), traits);
    this.report = new PoolReport(app.id(), pool);
    this.begun = setting.now();
  }

  /** Goes through all of it. */
  PoolReport run() throws InterruptedException {
    // Before the pool is listed: what is made from now on may be missing from the listing.
    setting
        .directory()
        .<List<PoolGroup>>read(tx -> tx.poolGroups().ofPool(app.id(), pool))
        .forEach(this::know);
    listing.groups(pool, null, this::groups);
    members();
    accounts();
    return report;
  }

  private void know(PoolGroup row) {
    groupNames.put(row.id(), row.groupName());
    if (!Adoption.isListed(row)
        && row.phase() == Phase.PRESENT
        && row.progress().state() == Progress.State.IN_STEP) {
      present.add(row.groupName());
    }
  }

  private void say(String what) {
    findings.progress("pool " + pool + ": " + what);
  }

  private void groups(Page<ListedGroup> page) {
    if (page.anew()) {
      report.groups().clear();
    }
    List<String> names = page.items().stream().map(ListedGroup::name).toList();
    Map<String, Boolean> known = new HashMap<>();
    setting
        .directory()
        .<List<PoolGroup>>read(tx -> tx.poolGroups().inPool(pool, names))
        .forEach(
            row -> known.merge(row.groupName(), row.app().equals(app.id()), Boolean::logicalOr));
    for (String name : names) {
      Boolean mine = known.get(name);
      if (mine == null) {
        report.groups().add(name);
        findings.unknown(pool, "group", name);
      } else if (!mine) {
        report.groups().addOfOthers();
      }
    }
  }

  /**
   * Who is in a group of the app and should not be, page by page; then who is not and should be.
   */
  private void members() throws InterruptedException {
    Fingerprints seen = new Fingerprints();
    SortedSet<String> part = new TreeSet<>();
    for (String group : present) {
      if (listing.members(pool, group, null, page -> members(group, page, seen))) {
        part.add(group);
      } else {
        missing(group);
      }
      if (seen.size() >= memberships) {
        lacking(part, seen);
        part.clear();
        seen.clear();
      }
    }
    if (!part.isEmpty()) {
      lacking(part, seen);
    }
    say("the members of " + present.size() + " groups of app '" + app.id() + "' are compared");
  }

  private void missing(String group) {
    List<String> sentences =
        GroupPlanner.plan(pool, app.operations(), group, true, GroupPlanner.Seen.ABSENT)
            .sentences()
            .toList();
    report.addMissingGroup(findings.missing(pool, group, sentences));
  }

  private void members(String group, Page<ListedUser> page, Fingerprints seen) {
    OwnLinks links = OwnLinks.of(setting.directory(), app.id(), pool, page.items());
    Map<Account, Shown> shown = new LinkedHashMap<>();
    for (ListedUser member : page.items()) {
      Account mine = links.mine(member);
      if (mine == null || !OwnLinks.isThis(mine, member)) {
        report.addStranger();
      } else if (seen.add(membership(group, mine))
          && isSettled(mine)
          && !recordedGroups(mine).contains(group)) {
        shown.put(
            mine,
            (wish, recorded) -> {
              SortedSet<String> more = new TreeSet<>(recorded.groups());
              more.add(group);
              return recorded.withGroups(more);
            });
      }
    }
    compare(shown);
    count(page.items().size(), "memberships");
  }

  /** Which accounts are recorded to be in groups and were not seen there. */
  private void lacking(SortedSet<String> groups, Fingerprints seen) {
    SortedSet<String> part = new TreeSet<>(groups);
    eachOfOurs(
        (mine, shown) -> {
          SortedSet<String> lacks = recordedGroups(mine);
          lacks.removeIf(group -> !part.contains(group) || seen.contains(membership(group, mine)));
          if (!lacks.isEmpty()) {
            shown.put(
                mine,
                (wish, recorded) -> {
                  SortedSet<String> left = new TreeSet<>(recorded.groups());
                  left.removeAll(lacks);
                  return recorded.withGroups(left);
                });
          }
        });
  }

  private SortedSet<String> recordedGroups(Account mine) {
    return mine.groups().stream()
        .map(groupNames::get)
        .filter(name -> name != null)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String membership(String group, Account mine) {
    return group + "\n" + mine.username();
  }

  private void accounts() throws InterruptedException {
    Fingerprints seen = new Fingerprints();
    listed = 0;
    listing.users(pool, null, page -> accounts(page, seen));
    say("all accounts are listed");
    List<Account> gone = new ArrayList<>();
    eachOfOurs(
        (mine, shown) -> {
          if (!seen.contains(mine.username())) {
            if (restoredTo == null) {
              shown.put(mine, (wish, recorded) -> new Sight.Absent());
            } else {
              gone.add(mine);
            }
          }
        },
        () -> gone(gone));
  }

  private void gone(List<Account> links) {
    if (!links.isEmpty()) {
      report.addDiffering(links.size(), findings.gone(pool, links));
      links.clear();
    }
  }

  private void accounts(Page<ListedUser> page, Fingerprints seen) {
    if (page.anew()) {
      report.accounts().clear();
      say("its listing was slower than an hour and begins anew");
    }
    OwnLinks links = OwnLinks.of(setting.directory(), app.id(), pool, page.items());
    Map<Account, Shown> shown = new LinkedHashMap<>();
    List<ListedUser> newcomers = new ArrayList<>();
    for (ListedUser user : page.items()) {
      Account mine = links.mine(user);
      if (isNewcomer(user, mine) && !links.isOfOthers(user)) {
        seen.add(user.username());
        newcomers.add(user);
      } else if (mine == null) {
        notMine(user, links.isOfOthers(user));
      } else if (seen.add(user.username())) {
        if (Adoption.isListed(mine)) {
          report.addKnown();
        } else if (isSettled(mine)) {
          report.addCompared();
          shown.put(
              mine, (wish, recorded) -> observed(mine, wish, user).withGroups(recorded.groups()));
        } else {
          report.addLeftOut();
        }
      }
    }
    compare(shown);
    if (!newcomers.isEmpty()) {
      Claims claims = findings.newcomers(pool, newcomers);
      report.addDiffering(newcomers.size() - claims.unclaimed().size(), claims.settled());
      claims.unclaimed().forEach(user -> notMine(user, false));
    }
    count(page.items().size(), "accounts");
  }

  /** Whether it was made after the backup, and is not what our record is about. */
  private boolean isNewcomer(ListedUser user, @Nullable Account mine) {
    return restoredTo != null
        && user.createdAt().isAfter(restoredTo)
        && (mine == null || (isSettled(mine) && !OwnLinks.isThis(mine, user)));
  }

  private void notMine(ListedUser user, boolean ofOthers) {
    if (ofOthers) {
      report.accounts().addOfOthers();
    } else {
      report.accounts().add(user.username());
      findings.unknown(pool, "account", user.username());
    }
  }

  private Sight.Present observed(Account mine, Wish wish, ListedUser user) {
    return Observation.of(
        setting.pools().get(pool),
        traits,
        mine,
        wish,
        new Outcome.Found(
            user.username(),
            user.sub(),
            user.attributes(),
            user.enabled(),
            user.status(),
            user.createdAt()));
  }

  /** Whether what is recorded of an account is to be compared with what a listing shows. */
  private boolean isSettled(Account link) {
    Progress.State state = link.progress().state();
    @Nullable Instant heard = link.seenAt();
    return link.known() == Account.Known.OURS
        && (state == Progress.State.IN_STEP || state == Progress.State.REFUSED)
        && link.lease().returned()
        && (heard == null || heard.isBefore(begun.minus(LAG)));
  }

  /** Goes through the app's accounts that are to be compared, piece by piece. */
  private void eachOfOurs(BiConsumer<Account, Map<Account, Shown>> look) {
    eachOfOurs(look, () -> {});
  }

  private void eachOfOurs(BiConsumer<Account, Map<Account, Shown>> look, Runnable afterPiece) {
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
    } while (piece.size() == PIECE);
  }

  private void compare(Map<Account, Shown> shown) {
    if (shown.isEmpty()) {
      return;
    }
    List<Drift> drifts = setting.directory().<List<Drift>>read(tx -> comparison.of(tx, shown));
    if (!drifts.isEmpty()) {
      report.addDiffering(drifts.size(), findings.differ(pool, drifts));
    }
  }

  private void count(int more, String what) {
    long before = listed / STEP;
    listed += more;
    if (listed / STEP > before) {
      say(listed + " " + what + " listed");
    }
  }
}
