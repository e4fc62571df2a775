package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules.Rename;
import scimbridge.provisioning.Provisioning.Request;

/**
 * The transactions after the calls of a change to a group: settle it, or roll it forward. Only the
 * group's own names need calls; who joins or leaves is accepted at once and the members' accounts
 * follow.
 */
final class GroupWrites {
  private final Setting setting;
  private final Turns turns;
  private final GroupNames names;

  GroupWrites(Setting setting, Turns turns) {
    this.setting = setting;
    this.turns = turns;
    this.names = new GroupNames(setting);
  }

  /** The run that makes a leased pool group be there or be gone. */
  PoolGroupRun run(Transaction tx, PoolGroup row, boolean wantedThere) {
    return new PoolGroupRun(
        setting.pools().get(row.pool()),
        setting.app(row.app()).operations(),
        row,
        wantedThere,
        !GroupNames.sharers(tx, row).isEmpty(),
        this::remember,
        () -> turns.wanted(row.id(), row.lease().epoch()));
  }

  private boolean remember(PoolGroup asked) {
    return setting.directory().<Boolean>write(tx -> tx.poolGroups().update(asked));
  }

  /** Makes the change the accepted state, but for its members. */
  @Nullable Group accept(
      Transaction tx,
      App app,
      ResourceId id,
      @Nullable Group current,
      @Nullable Group next,
      Instant now) {
    if (next == null) {
      Following.deleting(tx, app, id, now);
      letGoOfListed(tx, app, id, now);
      leaveBehind(tx, app, id, now);
      ListedGroups.deleted(tx, app, id);
      tx.members().clear(app.id(), id);
      tx.members().leaveAll(app.id(), id);
      tx.resources().delete(app.id(), ResourceType.GROUP, id);
    } else if (current == null) {
      tx.resources().insert(next);
    } else {
      tx.resources().replace(next);
    }
    if (next != null) {
      adopt(tx, app, current, next, now);
      ListedGroups.accepted(tx, app, next);
      retireOthers(tx, app, next, now);
      Following.accepted(tx, app, next, now);
    }
    return next;
  }

