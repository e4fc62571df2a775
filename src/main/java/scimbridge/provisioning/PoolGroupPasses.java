package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Account;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceType;
import scimbridge.policy.App;

/** Background work on pool groups: one pass over one of them. */
final class PoolGroupPasses {
  /** How soon a group that waits for its members looks again whether they have followed. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Setting setting;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final GroupWrites groups;

  /** What is worked on now; see {@link AccountPasses}. */
  private final Map<String, PoolGroupRun> underWay = new ConcurrentHashMap<>();

  PoolGroupPasses(
      Setting setting,
      Execution execution,
      Turns turns,
      Settlements settlements,
      GroupWrites groups) {
    this.setting = setting;
    this.execution = execution;
    this.turns = turns;
    this.settlements = settlements;
    this.groups = groups;
  }

  /** Works on a leased pool group and gives its lease back. */
  void pass(PoolGroup row) throws InterruptedException {
    Optional<App> app = setting.find(row.app());
    boolean connected = setting.pools().find(row.pool()).isPresent();
    boolean ready = app.isPresent() && connected && !isWaitingForMembers(row);
    try (Turns.Turn turn = turns.take(row.id(), row.lease().epoch(), Duration.ZERO)) {
      if (turn == null || !ready) {
        setting.directory().write(tx -> tryLater(tx, row, row.progress().reason()));
        return;
      }
      PoolGroupRun run =
          setting
              .directory()
              .<PoolGroupRun>read(tx -> groups.run(tx, row, row.phase() == Phase.WANTED));
      underWay.put(row.id(), run);
      if (execution.runInBackground(run, setting.now().plus(Worker.PASS))
          == Execution.Ending.NOT_ADMITTED) {
        run.end(Verdict.Pending.forQuota(setting.now().plus(Worker.IDLE)));
      }
      setting.directory().write(tx -> settle(tx, run));
      underWay.remove(row.id());
    }
    settlements.settled(row.group());
  }

  /**
   * A group of ours that somebody deleted in the pool is made again, whoever uses it. Who only
   * knows it wants nothing of it.
   *
   * @return whether anybody does
   */
  static boolean recreate(
      Transaction tx, PoolId pool, String groupName, String owner, Instant now) {
    boolean wanted = false;
    for (PoolGroup row : tx.poolGroups().inPool(pool, List.of(groupName))) {
      if (row.phase() == Phase.PRESENT && !row.isUntouched()) {
        wanted = true;
        tx.poolGroups()
            .takeOver(row.app(), row.id(), owner, now)
            .filter(tx.poolGroups()::delete)
            .map(
                gone ->
                    gone.wantedAgain(
                        UUID.randomUUID().toString(), gone.progress().uncertainUntil(), now))
            .ifPresent(tx.poolGroups()::insert);
      }
    }
    return wanted;
  }

  /** A retiring group keeps giving access until every member has the new one. */
  private boolean isWaitingForMembers(PoolGroup row) {
    return row.phase() == Phase.RETIRING
        && setting
            .directory()
            .<Boolean>read(
                tx -> {
                  Set<String> successors = new HashSet<>();
                  for (PoolGroup other : tx.poolGroups().ofGroup(row.app(), row.group())) {
                    if (other.pool().equals(row.pool()) && other.phase() == Phase.WANTED) {
                      return true;
                    }
                    if (other.pool().equals(row.pool()) && other.phase() == Phase.PRESENT) {
                      successors.add(other.id());
                    }
                  }
                  return tx.accounts().anyMemberPending(row.app(), row.pool(), row.group())
                      || tx.accounts().refusedMembers(row.app(), row.pool(), row.group()).stream()
                          .anyMatch(account -> wouldLoseAccess(account, row, successors));
                });
  }

  /** A refused member that is not in the group, or has the new one too, has nothing to wait for. */
  private static boolean wouldLoseAccess(
      Account account, PoolGroup retiring, Set<String> successors) {
    return switch (account.known()) {
      case ABSENT, FOREIGN -> false;
      case UNCLEAR, UNREADABLE -> true;
      case OURS, LISTED ->
          account.groups().contains(retiring.id())
              && Collections.disjoint(account.groups(), successors);
    };
  }

  /** Gives the lease of a pass back that failed; see {@link AccountPasses#abandon}. */
  void abandon(PoolGroup leased) {
    Instant certain = Setting.certain(setting.now(), null);
    @Nullable PoolGroupRun run = underWay.get(leased.id());
    setting
        .directory()
        .<Boolean>write(
            tx ->
                tx.poolGroups().withIds(leased.app(), List.of(leased.id())).stream()
                    .filter(stored -> stored.lease().epoch() == leased.lease().epoch())
                    .map(stored -> stored.unsure(certain))
                    .filter(unsure -> tryLater(tx, unsure, Worker.FAILED))
                    .allMatch(unsure -> failed(tx, leased, run)));
    underWay.remove(leased.id());
  }

  private boolean failed(Transaction tx, PoolGroup leased, @Nullable PoolGroupRun run) {
    if (run == null || run.epoch() != leased.lease().epoch() || run.calls().isEmpty()) {
      return false;
    }
    String why = CutOffPasses.failed(leased.lease().until().minus(Setting.LEASE));
    Entry entry = entry(tx, leased, setting.now(), "pending", why);
    tx.audit().append(CallRecord.complete(entry, List.of(run)));
    return true;
  }

  private boolean tryLater(Transaction tx, PoolGroup row, @Nullable String reason) {
    Progress progress = row.progress();
    Duration pause = Settling.backoff(progress.attempts());
    Progress later =
        new Progress(
            Progress.State.PENDING,
            reason,
            progress.since(),
            progress.attempts() + 1,
            setting.now().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE),
            progress.uncertainUntil());
    tx.poolGroups().update(row.with(row.phase(), later));
    tx.poolGroups().release(row);
    return true;
  }

  private boolean settle(Transaction tx, PoolGroupRun run) {
    PoolGroup row = run.poolGroup();
    Instant now = setting.now();
    groups.recordRun(tx, run, row.phase(), now);
    boolean refused = run.verdict() instanceof Verdict.Refused;
    if (!run.calls().isEmpty() || (refused && row.progress().state() != State.REFUSED)) {
      tx.audit().append(CallRecord.complete(entry(tx, run, now), List.of(run)));
    }
    return true;
  }

  /** A record of work on a Cognito group; its name there names a group that was deleted. */
  private static Entry entry(Transaction tx, PoolGroupRun run, Instant now) {
    String result =
        run.inStep() ? "done" : run.verdict() instanceof Verdict.Refused ? "refused" : "pending";
    String detail = "";
    if (run.verdict() instanceof Verdict.Refused refused) {
      detail = refused.refusal().detail();
    } else if (run.verdict() instanceof Verdict.Pending pending) {
      detail = pending.reason();
    }
    return entry(tx, run.poolGroup(), now, result, detail);
  }

  private static Entry entry(
      Transaction tx, PoolGroup row, Instant now, String result, String detail) {
    Subject subject =
        tx.resources()
            .group(row.app(), row.group())
            .map(Journal::subject)
            .orElseGet(() -> new Subject(ResourceType.GROUP, row.group(), row.groupName()));
    return Journal.entry(now, Journal.worker(row.app()), subject, "group.converge", result, detail)
        .in(row.pool());
  }
}
