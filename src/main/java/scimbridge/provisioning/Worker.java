package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.Wish;
import scimbridge.policy.App;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Brings in step what no request waits for: accounts and pool groups that are pending, and
 * proposals whose process is gone. It looks at the store, not at a queue, so a restart loses
 * nothing.
 */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How many accounts are worked on at a time. */
  private static final int CONCURRENCY = 16;

  private static final Duration IDLE = Duration.ofMillis(500);

  /** How long one background pass over one account may wait for the gate. */
  private static final Duration PASS = Duration.ofSeconds(5);

  private final Setting setting;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final UserWrites users;
  private final GroupWrites groups;
  private final Semaphore slots = new Semaphore(CONCURRENCY);
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService passes = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread dispatcher;
  private volatile boolean closing;

  Worker(
      Setting setting,
      Execution execution,
      Turns turns,
      Settlements settlements,
      UserWrites users,
      GroupWrites groups) {
    this.setting = setting;
    this.execution = execution;
    this.turns = turns;
    this.settlements = settlements;
    this.users = users;
    this.groups = groups;
    this.dispatcher = Thread.ofPlatform().name("worker").daemon().unstarted(this::dispatch);
  }

  void start() {
    if (setting.directory().exclusive()) {
      setting
          .directory()
          .write(
              tx -> {
                tx.proposals().expireLeases();
                tx.accounts().expireLeases();
                tx.poolGroups().expireLeases();
                return true;
              });
    }
    dispatcher.start();
  }

  /** There may be something to do. */
  void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  private void dispatch() {
    while (!closing) {
      try {
        boolean recovered = recover();
        boolean groupsDue = leaseGroups();
        boolean found = leaseAccounts() || groupsDue || recovered;
        if (!found) {
          wake.tryAcquire(untilNextDue().toMillis(), TimeUnit.MILLISECONDS);
          wake.drainPermits();
        }
      } catch (InterruptedException closed) {
        return;
      } catch (RuntimeException broken) {
        // The store may be unreachable for a while; the worker is the last one that may give up.
        log.warn("The worker could not read its work; it tries again.", broken);
        pause();
      }
    }
  }

  private void pause() {
    try {
      setting.sleeper().sleep(IDLE);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration untilNextDue() {
    if (slots.availablePermits() == 0) {
      return IDLE;
    }
    Instant now = setting.now();
    Optional<Instant> due = setting.directory().read(tx -> tx.accounts().nextDue());
    return due.map(at -> Duration.between(now, at))
        .map(left -> left.isNegative() ? Duration.ofMillis(10) : left)
        .filter(left -> left.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  private boolean recover() {
    Instant now = setting.now();
    List<Proposal> abandoned =
        setting
            .directory()
            .write(
                tx ->
                    tx.proposals()
                        .leaseAbandoned(now, setting.owner(), now.plus(Setting.LEASE), 100));
    for (Proposal proposal : abandoned) {
      log.info(
          "Rolling forward the change of {} {} that request {} left.",
          proposal.type().scimName(),
          proposal.resource(),
          proposal.requestId());
      setting
          .find(proposal.app())
          .ifPresent(app -> app.pools().forEach(pool -> setting.pools().traits(pool)));
      setting
          .directory()
          .write(
              tx -> {
                if (proposal.type() == ResourceType.USER) {
                  users.rollForward(tx, proposal);
                } else {
                  groups.rollForward(tx, proposal);
                }
                return true;
              });
      settlements.settled(proposal.resource());
    }
    return !abandoned.isEmpty();
  }

  private boolean leaseAccounts() throws InterruptedException {
    int free = slots.availablePermits();
    if (free == 0) {
      return false;
    }
    Instant now = setting.now();
    List<Account> due =
        setting
            .directory()
            .write(
                tx -> tx.accounts().leaseDue(now, setting.owner(), now.plus(Setting.LEASE), free));
    for (Account account : due) {
      slots.acquire();
      passes.execute(() -> inSlot(() -> pass(account)));
    }
    return !due.isEmpty();
  }

  private boolean leaseGroups() throws InterruptedException {
    Instant now = setting.now();
    List<PoolGroup> due =
        setting
            .directory()
            .write(
                tx -> tx.poolGroups().leaseDue(now, setting.owner(), now.plus(Setting.LEASE), 4));
    for (PoolGroup poolGroup : due) {
      slots.acquire();
      passes.execute(() -> inSlot(() -> pass(poolGroup)));
    }
    return !due.isEmpty();
  }

  private void inSlot(Pass pass) {
    try {
      pass.run();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) {
      // One account's trouble must not end the worker; its lease runs out and it is tried again.
      log.warn("A background pass failed; it is tried again when its lease has run out.", broken);
    } finally {
      slots.release();
      wake();
    }
  }

  private void pass(Account account) throws InterruptedException {
    Optional<App> app = setting.find(account.app());
    Optional<ConnectedPool> pool = setting.pools().find(account.pool());
    if (app.isEmpty() || pool.isEmpty()) {
      postpone(account, "Its app or pool is not in the configuration any more.");
      return;
    }
    PoolTraits traits;
    try {
      traits = setting.pools().traits(account.pool());
    } catch (Fault unreachable) {
      postpone(account, unreachable.detail());
      return;
    }
    try (Turns.Turn turn =
        turns.take(UserWrites.key(account), account.lease().epoch(), Duration.ZERO)) {
      if (turn == null) {
        setting.directory().write(tx -> released(tx, account));
        return;
      }
      AccountRun run =
          setting.directory().read(tx -> prepare(tx, app.get(), pool.get(), traits, account));
      if (execution.run(List.of(run), setting.now().plus(PASS)) == Execution.Ending.NOT_ADMITTED) {
        run.end(new Verdict.Pending("Waiting for its turn within Cognito's quota.", setting.now()));
      }
      setting.directory().write(tx -> settle(tx, app.get(), run));
    }
    settlements.settled(account.user());
  }

  private static boolean released(Transaction tx, Account account) {
    tx.accounts().release(account);
    return true;
  }

  private AccountRun prepare(
      Transaction tx, App app, ConnectedPool pool, PoolTraits traits, Account account) {
    User user = tx.resources().user(account.app(), account.user()).orElse(null);
    Wish wish = Wishes.of(tx, app, pool, traits, user, null);
    return users.run(app, pool, traits, account, wish, wish, Wishes.sight(tx, account));
  }

  private boolean settle(Transaction tx, App app, AccountRun run) {
    Account account = run.account();
    User user = tx.resources().user(account.app(), account.user()).orElse(null);
    Instant now = setting.now();
    Settling.record(tx, app, run, user, now);
    users.settleNames(tx, app, account.user(), user);
    if (run.missingGroup() != null) {
      recreate(tx, run.missingGroup(), account, now);
    }
    if (run.verdict() instanceof Verdict.Refused refused) {
      Request worker = new Request(account.app(), "worker", "");
      String detail = refused.refusal().detail();
      Journal.note(tx, now, worker, account.user(), "account.converge", "refused", detail);
    }
    return true;
  }

  /** A group of ours that somebody deleted in the pool is made again. */
  private void recreate(Transaction tx, String groupName, Account account, Instant now) {
    for (PoolGroup row : tx.poolGroups().named(account.app(), account.pool(), List.of(groupName))) {
      if (row.phase() == Phase.PRESENT) {
        tx.poolGroups()
            .takeOver(row.app(), row.id(), setting.owner(), now)
            .map(mine -> mine.wantedAgain(now))
            .ifPresent(tx.poolGroups()::update);
      }
    }
  }

  private void postpone(Account account, @Nullable String reason) {
    Instant now = setting.now();
    Progress later =
        new Progress(
            Progress.State.PENDING,
            reason,
            account.progress().since(),
            account.progress().attempts() + 1,
            now.plus(Settling.backoff(account.progress().attempts())),
            account.progress().uncertainUntil());
    setting
        .directory()
        .write(
            tx -> {
              tx.accounts().update(account.withProgress(later));
              return released(tx, account);
            });
  }

  private void pass(PoolGroup row) throws InterruptedException {
    Optional<App> app = setting.find(row.app());
    boolean connected = setting.pools().find(row.pool()).isPresent();
    boolean ready = app.isPresent() && connected && !isWaitingForMembers(row);
    try (Turns.Turn turn = turns.take(row.id(), row.lease().epoch(), Duration.ZERO)) {
      if (turn == null || !ready) {
        setting.directory().write(tx -> tryLater(tx, row));
        return;
      }
      PoolGroupRun run = groups.run(row, row.phase() == Phase.WANTED);
      if (execution.run(List.of(run), setting.now().plus(PASS)) == Execution.Ending.NOT_ADMITTED) {
        run.end(new Verdict.Pending("Waiting for its turn within Cognito's quota.", setting.now()));
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
            setting.now().plus(IDLE),
            progress.uncertainUntil());
    tx.poolGroups().update(row.with(row.phase(), later));
    tx.poolGroups().release(row);
    return true;
  }

  private boolean settle(Transaction tx, App app, PoolGroupRun run) {
    PoolGroup row = run.poolGroup();
    boolean wanted = row.phase() == Phase.WANTED;
    Settling.record(tx, run, wanted ? Phase.PRESENT : null, row.phase(), setting.now());
    GroupWrites.settleNames(
        tx, app, row.group(), tx.resources().group(row.app(), row.group()).orElse(null));
    return true;
  }

  @Override
  public void close() {
    closing = true;
    dispatcher.interrupt();
    passes.close();
  }

  /** One piece of background work. */
  private interface Pass {
    void run() throws InterruptedException;
  }
}
