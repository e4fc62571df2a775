package scimbridge.provisioning;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.plan.GroupName;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.policy.GroupRules.Rename;

/**
 * Which GroupName a directory group has in each pool, and who else has the name there. The rows of
 * pool groups are what reserves a name: they are read and written in one transaction.
 */
final class GroupNames {
  private final Setting setting;

  GroupNames(Setting setting) {
    this.setting = setting;
  }

  /**
   * The pools that the group is projected to, and its name in each.
   *
   * @param rows its pool groups
   */
  SortedMap<PoolId, String> of(Transaction tx, App app, Group group, List<PoolGroup> rows) {
    SortedMap<PoolId, String> names = new TreeMap<>();
    if (!isProjected(tx, app, group)) {
      return names;
    }
    for (PoolGroup row : rows) {
      if (Adoption.isListed(row)) {
        names.put(row.pool(), row.groupName());
      }
    }
    if (!names.isEmpty()) {
      // As long as it is only known, it is where it was found and under the name it had.
      return names;
    }
    for (PoolId pool : app.pools()) {
      names.put(
          pool,
          pinned(app.groups(), rows, pool)
              .orElseGet(() -> GroupName.encode(app.groups().prefix() + group.displayName())));
    }
    return names;
  }

  private static boolean isProjected(Transaction tx, App app, Group group) {
    return switch (app.groups().which()) {
      case ALL -> true;
      case NONE -> false;
      case LISTED -> ListedGroups.includes(tx, app, group);
    };
  }

  /** The name that the group was made with, where names are pinned; one it never got is none. */
  private static Optional<String> pinned(GroupRules rules, List<PoolGroup> rows, PoolId pool) {
    if (rules.rename() != Rename.PIN) {
      return Optional.empty();
    }
    return rows.stream()
        .filter(row -> row.pool().equals(pool))
        .filter(
            row ->
                row.phase() == Phase.PRESENT
                    || (row.phase() == Phase.WANTED
                        && row.progress().state() != Progress.State.REFUSED))
        .map(PoolGroup::groupName)
        .findFirst();
  }

  /** The others that want the same Cognito group to be there, of whatever app. */
  static List<PoolGroup> sharers(Transaction tx, PoolGroup row) {
    return tx.poolGroups().inPool(row.pool(), List.of(row.groupName())).stream()
        .filter(other -> !isSame(other, row) && other.wants())
        .toList();
  }

  /**
   * A new pool group as it begins: where others of ours have the Cognito group already, it is there
   * and used; where somebody is about to make it, it is looked for first.
   */
  static PoolGroup joined(Transaction tx, PoolGroup fresh, Instant now) {
    List<PoolGroup> others = tx.poolGroups().inPool(fresh.pool(), List.of(fresh.groupName()));
    if (others.stream().anyMatch(GroupNames::isThere)) {
      return fresh.withMade(false).with(Phase.PRESENT, Progress.IN_STEP).withLease(Lease.NONE);
    }
    return others.stream().anyMatch(PoolGroup::wants)
        ? fresh.wanted(null, Progress.pending(now, null))
        : fresh;
  }

  private static boolean isThere(PoolGroup row) {
    return row.creatingSince() == null
        && row.progress().uncertainUntil() == null
        && (row.wants() ? row.phase() != Phase.WANTED : row.left() && row.made());
  }

  /**
   * Ends a row that wants its group no more while the group stays in the pool: its accounts leave
   * one by one. If the group was made for it, whoever uses it as well is now the one it was made
   * for, unless the app keeps what it made.
   */
  void leave(Transaction tx, App app, PoolGroup row, Instant now) {
    List<PoolGroup> sharers =
        app.operations().delete()
            ? sharers(tx, row).stream().filter(other -> !other.isUnreadable()).toList()
            : List.of();
    change(
        tx,
        row,
        now,
        mine ->
            mine.withMade(mine.made() && sharers.isEmpty()).with(Phase.UNWANTED, Progress.IN_STEP));
    if (row.made()) {
      sharers.stream()
          .min(Comparator.comparingInt(GroupNames::rank))
          .ifPresent(heir -> change(tx, heir, now, mine -> mine.withMade(true)));
    }
  }

