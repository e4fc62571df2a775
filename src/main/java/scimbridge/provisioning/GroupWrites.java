package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.plan.GroupName;
import scimbridge.policy.App;
import scimbridge.policy.App.GroupProjection;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.Written;

/**
 * The transactions around a change to a group. Only the group's own names need calls; who joins or
 * leaves is accepted at once and the members' accounts follow.
 */
final class GroupWrites {
  private final Setting setting;
  private final Turns turns;

  GroupWrites(Setting setting, Turns turns) {
    this.setting = setting;
    this.turns = turns;
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
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), id);
    if (next != null && isBeingDeleted(rows, next, now)) {
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
      Optional<ResourceId> blocker =
          UserNames.reserve(
              tx,
              app.id(),
              id,
              names(app, next, rows),
              "A group named '" + next.displayName() + "' already exists.");
      if (blocker.isPresent()) {
        return new Decided(new Prepared.Blocked<>(blocker.get()), Set.of());
      }
    }
    List<PoolGroupRun> runs =
        next == null
            ? removals(tx, app, rows, now)
            : projects ? creations(tx, app, next, rows, now) : List.of();
    if (runs.isEmpty()) {
      Group stored = accept(tx, app, id, current, next, now);
      Set<ResourceId> changed =
          next == null ? Set.of() : GroupMembers.apply(tx, app.id(), id, delta, now);
      settleNames(tx, app, id, next);
      Journal.note(tx, now, request, id, action(current, next), "accepted", "");
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
    return new Decided(new Prepared.Open<>(proposal, runs), Set.of());
  }

  /** Whether the worker is at a pool group that is about to get its name back. */
  private static boolean isBeingDeleted(List<PoolGroup> rows, Group next, Instant now) {
    String groupName = GroupName.encode(next.displayName());
    return rows.stream()
        .anyMatch(
            row ->
                row.phase() == Phase.RETIRING
                    && row.groupName().equals(groupName)
                    && row.lease().live(now));
  }

  private List<PoolGroupRun> creations(
      Transaction tx, App app, Group next, List<PoolGroup> rows, Instant now) {
    List<PoolGroupRun> runs = new ArrayList<>();
    for (PoolId pool : projected(app)) {
      String groupName = GroupName.encode(next.displayName());
      boolean there =
          rows.stream()
              .anyMatch(row -> row.pool().equals(pool) && row.groupName().equals(groupName));
      if (there) {
        refuseWhileLeaving(rows, pool, groupName);
        retryRefused(tx, rows, pool, groupName, now);
        continue;
      }
      PoolGroup fresh =
          new PoolGroup(
              UUID.randomUUID().toString(),
              app.id(),
              pool,
              next.id(),
              groupName,
              Phase.WANTED,
              now,
              Progress.pending(now, null),
              new Lease(setting.owner(), 1, now.plus(Setting.LEASE)));
      PoolGroupRun run = run(fresh, true);
      run.plan().refusals().stream()
          .findFirst()
          .ifPresent(
              refusal -> {
                throw Fault.of(refusal.kind(), refusal.detail());
              });
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
        move(tx, row, row.phase(), Progress.pending(now, "The group has changed."), now);
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

  private List<PoolGroupRun> removals(Transaction tx, App app, List<PoolGroup> rows, Instant now) {
    List<PoolGroupRun> runs = new ArrayList<>();
    if (!app.operations().delete()) {
      return runs;
    }
    for (PoolGroup row : rows) {
      if (setting.pools().find(row.pool()).isPresent()) {
        tx.poolGroups()
            .takeOver(app.id(), row.id(), setting.owner(), now.plus(Setting.LEASE))
            .ifPresent(mine -> runs.add(run(mine, false)));
      }
    }
    return runs;
  }

  /** The run that makes a leased pool group be there or be gone. */
  PoolGroupRun run(PoolGroup row, boolean wantedThere) {
    return new PoolGroupRun(
        setting.pools().get(row.pool()),
        setting.app(row.app()).operations(),
        row,
        wantedThere,
        () -> turns.wanted(row.id(), row.lease().epoch()));
  }

  private static List<PoolId> projected(App app) {
    return app.groups() == GroupProjection.NONE ? List.of() : app.pools();
  }

  private static Set<Name> names(App app, Group group, List<PoolGroup> rows) {
    Set<Name> names = new LinkedHashSet<>();
    names.add(Name.displayName(app.id(), group.displayName()));
    projected(app)
        .forEach(pool -> names.add(Name.groupName(pool, GroupName.encode(group.displayName()))));
    rows.forEach(row -> names.add(Name.groupName(row.pool(), row.groupName())));
    return names;
  }

  /** Makes the change the accepted state, but for its members. */
  private @Nullable Group accept(
      Transaction tx,
      App app,
      ResourceId id,
      @Nullable Group current,
      @Nullable Group next,
      Instant now) {
    if (next == null) {
      if (!app.operations().delete()) {
        tx.accounts().membersOutOfStep(app.id(), id, now, "A group of the user was deleted.");
      }
      tx.members().clear(app.id(), id);
      tx.members().leaveAll(app.id(), id);
      tx.resources().delete(app.id(), ResourceType.GROUP, id);
    } else if (current == null) {
      tx.resources().insert(next);
    } else {
      tx.resources().replace(next);
    }
    if (next != null) {
      retireOthers(tx, app, next, now);
    }
    return next;
  }

  /**
   * After a rename, the pool groups with other names are on their way out; one that is back stays.
   */
  private void retireOthers(Transaction tx, App app, Group next, Instant now) {
    String groupName = GroupName.encode(next.displayName());
    for (PoolGroup row : tx.poolGroups().ofGroup(app.id(), next.id())) {
      boolean named = row.groupName().equals(groupName);
      // One that is unwanted and in step stayed in the pool because deletion is off.
      boolean kept =
          row.phase() == Phase.UNWANTED && row.progress().state() == Progress.State.IN_STEP;
      if (named && (row.phase() == Phase.RETIRING || kept)) {
        move(tx, row, Phase.PRESENT, Progress.IN_STEP, now);
        tx.accounts().membersOutOfStep(app.id(), next.id(), now, "A group was renamed.");
      } else if (!named && row.phase() != Phase.RETIRING && !kept) {
        Phase phase = row.phase() == Phase.PRESENT ? Phase.RETIRING : Phase.UNWANTED;
        move(tx, row, phase, Progress.pending(now, "The group was renamed."), now);
      }
    }
  }

  /** Moves a pool group to another phase and fences off whoever works on it. */
  private void move(Transaction tx, PoolGroup row, Phase phase, Progress progress, Instant now) {
    tx.poolGroups()
        .takeOver(row.app(), row.id(), setting.owner(), now)
        .ifPresent(
            mine -> {
              tx.poolGroups().update(mine.with(phase, progress));
              tx.poolGroups().release(mine);
            });
  }

  /** Ends a proposal after its calls; false if somebody else has taken it over in the meantime. */
  Optional<Set<ResourceId>> settle(
      Transaction tx,
      Request request,
      Proposal proposal,
      List<PoolGroupRun> runs,
      @Nullable Fault rejection) {
    if (!tx.proposals().close(proposal)) {
      return Optional.empty();
    }
    App app = setting.app(proposal.app());
    ResourceId id = proposal.resource();
    Group current = tx.resources().group(app.id(), id).orElse(null);
    Group next = (Group) proposal.next();
    Instant now = setting.now();
    for (PoolGroupRun run : runs) {
      record(tx, run, rejection != null, next == null, now);
    }
    Set<ResourceId> changed = Set.of();
    if (rejection == null) {
      accept(tx, app, id, current, next, now);
      if (proposal.members() != null) {
        changed = GroupMembers.apply(tx, app.id(), id, proposal.members(), now);
      }
    }
    settleNames(tx, app, id, rejection == null ? next : current);
    boolean pending = runs.stream().anyMatch(run -> !(run.verdict() instanceof Verdict.InStep));
    Journal.note(
        tx,
        now,
        request,
        id,
        action(current, next),
        rejection != null ? "rejected" : pending ? "pending" : "accepted",
        rejection != null ? rejection.detail() : "");
    return Optional.of(changed);
  }

  private static void record(
      Transaction tx, PoolGroupRun run, boolean rejected, boolean deleting, Instant now) {
    if (deleting && rejected) {
      keep(tx, run, now);
    } else if (deleting) {
      Settling.record(tx, run, null, Phase.UNWANTED, now);
    } else if (!rejected) {
      Settling.record(tx, run, Phase.PRESENT, Phase.WANTED, now);
    } else if (run.touched()) {
      // What was made for a change that is not to be is taken away again by the worker.
      PoolGroup row = run.poolGroup();
      tx.poolGroups()
          .update(
              row.with(
                  Phase.UNWANTED,
                  new Progress(
                      Progress.State.PENDING,
                      "The request was refused.",
                      now,
                      0,
                      now,
                      run.uncertainUntil())));
      tx.poolGroups().release(row);
    } else {
      tx.poolGroups().delete(run.poolGroup());
    }
  }

  /** The deletion is not to be: what is still there stays, what may be gone is made again. */
  private static void keep(Transaction tx, PoolGroupRun run, Instant now) {
    PoolGroup row = run.poolGroup();
    if (!run.touched()) {
      tx.poolGroups().release(row);
    } else if (tx.poolGroups().delete(row)) {
      tx.poolGroups().insert(row.wantedAgain(UUID.randomUUID().toString(), now));
    }
  }

  /**
   * Settles a proposal that nobody works on any more: accepted, its pool groups looked at first.
   */
  void rollForward(Transaction tx, Proposal proposal) {
    Optional<App> configured = setting.find(proposal.app());
    if (configured.isEmpty() || !tx.proposals().close(proposal)) {
      return;
    }
    App app = configured.get();
    ResourceId id = proposal.resource();
    Group current = tx.resources().group(app.id(), id).orElse(null);
    Group next = (Group) proposal.next();
    Instant now = setting.now();
    Instant certain =
        proposal.since().plus(app.requestWait()).plus(Setting.ATTEMPT).plus(Setting.SETTLING);
    for (PoolGroup row : tx.poolGroups().ofGroup(app.id(), id)) {
      tx.poolGroups()
          .takeOver(app.id(), row.id(), setting.owner(), now)
          .ifPresent(mine -> reopen(tx, mine, next == null, now, certain));
    }
    accept(tx, app, id, current, next, now);
    if (proposal.members() != null) {
      GroupMembers.apply(tx, app.id(), id, proposal.members(), now);
    }
    settleNames(tx, app, id, next);
    Journal.note(
        tx,
        now,
        new Request(app.id(), "recovery", proposal.requestId()),
        id,
        action(current, next),
        "pending",
        "The bridge stopped in the middle of this change.");
  }

  private static void reopen(
      Transaction tx, PoolGroup row, boolean deleting, Instant now, Instant certain) {
    Progress unclear =
        new Progress(
            Progress.State.PENDING,
            "The bridge stopped in the middle of this change.",
            now,
            0,
            now,
            certain);
    if (deleting) {
      tx.poolGroups().update(row.with(Phase.UNWANTED, unclear));
    } else if (row.phase() == Phase.WANTED) {
      tx.poolGroups().update(row.with(Phase.WANTED, unclear));
    }
    tx.poolGroups().release(row);
  }

  /** Gives back the names that neither the group nor a pool group of it needs. */
  static void settleNames(Transaction tx, App app, ResourceId id, @Nullable Group group) {
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), id);
    Set<Name> kept = new LinkedHashSet<>();
    if (group != null) {
      kept.addAll(names(app, group, rows));
    }
    rows.forEach(row -> kept.add(Name.groupName(row.pool(), row.groupName())));
    tx.names().keepOnly(app.id(), id, kept);
  }

  private static String action(@Nullable Group current, @Nullable Group next) {
    return current == null ? "group.create" : next == null ? "group.delete" : "group.update";
  }
}
