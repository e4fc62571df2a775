package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.App;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.Written;

/** The transaction before the calls of a change to a group: decide, reserve, plan, propose. */
final class GroupPreparation {
  private final Setting setting;
  private final GroupWrites groups;
  private final GroupNames names;

  GroupPreparation(Setting setting, GroupWrites groups) {
    this.setting = setting;
    this.groups = groups;
    this.names = new GroupNames(setting);
  }

  /** The answer to a prepared change, with who joined or left if it is decided. */
  record Decided(Prepared<Group, PoolGroupRun> prepared, Set<ResourceId> changed) {}

  /**
   * Decides whether the change can be had without a call, has to wait, or opens a proposal.
   *
   * @param next what the group is to become, or null if it is to be deleted
   * @param delta who really joins or leaves
   */
  Decided prepare(
      Transaction tx,
      Request request,
      @Nullable Group current,
      ResourceId id,
      @Nullable Group next,
      MemberDelta delta) {
    App app = setting.app(request.app());
    Instant now = setting.now();
    List<PoolGroup> found = tx.poolGroups().ofGroup(app.id(), id);
    List<PoolGroup> rows = next == null ? found : Adoption.adopted(app, found);
    SortedMap<PoolId, String> wanted =
        next == null ? new TreeMap<>() : names.of(tx, app, next, rows);
    if (isBeingDeleted(rows, wanted)) {
      // Wait for the call that may be in flight; then the group is made anew.
      return new Decided(new Prepared.Blocked<>(id), Set.of());
    }
    // Who only leaves must not be kept in by a group that cannot be made.
    boolean projects =
        next != null
            && (current == null
                || !delta.add().isEmpty()
                || !next.displayName().equals(current.displayName()));
    if (next != null && projects) {
      Optional<ResourceId> blocker = reserve(tx, app, next, rows, wanted, now);
      if (blocker.isPresent()) {
        return new Decided(new Prepared.Blocked<>(blocker.get()), Set.of());
      }
    }
    List<PoolGroupRun> runs =
        next == null
            ? removals(tx, app, rows, now)
            : projects ? creations(tx, app, next, rows, wanted, now) : List.of();
    if (runs.isEmpty()) {
      Group stored = groups.accept(tx, app, id, current, next, now);
      Set<ResourceId> changed =
          next == null ? Set.of() : GroupMembers.apply(tx, app, id, delta, now);
      groups.settleNames(tx, app.id(), id, next);
      tx.audit().append(groups.entry(now, request, current, next, delta, "accepted", ""));
      return new Decided(
          new Prepared.Answered<>(new Written<>(Objects.requireNonNullElse(stored, current), true)),
          changed);
    }
    Proposal proposal =
        new Proposal(
            app.id(),
            id,
            ResourceType.GROUP,
            next,
            next == null ? null : delta,
            false,
            now,
            request.requestId(),
            new Lease(setting.owner(), 1, now.plus(Setting.LEASE)));
    tx.proposals().open(proposal);
    return new Decided(new Prepared.Open<>(proposal, runs, next == null), Set.of());
  }

  /**
   * Whether somebody is, or was and never said what came of it, at the deletion of a pool group
   * that is about to get its name back.
   */
  private static boolean isBeingDeleted(List<PoolGroup> rows, SortedMap<PoolId, String> wanted) {
    return rows.stream()
        .anyMatch(
            row ->
                row.phase() == Phase.RETIRING
                    && row.groupName().equals(wanted.get(row.pool()))
                    && (!row.lease().returned() || row.progress().uncertainUntil() != null));
  }

  /** Takes the displayName, and makes sure that the group may have its name in every pool. */
  private Optional<ResourceId> reserve(
      Transaction tx,
      App app,
      Group next,
      List<PoolGroup> rows,
      SortedMap<PoolId, String> wanted,
      Instant now) {
    Map<Name, String> displayName =
        Map.of(
            Name.displayName(app.id(), next.displayName()),
            "A group named '" + next.displayName() + "' already exists.");
    Optional<ResourceId> blocker = UserNames.blocker(tx, app.id(), next.id(), displayName);
    for (Map.Entry<PoolId, String> name : wanted.entrySet()) {
      boolean has =
          rows.stream()
              .anyMatch(
                  row ->
                      row.wants()
                          && row.pool().equals(name.getKey())
                          && row.groupName().equals(name.getValue()));
      if (blocker.isEmpty() && !has) {
        blocker = names.blocker(tx, app, next.id(), name.getKey(), name.getValue(), now);
      }
    }
    return blocker.isPresent() ? blocker : UserNames.reserve(tx, app.id(), next.id(), displayName);
  }

