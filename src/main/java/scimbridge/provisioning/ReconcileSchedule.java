package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.policy.App;
import scimbridge.provisioning.Reconciling.Order;

/**
 * Compares the directory of each app with its pools as often as its rules say, one after the other.
 * When the next time is, is kept in the store, so that it survives restarts; each time it comes up
 * to a tenth sooner or later, so that several bridges do not meet.
 */
final class ReconcileSchedule implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReconcileSchedule.class);

  /** How many differences the log names; the command names all of them. */
  static final int NAMED = 100;

  /** How soon it is tried again when a pool cannot be listed. */
  private static final Duration AGAIN = Duration.ofMinutes(10);

  /**
   * For how long another server on the same store leaves a comparison to the one that began it; if
   * that one dies, it begins anew after it.
   */
  private static final Duration CLAIM = Duration.ofHours(6);

  private final Setting setting;
  private final Reconciling reconciling;
  private final Troubles troubles;
  private final Map<AppId, Instant> next = new ConcurrentHashMap<>();
  private final Semaphore closed = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  ReconcileSchedule(Setting setting, Reconciling reconciling, Troubles troubles) {
    this.setting = setting;
    this.reconciling = reconciling;
    this.troubles = troubles;
    this.thread = Thread.ofPlatform().name("reconcile").daemon().unstarted(this::work);
  }

  /** Begins, if any app has a schedule. */
  void start() {
    for (App app : setting.apps().values()) {
      Instant first = setting.directory().<Instant>write(tx -> plan(tx, app));
      if (app.reconcile().on()) {
        next.put(app.id(), first);
      }
    }
    if (!next.isEmpty()) {
      thread.start();
    }
  }

  /** When it is next; what was planned by a rule that was longer is drawn near. */
  private Instant plan(Transaction tx, App app) {
    if (!app.reconcile().on()) {
      tx.reconciliations().never(app.id());
      return Instant.MAX;
    }
    Instant now = setting.now();
    long period = app.reconcile().every().toMillis();
    Instant planned = tx.reconciliations().next(app.id()).orElse(Instant.MAX);
    if (planned.isBefore(now.plusMillis(period * 2))) {
      return planned;
    }
    // At any time of the period: apps that are configured together are not compared together.
    Instant first = now.plusMillis(ThreadLocalRandom.current().nextLong(period));
    tx.reconciliations().next(app.id(), first);
    return first;
  }

  private void work() {
    while (!closing) {
      try {
        for (App app : setting.apps().values()) {
          if (!closing && isDue(app)) {
            compare(app);
          }
        }
        setting.sleeper().acquire(closed, Worker.IDLE);
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException broken) {
        if (closing) {
          // Woken in the middle of a read.
          return;
        }
        // The store may be unreachable for a while.
        troubles.store(
            "the schedule of reconcile",
            "The schedule of reconcile could not be read; it is tried again.",
            broken);
        next.replaceAll((app, at) -> at.plus(Worker.IDLE));
      }
    }
  }

  private boolean isDue(App app) {
    Instant at = next.get(app.id());
    return at != null && !setting.now().isBefore(at);
  }

  private void compare(App app) {
    Instant others = setting.directory().<@Nullable Instant>write(tx -> claim(tx, app));
    if (others != null) {
      next.put(app.id(), others);
      return;
    }
    Duration then = jittered(app.reconcile().every());
    try {
      Order order = new Order(app.id(), null, app.reconcile().repair(), false);
      reconciling.run(
          order,
          Journal.worker(app.id()),
          NAMED,
          line -> log.info("reconcile of app '{}': {}", app.id(), line));
    } catch (RuntimeException notNow) {
      if (notNow instanceof Fault fault) {
        log.warn("The pools of app '{}' could not be compared: {}", app.id(), fault.detail());
      } else {
        log.error("The pools of app '{}' could not be compared.", app.id(), notNow);
      }
      then = closing ? Duration.ZERO : shorter(jittered(AGAIN), then);
    }
    Instant at = setting.now().plus(then);
    next.put(app.id(), at);
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              tx.reconciliations().next(app.id(), at);
              return true;
            });
  }

  /** Has others leave it to this server; or answers when it is next, if another one is at it. */
  private @Nullable Instant claim(Transaction tx, App app) {
    Instant now = setting.now();
    Instant stored = tx.reconciliations().next(app.id()).orElse(now);
    if (stored.isAfter(now)) {
      return stored;
    }
    tx.reconciliations().next(app.id(), now.plus(CLAIM));
    return null;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Between nine and eleven tenths of it. */
  private static Duration jittered(Duration duration) {
    long tenth = duration.toMillis() / 10;
    return duration.plusMillis(ThreadLocalRandom.current().nextLong(-tenth, tenth + 1));
  }

  @Override
  public void close() {
    closing = true;
    closed.release();
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
