package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Account;
import scimbridge.directory.CutOff;
import scimbridge.directory.PoolGroup;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.provisioning.Places.Kind;

/**
 * Brings in step what no request waits for: accounts and pool groups that are pending, and
 * proposals whose process is gone. It looks at the store, not at a queue, so a restart loses
 * nothing.
 */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How long the worker rests when it finds nothing, or the gate has no room. */
  static final Duration IDLE = Duration.ofMillis(500);

  /** How soon it looks again at what became due while it looked. */
  private static final Duration SOON = Duration.ofMillis(10);

  /** How soon a policy that lost its group is spoken of in the log. */
  private static final Duration REPORT = Duration.ofSeconds(5);

  /**
   * How long one background pass over one account may wait for the gate; a request that wants the
   * account ends the wait.
   */
  static final Duration PASS = Duration.ofSeconds(20);

  /** What is said of a thing whose last pass failed. */
  static final String FAILED =
      "The bridge failed in the middle of a change, see its log; it looks again.";

  private final Setting setting;
  private final Recovery recovery;
  private final Unsettled unsettled;
  private final Troubles troubles;
  private final Reviewer reviewer;
  private final PolicyReport report;
  private final AccountPasses accounts;
  private final PoolGroupPasses poolGroups;
  private final Places places = new Places();
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService passes = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread dispatcher;
  private Instant nextReport = Instant.EPOCH;
  private volatile boolean closing;

  /** Whether any app had no place left for some kind of work when it was last looked at. */
  private boolean full;

  Worker(
      Setting setting,
      Recovery recovery,
      Unsettled unsettled,
      Troubles troubles,
      AccountPasses accounts,
      PoolGroupPasses poolGroups) {
    this.setting = setting;
    this.reviewer = new Reviewer(setting);
    this.report = new PolicyReport(setting);
    this.recovery = recovery;
    this.unsettled = unsettled;
    this.troubles = troubles;
    this.accounts = accounts;
    this.poolGroups = poolGroups;
    this.dispatcher = Thread.ofPlatform().name("worker").daemon().unstarted(this::dispatch);
  }

  void start() {
    recovery.begin();
    reviewer.begin();
    dispatcher.start();
  }

  /** The rules of an app, or who is in it, have changed. */
  void reviewAgain() {
    reviewer.again();
    wake();
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
        troubles.report();
        // First what this process knows more of than the proposal says.
        boolean settled = unsettled.settle();
        if (unsettled.holdsBack()) {
          pause();
          continue;
        }
        boolean recovered = recovery.recover() || settled;
        boolean groupsDue = leaseGroups();
        boolean found = leaseAccounts() || groupsDue || recovered;
        troubles.stored();
        if (!found && !reviewer.step()) {
          report();
          setting.sleeper().acquire(wake, untilNextDue());
          wake.drainPermits();
        }
      } catch (InterruptedException closed) {
        return;
      } catch (RuntimeException broken) {
        if (closing) {
          // Woken in the middle of a read.
          return;
        }
        // The store may be unreachable for a while; the worker is the last one that may give up.
        troubles.store(
            "the worker's look", "The worker could not read its work; it tries again.", broken);
        pause();
      }
    }
  }

  /** Now and then is enough for the log. */
  private void report() {
    Instant now = setting.now();
    if (!now.isBefore(nextReport)) {
      nextReport = now.plus(REPORT);
      report.say();
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
    Instant now = setting.now();
    Optional<Instant> due = setting.directory().read(tx -> tx.accounts().nextDue());
    return due.map(at -> Duration.between(now, at))
        // What is overdue may wait for a place; who gives one back wakes the worker.
        .map(left -> left.isNegative() ? (full ? IDLE : SOON) : left)
        .filter(left -> left.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  private boolean leaseAccounts() {
    Instant now = setting.now();
    Instant until = now.plus(Setting.LEASE);
    full = false;
    List<Leased<Account>> due =
        setting
            .directory()
            .write(
                tx -> {
                  tx.accounts().deletionsDue(now);
                  tx.accounts().lateCallsDue(now);
                  tx.accounts().unreadableDue(now);
                  List<CutOff> ended = shared() ? tx.accounts().cutOff(now) : List.of();
                  List<Leased<Account>> leased = new ArrayList<>();
                  for (AppId app : tx.accounts().waitingApps()) {
                    for (Kind kind : List.of(Kind.REMOVALS, Kind.ACCOUNTS)) {
                      int free = places.free(app, kind);
                      full |= free == 0;
                      if (free > 0) {
                        boolean urgent = kind == Kind.REMOVALS;
                        tx.accounts()
                            .leaseDue(app, urgent, now, setting.owner(), until, free)
                            .forEach(
                                account ->
                                    leased.add(new Leased<>(account, account.user(), app, kind)));
                      }
                    }
                  }
                  CutOffPasses.takenOver(
                      tx,
                      ResourceType.USER,
                      ended,
                      cut -> isAmong(leased, cut, Account::pool),
                      now);
                  return leased;
                });
    due.forEach(one -> start(one, accounts::pass, accounts::abandon));
    return !due.isEmpty();
  }

  private boolean leaseGroups() {
    Instant now = setting.now();
    Instant until = now.plus(Setting.LEASE);
    List<Leased<PoolGroup>> due =
        setting
            .directory()
            .write(
                tx -> {
                  tx.poolGroups().unreadableDue(now);
                  List<CutOff> ended = shared() ? tx.poolGroups().cutOff(now) : List.of();
                  List<Leased<PoolGroup>> leased = new ArrayList<>();
                  for (AppId app : tx.poolGroups().waitingApps()) {
                    for (Kind kind : List.of(Kind.REMOVED_GROUPS, Kind.GROUPS)) {
                      int free = places.free(app, kind);
                      if (free > 0) {
                        boolean urgent = kind == Kind.REMOVED_GROUPS;
                        tx.poolGroups()
                            .leaseDue(app, urgent, now, setting.owner(), until, free)
                            .forEach(row -> leased.add(new Leased<>(row, row.group(), app, kind)));
                      }
                    }
                  }
                  CutOffPasses.takenOver(
                      tx,
                      ResourceType.GROUP,
                      ended,
                      cut -> isAmong(leased, cut, PoolGroup::pool),
                      now);
                  return leased;
                });
    due.forEach(one -> start(one, poolGroups::pass, poolGroups::abandon));
    return !due.isEmpty();
  }

  /** Where others may be at work a lease may be theirs; else it was told at the start. */
  private boolean shared() {
    return !setting.directory().exclusive();
  }

  private static <T> boolean isAmong(List<Leased<T>> leased, CutOff cut, Function<T, PoolId> pool) {
    return leased.stream()
        .anyMatch(
            one ->
                one.app().equals(cut.app())
                    && one.resource().equals(cut.resource())
                    && pool.apply(one.row()).equals(cut.pool()));
  }

  private <T> void start(Leased<T> leased, Pass<T> pass, Consumer<T> abandon) {
    places.take(leased.app(), leased.kind());
    passes.execute(
        () -> {
          try {
            pass.over(leased.row());
          } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException broken) {
            // One account's trouble must not end the worker.
            troubles.store(
                "background work",
                "Background work on " + leased.resource() + " failed; it is tried again.",
                broken);
            abandon(() -> abandon.accept(leased.row()));
          } catch (Error broken) {
            log.error(
                "Background work on {} failed; it is tried again when its lease has run out.",
                leased.resource(),
                broken);
          } finally {
            places.giveBack(leased.app(), leased.kind());
            wake();
          }
        });
  }

  /**
   * Gives a lease back, as soon as the store takes it: it may well be the store that failed. In the
   * end the lease runs out by itself.
   */
  private void abandon(Runnable abandon) {
    Instant runsOut = setting.now().plus(Setting.LEASE);
    while (!closing && setting.now().isBefore(runsOut)) {
      try {
        abandon.run();
        return;
      } catch (RuntimeException broken) {
        log.debug("A lease could not be given back; that is tried again.", broken);
        pause();
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    dispatcher.interrupt();
    try {
      dispatcher.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    passes.close();
  }

  /** A row whose lease was taken, and the place it is worked on in. */
  private record Leased<T>(T row, ResourceId resource, AppId app, Kind kind) {}

  /** One piece of background work. */
  private interface Pass<T> {
    void over(T row) throws InterruptedException;
  }
}