  private List<PoolGroupRun> creations(
      Transaction tx,
      App app,
      Group next,
      List<PoolGroup> rows,
      SortedMap<PoolId, String> wanted,
      Instant now) {
    List<PoolGroupRun> runs = new ArrayList<>();
    for (Map.Entry<PoolId, String> name : wanted.entrySet()) {
      PoolId pool = name.getKey();
      String groupName = name.getValue();
      boolean there =
          rows.stream()
              .anyMatch(row -> row.pool().equals(pool) && row.groupName().equals(groupName));
      if (there) {
        refuseWhileLeaving(rows, pool, groupName);
        retryRefused(tx, rows, pool, groupName, now);
        continue;
      }
      PoolGroup fresh =
          GroupNames.joined(
              tx,
              PoolGroup.wanted(
                  app.id(),
                  pool,
                  next.id(),
                  groupName,
                  Reason.PUSHED,
                  now,
                  new Lease(setting.owner(), 1, now.plus(Setting.LEASE))),
              now);
      if (fresh.phase() == Phase.PRESENT) {
        tx.poolGroups().insert(fresh);
        continue;
      }
      PoolGroupRun run = groups.run(tx, fresh, true);
      Optional<Refusal> refusal = run.plan().refusals().stream().findFirst();
      if (refusal.isPresent() && UserRefusals.isSkipped(app, refusal.get())) {
        Progress skipped =
            new Progress(Progress.State.REFUSED, refusal.get().detail(), now, 0, null, null);
        tx.poolGroups().insert(fresh.with(Phase.WANTED, skipped).withLease(Lease.NONE));
        continue;
      }
      if (refusal.isPresent()) {
        throw Fault.of(refusal.get().kind(), refusal.get().detail());
      }
      tx.poolGroups().insert(fresh);
      runs.add(run);
    }
    return runs;
  }

  /** What was refused is planned again when the group changes. */
  private void retryRefused(
      Transaction tx, List<PoolGroup> rows, PoolId pool, String groupName, Instant now) {
    for (PoolGroup row : rows) {
      if (row.pool().equals(pool)
          && row.groupName().equals(groupName)
          && row.progress().state() == Progress.State.REFUSED) {
        groups.move(tx, row, row.phase(), Progress.pending(now, "The group has changed."), now);
      }
    }
  }

  private static void refuseWhileLeaving(List<PoolGroup> rows, PoolId pool, String groupName) {
    boolean leaving =
        rows.stream()
            .anyMatch(
                row ->
                    row.pool().equals(pool)
                        && row.groupName().equals(groupName)
                        && row.phase() == Phase.UNWANTED
                        && row.progress().state() != Progress.State.IN_STEP);
    if (leaving) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "A group of this name is still being removed from pool " + pool + ".",
          Duration.ofSeconds(1));
    }
  }

  /** Where Cognito groups are not to be deleted, a deletion that would delete one is refused. */
  private static void refuseDeletion(App app, List<PoolGroup> rows) {
    if (app.operations().whenOff() == WhenOff.REFUSE && rows.stream().anyMatch(PoolGroup::made)) {
      throw Fault.of(
          Fault.Kind.FORBIDDEN,
          "The group is not deleted: the operation 'delete' is switched off for this app.");
    }
  }

  private List<PoolGroupRun> removals(Transaction tx, App app, List<PoolGroup> rows, Instant now) {
    List<PoolGroupRun> runs = new ArrayList<>();
    if (!app.operations().delete()) {
      refuseDeletion(app, rows);
      return runs;
    }
    for (PoolGroup row : rows) {
      boolean stays = !row.made() || !GroupNames.sharers(tx, row).isEmpty();
      if (!stays && setting.pools().find(row.pool()).isPresent()) {
        tx.poolGroups()
            .takeOver(app.id(), row.id(), setting.owner(), now.plus(Setting.LEASE))
            .ifPresent(mine -> runs.add(groups.run(tx, afterOthers(row, mine, now), false)));
      }
    }
    return runs;
  }

  /**
   * Whoever has or had the lease may have made the group and will not write it down any more. In
   * this process its turn ends before ours begins, so that a look is to be believed at once.
   */
  private PoolGroup afterOthers(PoolGroup before, PoolGroup mine, Instant now) {
    if (before.lease().returned()) {
      return mine;
    }
    boolean here = before.lease().owner().equals(setting.owner());
    return mine.unsure(here ? now : mine.lease().until());
  }
}
