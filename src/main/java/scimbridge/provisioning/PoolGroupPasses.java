package scimbridge.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.policy.App;

/** Background work on pool groups: one pass over one of them. */
final class PoolGroupPasses {
  private final Setting setting;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final GroupWrites groups;

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
        setting.directory().write(tx -> tryLater(tx, row));
        return;
      }
      PoolGroupRun run = groups.run(row, row.phase() == Phase.WANTED);
      if (execution.run(List.of(run), setting.now().plus(Worker.PASS))
          == Execution.Ending.NOT_ADMITTED) {
        run.end(Verdict.Pending.forQuota(setting.now().plus(Worker.IDLE)));
      }
      setting.directory().write(tx -> settle(tx, app.get(), run));
    }
    settlements.settled(row.group());
  }

  /** A retiring group keeps giving access until every member has the new one. */
  private boolean isWaitingForMembers(PoolGroup row) {
    return row.phase() == Phase.RETIRING
        && setting
            .directory()
            .<Boolean>read(
                tx ->
                    tx.accounts().anyMemberOutOfStep(row.app(), row.pool(), row.group())
                        || tx.poolGroups().ofGroup(row.app(), row.group()).stream()
                            .anyMatch(
                                other ->
                                    other.pool().equals(row.pool())
                                        && other.phase() == Phase.WANTED));
  }

  private boolean tryLater(Transaction tx, PoolGroup row) {
    Progress progress = row.progress();
    Progress later =
        new Progress(
            Progress.State.PENDING,
            progress.reason(),
            progress.since(),
            progress.attempts(),
            setting.now().plus(Worker.IDLE),
            progress.uncertainUntil());
    tx.poolGroups().update(row.with(row.phase(), later));
    tx.poolGroups().release(row);
    return true;
  }

  private boolean settle(Transaction tx, App app, PoolGroupRun run) {
    PoolGroup row = run.poolGroup();
    boolean wanted = row.phase() == Phase.WANTED;
    // Where deletion is off, the group stays in the pool and ours, and its members leave it.
    Phase gone = app.operations().delete() ? null : Phase.UNWANTED;
    Settling.record(tx, run, wanted ? Phase.PRESENT : gone, row.phase(), setting.now());
    GroupWrites.settleNames(
        tx, app, row.group(), tx.resources().group(row.app(), row.group()).orElse(null));
    return true;
  }
}