  /**
   * Makes what was only known of a group that changes the bridge's; of one that is new, nothing.
   */
  private void adopt(Transaction tx, App app, @Nullable Group current, Group next, Instant now) {
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), next.id());
    if (Adoption.adopts(app, rows)) {
      rows.stream()
          .filter(Adoption::isListed)
          .forEach(
              row -> {
                names.change(tx, row, now, mine -> mine.withReason(Reason.PUSHED));
                Adoption.note(tx, now, row);
              });
      // Whoever joined while the group was only known is not in it yet.
      tx.accounts().membersOutOfStep(app.id(), next.id(), now, "The group was adopted.");
    }
    boolean moves =
        current != null
            && !current.displayName().equals(next.displayName())
            && app.groups().rename() == Rename.MOVE;
    if (moves && !rows.isEmpty()) {
      Adoption.concernMembers(tx, app, next.id(), false, now);
    }
  }

  /** Cognito groups that are only known stay as they are, with everybody in them. */
  private void letGoOfListed(Transaction tx, App app, ResourceId id, Instant now) {
    tx.poolGroups().ofGroup(app.id(), id).stream()
        .filter(Adoption::isListed)
        .forEach(
            row ->
                tx.poolGroups()
                    .takeOver(app.id(), row.id(), setting.owner(), now)
                    .ifPresent(tx.poolGroups()::delete));
  }

  /** What of a deleted group stays in the pools is left by its members, one by one. */
  private void leaveBehind(Transaction tx, App app, ResourceId id, Instant now) {
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), id);
    boolean stay =
        rows.stream()
            .anyMatch(
                row ->
                    !app.operations().delete()
                        || !row.made()
                        || !GroupNames.sharers(tx, row).isEmpty());
    if (stay) {
      tx.accounts().membersOutOfStep(app.id(), id, now, "A group of the user was deleted.");
      Adoption.concernMembers(tx, app, id, true, now);
    }
    rows.stream().filter(PoolGroup::wants).forEach(row -> names.leave(tx, app, row, now));
  }

  /**
   * After a rename, the pool groups with other names are on their way out; one that is back stays.
   */
  void retireOthers(Transaction tx, App app, Group next, Instant now) {
    List<PoolGroup> rows = tx.poolGroups().ofGroup(app.id(), next.id());
    SortedMap<PoolId, String> wanted = names.of(tx, app, next, rows);
    for (PoolGroup row : rows) {
      boolean named = row.groupName().equals(wanted.get(row.pool()));
      boolean kept = row.left();
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
  void move(Transaction tx, PoolGroup row, Phase phase, Progress progress, Instant now) {
    names.change(tx, row, now, mine -> mine.with(phase, progress));
  }

  /** Ends a proposal after its calls; false if somebody else has taken it over in the meantime. */
  Optional<Set<ResourceId>> settle(
      Transaction tx,
      Request request,
      Proposal proposal,
      List<PoolGroupRun> runs,
      @Nullable Fault rejection) {
    if (!tx.proposals().close(proposal)) {
      tx.audit()
          .append(CallRecord.complete(Journal.overtaken(setting.now(), request, proposal), runs));
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
        changed = GroupMembers.apply(tx, app, id, proposal.members(), now);
      }
    }
    settleNames(tx, app.id(), id, rejection == null ? next : current);
    boolean pending = runs.stream().anyMatch(run -> !run.inStep());
    Entry entry =
        entry(
            now,
            request,
            current,
            next,
            proposal.members(),
            rejection != null ? "rejected" : pending ? "pending" : "accepted",
            rejection != null ? rejection.detail() : "");
    tx.audit().append(CallRecord.complete(entry, runs));
    return Optional.of(changed);
  }

  private void record(
      Transaction tx, PoolGroupRun run, boolean rejected, boolean deleting, Instant now) {
    if (deleting && rejected) {
      keep(tx, run, now);
    } else if (deleting) {
      recordRun(tx, run, Phase.UNWANTED, now);
    } else if (!rejected) {
      recordRun(tx, run, Phase.WANTED, now);
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
      tx.poolGroups()
          .insert(row.wantedAgain(UUID.randomUUID().toString(), run.uncertainUntil(), now));
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
    Instant certain = setting.certain(app, proposal);
    for (PoolGroup row : tx.poolGroups().ofGroup(app.id(), id)) {
      tx.poolGroups()
          .takeOver(app.id(), row.id(), setting.owner(), now)
          .ifPresent(mine -> reopen(tx, mine, next == null, now, certain));
    }
    accept(tx, app, id, current, next, now);
    if (proposal.members() != null) {
      GroupMembers.apply(tx, app, id, proposal.members(), now);
    }
    settleNames(tx, app.id(), id, next);
    Request recovery = Journal.recovery(app.id(), proposal.requestId());
    tx.audit()
        .append(
            entry(now, recovery, current, next, proposal.members(), "pending", Journal.CUT_OFF));
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
                certain)
            .after(row.progress());
    if (deleting) {
      tx.poolGroups().update(row.with(Phase.UNWANTED, unclear));
    } else if (row.phase() == Phase.WANTED) {
      tx.poolGroups().update(row.with(Phase.WANTED, unclear));
    }
    tx.poolGroups().release(row);
  }

  /** Gives back the names that the group does not need any more. */
  void settleNames(Transaction tx, AppId app, ResourceId id, @Nullable Group group) {
    Set<Name> kept = group == null ? Set.of() : Set.of(Name.displayName(app, group.displayName()));
    tx.names().keepOnly(app, id, kept);
  }

  /**
   * Records where a run ended; nothing, if somebody else has the lease by now.
   *
   * @param otherwise the phase of the row if the run is pending or refused
   */
  void recordRun(Transaction tx, PoolGroupRun run, Phase otherwise, Instant now) {
    Phase then = run.wantedThere() ? Phase.PRESENT : run.stays() ? Phase.UNWANTED : null;
    if (!Settling.record(tx, run, then, otherwise, now) || !run.inStep()) {
      return;
    }
    PoolGroup row = run.poolGroup();
    if (then != null && (row.reason() == Reason.GRANTED || row.phase() == Phase.UNWANTED)) {
      // No row of the directory says who is in it, or was.
      tx.accounts().poolOutOfStep(row.app(), row.pool(), now, "A group of the user has changed.");
    }
    if (run.gone() && !run.wantedThere()) {
      forget(tx, row, now);
    }
    setting
        .find(row.app())
        .filter(app -> then == Phase.UNWANTED)
        .ifPresent(app -> names.leave(tx, app, row, now));
  }

  /** The Cognito group is gone, so nobody is left to leave it. */
  private void forget(Transaction tx, PoolGroup gone, Instant now) {
    tx.poolGroups().inPool(gone.pool(), List.of(gone.groupName())).stream()
        .filter(PoolGroup::left)
        .forEach(
            row ->
                tx.poolGroups()
                    .takeOver(row.app(), row.id(), setting.owner(), now)
                    .ifPresent(tx.poolGroups()::delete));
  }

  /** A record of a change to a group; of one that is deleted, with the name it had. */
  Entry entry(
      Instant now,
      Request request,
      @Nullable Group current,
      @Nullable Group next,
      @Nullable MemberDelta members,
      String result,
      String detail) {
    Group named = Objects.requireNonNull(next != null ? next : current);
    Schemas schemas = setting.pools().schemas().of(named.app());
    List<Change> changes = new ArrayList<>(Changes.of(schemas, ResourceType.GROUP, current, next));
    String action =
        current == null
            ? "group.create"
            : next == null ? "group.delete" : changes.isEmpty() ? "group.members" : "group.update";
    changes.addAll(Changes.members(members));
    return Journal.entry(now, request, Journal.subject(named), action, result, detail)
        .changing(changes);
  }
}
