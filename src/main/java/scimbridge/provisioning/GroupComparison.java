package scimbridge.provisioning;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;
import scimbridge.plan.GroupPlanner;
import scimbridge.provisioning.AccountComparison.Shown;
import scimbridge.provisioning.PoolListing.Page;

/**
 * Compares the groups of a pool, and who is in those of the app. Of the memberships it remembers
 * only so many at a time; where there are more, the app's accounts are gone through once for each
 * part.
 */
final class GroupComparison {
  private final PoolComparison shared;
  private final PoolListing listing;
  private final int memberships;

  /**
   * A comparison that has not begun.
   *
   * @param memberships how many are remembered at a time
   */
  GroupComparison(PoolComparison shared, PoolListing listing, int memberships) {
    this.shared = shared;
    this.listing = listing;
    this.memberships = memberships;
  }

  /** Goes through them. */
  void run() throws InterruptedException {
    // Before the pool is listed: what is made from now on may be missing from the listing.
    SortedSet<String> ours = shared.ourGroups();
    listing.groups(shared.pool, null, this::groups);
    members(ours);
  }

  private void groups(Page<ListedGroup> page) {
    if (page.anew()) {
      shared.report.groups().clear();
    }
    List<String> names = page.items().stream().map(ListedGroup::name).toList();
    Map<String, Boolean> known = new HashMap<>();
    shared
        .setting
        .directory()
        .<List<PoolGroup>>read(tx -> tx.poolGroups().inPool(shared.pool, names))
        .forEach(
            row ->
                known.merge(
                    row.groupName(), row.app().equals(shared.app.id()), Boolean::logicalOr));
    for (String name : names) {
      Boolean mine = known.get(name);
      if (mine == null) {
        shared.report.groups().add(name);
        shared.findings.unknown(shared.pool, "group", name);
      } else if (!mine) {
        shared.report.groups().addOfOthers();
      }
    }
  }

  /**
   * Who is in a group of the app and should not be, page by page; then who is not and should be.
   */
  private void members(SortedSet<String> present) throws InterruptedException {
    Fingerprints seen = new Fingerprints();
    SortedSet<String> part = new TreeSet<>();
    for (String group : present) {
      if (listing.members(shared.pool, group, null, page -> members(group, page, seen))) {
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
    shared.say(
        "the members of "
            + present.size()
            + " groups of app '"
            + shared.app.id()
            + "' are compared");
  }

  private void missing(String group) {
    List<String> sentences =
        GroupPlanner.plan(
                shared.pool, shared.app.operations(), group, true, GroupPlanner.Seen.ABSENT)
            .sentences()
            .toList();
    shared.report.addMissingGroup(shared.findings.missing(shared.pool, group, sentences));
  }

  private void members(String group, Page<ListedUser> page, Fingerprints seen) {
    OwnLinks links =
        OwnLinks.of(shared.setting.directory(), shared.app.id(), shared.pool, page.items());
    Map<Account, Shown> shown = new LinkedHashMap<>();
    for (ListedUser member : page.items()) {
      Account mine = links.mine(member);
      if (mine == null || !OwnLinks.isThis(mine, member)) {
        shared.report.addStranger();
      } else if (seen.add(membership(group, mine))
          && shared.isSettled(mine)
          && !shared.recordedGroups(mine).contains(group)) {
        shown.put(
            mine,
            (wish, recorded) -> {
              SortedSet<String> more = new TreeSet<>(recorded.groups());
              more.add(group);
              return recorded.withGroups(more);
            });
      }
    }
    shared.compare(shown);
    shared.count(page.items().size(), "memberships");
  }

  /** Which accounts are recorded to be in groups and were not seen there. */
  private void lacking(SortedSet<String> groups, Fingerprints seen) throws InterruptedException {
    SortedSet<String> part = new TreeSet<>(groups);
    shared.eachOfOurs(
        (mine, shown) -> {
          SortedSet<String> lacks = shared.recordedGroups(mine);
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

  private static String membership(String group, Account mine) {
    return group + "\n" + mine.username();
  }
}
