package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Lease;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.policy.App;
import scimbridge.policy.Policy;

/**
 * Compares the Cognito groups that an app should have by its configuration with those it has, and
 * marks the difference for the worker: groups that policies give, another prefix, another choice of
 * groups, another pool. It makes no call; where nothing differs it writes nothing.
 */
final class PoolGroupReview {
  private static final Logger log = LoggerFactory.getLogger(PoolGroupReview.class);
  private static final String CHANGED = "The configuration has changed.";

  private final Setting setting;
  private final GroupWrites groups;
  private final GroupNames names;

  PoolGroupReview(Setting setting, GroupWrites groups) {
    this.setting = setting;
    this.groups = groups;
    this.names = new GroupNames(setting);
  }

  /** Reviews every app. */
  void begin() {
    setting.apps().keySet().forEach(this::review);
  }

  /** Reviews one app. */
  void review(AppId id) {
    App app = setting.app(id);
    grants(app);
    List<ResourceId> differing = new ArrayList<>();
    setting
        .directory()
        .<Boolean>read(
            tx -> {
              tx.resources()
                  .scan(
                      id,
                      ResourceType.GROUP,
                      new Narrowing.Everything(),
                      group -> {
                        if (differs(tx, app, (Group) group)) {
                          differing.add(group.id());
                        }
                        return true;
                      });
              return true;
            });
    for (ResourceId group : differing) {
      setting.directory().<Boolean>write(tx -> align(tx, app, group));
    }
  }

  private boolean differs(Transaction tx, App app, Group group) {
    List<PoolGroup> rows;
    try {
      rows = tx.poolGroups().ofGroup(app.id(), group.id());
    } catch (Fault unreadable) {
      // It stays as it is; the others have nothing to do with it.
      return false;
    }
    Map<PoolId, String> missing = new HashMap<>(names.of(tx, app, group, rows));
    boolean superfluous = false;
    for (PoolGroup row : rows) {
      if (row.phase() == Phase.PRESENT || row.phase() == Phase.WANTED) {
        superfluous |= !missing.remove(row.pool(), row.groupName());
      }
    }
    return superfluous || !missing.isEmpty();
  }

  /** Gives a group its names; the old ones stay until it can have all of the new ones. */
  boolean align(Transaction tx, App app, ResourceId id) {
    Group group = tx.resources().group(app.id(), id).orElse(null);
    if (group == null
        || !differs(tx, app, group)
        || tx.proposals().isOpen(app.id(), id)
        || tx.transfers().involving(app.id()).isPresent()) {
      return false;
    }
    Instant now = setting.now();
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), id);
    List<PoolGroup> fresh = new ArrayList<>();
    for (Map.Entry<PoolId, String> name : names.of(tx, app, group, rows).entrySet()) {
      boolean has =
          rows.stream()
              .anyMatch(
                  row ->
                      row.pool().equals(name.getKey()) && row.groupName().equals(name.getValue()));
      if (!has) {
        if (isTaken(tx, app, group, name.getKey(), name.getValue(), now)) {
          return false;
        }
        fresh.add(
            GroupNames.joined(
                tx,
                PoolGroup.wanted(
                    app.id(), name.getKey(), id, name.getValue(), Reason.PUSHED, now, Lease.NONE),
                now));
      }
    }
    fresh.forEach(tx.poolGroups()::insert);
    groups.retireOthers(tx, app, group, now);
    tx.accounts().membersOutOfStep(app.id(), id, now, CHANGED);
    return true;
  }

  private boolean isTaken(
      Transaction tx, App app, Group group, PoolId pool, String groupName, Instant now) {
    try {
      Optional<ResourceId> blocker = names.blocker(tx, app, group.id(), pool, groupName, now);
      if (blocker.isEmpty()) {
        return false;
      }
      refused(
          tx,
          app,
          group,
          "The Cognito group '"
              + groupName
              + "' in pool "
              + pool
              + " is still being changed for another group; this one gets its name when it is"
              + " changed next, or at the next start.",
          now);
      return true;
    } catch (Fault taken) {
      Throwable whose = taken.getCause();
      log.warn(
          "Group {} of app '{}' keeps its Cognito groups as they are: {} {}",
          group.id(),
          app.id(),
          taken.detail(),
          whose == null ? "" : whose.getMessage());
      refused(tx, app, group, taken.detail(), now);
      return true;
    }
  }

  private static void refused(Transaction tx, App app, Group group, String why, Instant now) {
    Journal.note(tx, now, Journal.worker(app.id()), group.id(), "group.review", "refused", why);
  }

  /** A row for each group that policies give, and none for those that they give no more. */
  private void grants(App app) {
    setting.directory().<Boolean>write(tx -> grants(tx, app, setting.now()));
  }

  private boolean grants(Transaction tx, App app, Instant now) {
    Map<ResourceId, PoolGroup> rows = new HashMap<>();
    tx.poolGroups().granted(app.id()).forEach(row -> rows.put(row.group(), row));
    for (Map.Entry<PoolId, Set<String>> pool : given(app).entrySet()) {
      for (String name : pool.getValue()) {
        ResourceId grant = PoolGroup.grantId(app.id(), pool.getKey(), name);
        PoolGroup row = rows.remove(grant);
        if (row == null) {
          AppId id = app.id();
          PoolId in = pool.getKey();
          add(tx, PoolGroup.wanted(id, in, grant, name, Reason.GRANTED, now, Lease.NONE), now);
        } else if (!row.isUnreadable()
            && (!row.wants() || row.progress().state() == Progress.State.REFUSED)) {
          // It may be there or not: it is looked for.
          Progress looking = Progress.pending(now, CHANGED);
          names.change(tx, row, now, mine -> mine.wanted(null, looking));
        }
      }
    }
    rows.values().stream()
        .filter(row -> row.wants() && !row.isUnreadable())
        .forEach(
            row -> {
              Progress pending = Progress.pending(now, CHANGED);
              names.change(tx, row, now, mine -> mine.with(Phase.UNWANTED, pending));
            });
    return true;
  }

  private static Map<PoolId, Set<String>> given(App app) {
    Map<PoolId, Set<String>> given = new TreeMap<>();
    for (Policy policy : app.policies()) {
      policy
          .pools()
          .forEach(
              pool -> given.computeIfAbsent(pool, none -> new TreeSet<>()).addAll(policy.grants()));
    }
    return given;
  }

  /** An administrator who names a group means the one that is there, so it is looked for first. */
  private static void add(Transaction tx, PoolGroup grant, Instant now) {
    PoolGroup joined = GroupNames.joined(tx, grant, now);
    tx.poolGroups()
        .insert(joined.phase() == Phase.PRESENT ? joined : joined.wanted(null, joined.progress()));
    if (joined.phase() == Phase.PRESENT) {
      tx.accounts().poolOutOfStep(grant.app(), grant.pool(), now, CHANGED);
    }
  }
}
