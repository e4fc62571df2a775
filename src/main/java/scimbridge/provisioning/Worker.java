package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Account;
import scimbridge.directory.PoolGroup;

/**
 * Brings in step what no request waits for: accounts and pool groups that are pending, and
 * proposals whose process is gone. It looks at the store, not at a queue, so a restart loses
 * nothing.
 */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How many accounts are worked on at a time. */
  private static final int CONCURRENCY = 16;

  /** How long the worker rests when it finds nothing, or the gate has no room. */
  static final Duration IDLE = Duration.ofMillis(500);

  /** How soon a policy that lost its group is spoken of in the log. */
  private static final Duration REPORT = Duration.ofSeconds(5);

  /** How long one background pass over one account may wait for the gate. */
  static final Duration PASS = Duration.ofSeconds(5);

  private final Setting setting;
  private final Recovery recovery;
  private final Reviewer reviewer;
  private final PolicyReport report;
  private final AccountPasses accounts;
  private final PoolGroupPasses poolGroups;
  private final Semaphore slots = new Semaphore(CONCURRENCY);
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService passes = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread dispatcher;
  private Instant nextReport = Instant.EPOCH;
  private volatile boolean closing;

  Worker(Setting setting, Recovery recovery, AccountPasses accounts, PoolGroupPasses poolGroups) {
    this.setting = setting;
    this.reviewer = new Reviewer(setting);
    this.report = new PolicyReport(setting);
    this.recovery = recovery;
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
        boolean recovered = recovery.recover();
        boolean groupsDue = leaseGroups();
        boolean found = leaseAccounts() || groupsDue || recovered;
        if (!found && !reviewer.step()) {
          report();
          setting.sleeper().acquire(wake, untilNextDue());
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
      passes.execute(() -> inSlot(() -> accounts.pass(account)));
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
      passes.execute(() -> inSlot(() -> poolGroups.pass(poolGroup)));
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

  /** One piece of background work. */
  private interface Pass {
    void run() throws InterruptedException;
  }
}