  /** Who has the group for sure comes first. */
  private static int rank(PoolGroup row) {
    return row.phase() == Phase.PRESENT ? 0 : 1;
  }

  /** Changes a row, fencing off whoever works on it. */
  void change(Transaction tx, PoolGroup row, Instant now, UnaryOperator<PoolGroup> change) {
    tx.poolGroups()
        .takeOver(row.app(), row.id(), setting.owner(), now)
        .ifPresent(
            mine -> {
              tx.poolGroups().update(uncertain(row, mine, change.apply(mine), now));
              tx.poolGroups().release(mine);
            });
  }

  /** What is to be done next does not make certain what became of earlier calls. */
  private PoolGroup uncertain(PoolGroup before, PoolGroup mine, PoolGroup changed, Instant now) {
    if (changed.progress().state() != Progress.State.PENDING) {
      return changed;
    }
    Instant known = mine.progress().uncertainUntil();
    PoolGroup kept = known == null ? changed : changed.unsure(known);
    boolean lost = !before.lease().returned() && !before.lease().owner().equals(setting.owner());
    return lost ? kept.unsure(now.plus(Setting.ATTEMPT).plus(Setting.SETTLING)) : kept;
  }

  static boolean isSame(PoolGroup one, PoolGroup other) {
    return one.app().equals(other.app()) && one.id().equals(other.id());
  }

  /**
   * Makes sure that a directory group may have a name in a pool.
   *
   * @return who has to be settled first, if the name is held by somebody on the way in or out
   * @throws Fault UNIQUENESS if somebody has it for good
   */
  Optional<ResourceId> blocker(
      Transaction tx, App app, ResourceId group, PoolId pool, String groupName, Instant now) {
    for (PoolGroup row : tx.poolGroups().inPool(pool, List.of(groupName))) {
      boolean mine = row.app().equals(app.id()) && row.group().equals(group);
      boolean leftToItsOwner = row.left() && !row.made();
      if (mine || leftToItsOwner) {
        continue;
      }
      boolean proposed = tx.proposals().isOpen(row.app(), row.group());
      if (mayShare(app, row)) {
        boolean going = row.phase() == Phase.RETIRING;
        boolean beingDeleted = row.phase() == Phase.UNWANTED && !row.left();
        if (proposed || beingDeleted || (going && row.lease().live(now))) {
          return Optional.of(row.group());
        }
        continue;
      }
      Holder holder = new Holder(row.app(), row.group());
      if (row.reason() == Reason.PUSHED && (isGoing(row) || !UserNames.isSettled(tx, holder))) {
        return Optional.of(row.group());
      }
      throw taken(app, row, holder);
    }
    return Optional.empty();
  }

  /** Whether it is being deleted, perhaps when the last member has followed a rename. */
  private static boolean isGoing(PoolGroup row) {
    return (row.phase() == Phase.RETIRING || row.phase() == Phase.UNWANTED)
        && row.progress().state() == Progress.State.PENDING;
  }

  /** What an app is told; not whose a name is unless it is its own. */
  private static Fault taken(App app, PoolGroup row, Holder holder) {
    String name = "The Cognito group '" + row.groupName() + "' in pool " + row.pool();
    boolean own = row.app().equals(app.id()) && row.phase() == Phase.PRESENT;
    return Fault.of(
        Fault.Kind.UNIQUENESS,
        own
            ? name
                + " belongs to another group of this app, which was renamed; with 'rename: pin' it"
                + " keeps that name. Give this group another displayName."
            : name
                + " is already taken. Give this group another displayName, the app a"
                + " 'groupPrefix', or every app that shall use the group 'shareGroups: true'.",
        new NameTaken("pool/" + row.pool() + "/GroupName", holder));
  }

  /** Whether a directory group of the app may use the Cognito group together with this row. */
  private boolean mayShare(App app, PoolGroup row) {
    if (row.app().equals(app.id())) {
      return row.reason() == Reason.GRANTED || (row.left() && app.groups().shared());
    }
    return app.groups().shared()
        && setting.find(row.app()).filter(other -> other.groups().shared()).isPresent();
  }
}
