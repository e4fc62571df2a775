package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.policy.App;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Compares the directory of an app with its pools, reports what is otherwise, and, when told to,
 * has it repaired.
 *
 * <p>It reads the pools by listing only. To repair, it makes no call either: it marks what is ours,
 * and the ordinary background work looks at each account and brings it in step. What is unknown to
 * the bridge is reported and never touched. One comparison at a time, whoever asked for it.
 */
public final class Reconciling {
  private final Setting setting;
  private final BooleanSupplier running;
  private final BooleanSupplier stopping;
  private final Runnable wake;
  private final AtomicReference<@Nullable AppId> underWay = new AtomicReference<>();

  /**
   * Comparisons of what an engine works with.
   *
   * @param running whether the engine works, so that what is marked is looked at now
   * @param stopping whether to give up
   * @param wake told that there may be something to do
   */
  Reconciling(Setting setting, BooleanSupplier running, BooleanSupplier stopping, Runnable wake) {
    this.setting = setting;
    this.running = running;
    this.stopping = stopping;
    this.wake = wake;
  }

  /**
   * What is asked for.
   *
   * @param app whose directory
   * @param pool the one pool to compare, or null for all that the app has to do with
   * @param repair whether what is ours is marked to be brought in step
   * @param nameUnknown whether every account and group that the bridge does not know is named
   * @param restoredTo when the backup was made that the store was restored from, if what was made
   *     and deleted since then is to be settled; null else
   */
  public record Order(
      AppId app,
      @Nullable PoolId pool,
      boolean repair,
      boolean nameUnknown,
      @Nullable Instant restoredTo) {
    /** Of a store that was not restored. */
    public Order(AppId app, @Nullable PoolId pool, boolean repair, boolean nameUnknown) {
      this(app, pool, repair, nameUnknown, null);
    }
  }

  /**
   * Carries it out.
   *
   * @param out takes the report line by line; what it throws ends the comparison
   * @return how much is not as it should be
   * @throws Fault NOT_FOUND if the app has nothing to do with the pool; BUSY if another comparison
   *     is under way, the app is moving to another, a pool cannot be listed, or the bridge is
   *     stopping
   */
  public long run(Order order, Consumer<String> out) {
    return run(order, Journal.administrator(order.app()), Integer.MAX_VALUE, out);
  }

  /**
   * The same for somebody else than an administrator.
   *
   * @param request who asks, for the audit
   * @param named how many differences are named in each pool
   */
  long run(Order order, Request request, int named, Consumer<String> out) {
    AppId other = underWay.compareAndExchange(null, order.app());
    if (other != null) {
      throw Fault.of(
          Fault.Kind.BUSY,
          "The pools of app '" + other + "' are being compared; one at a time. Try again later.");
    }
    try {
      return compare(order, request, named, out);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.of(Fault.Kind.BUSY, "The comparison was stopped.", stopped);
    } finally {
      underWay.set(null);
    }
  }

  private long compare(Order order, Request request, int named, Consumer<String> out)
      throws InterruptedException {
    App app = setting.app(order.app());
    if (setting.directory().<Boolean>read(tx -> tx.transfers().involving(app.id()).isPresent())) {
      throw Fault.of(
          Fault.Kind.BUSY,
          "App '" + app.id() + "' is being transferred; complete that first: transfer --help.");
    }
    Set<PoolId> pools = pools(app, order.pool());
    List<PoolReport> reports = new ArrayList<>();
    try {
      for (PoolId pool : pools) {
        out.accept("pool " + pool + ": compared with the directory of app '" + app.id() + "'");
        PoolReport report = new PoolReport(app.id(), pool);
        reports.add(report);
        PoolListing listing = new PoolListing(setting, stopping, out);
        new PoolReconciliation(
                setting,
                app,
                report,
                listing,
                findings(order, request, named, listing, out),
                PoolReconciliation.MEMBERSHIPS,
                order.restoredTo())
            .run();
        report.sentences().forEach(out);
      }
    } catch (RuntimeException | InterruptedException cut) {
      // What was marked until then is repaired all the same.
      note(request, "failed", summary(order, reports) + Importing.cutShort(cut));
      throw cut;
    }
    note(request, "done", summary(order, reports));
    long drifted = reports.stream().mapToLong(PoolReport::drifted).sum();
    out.accept(conclusion(order, drifted, marked(reports)));
    return drifted;
  }

  private static long marked(List<PoolReport> reports) {
    return reports.stream().mapToLong(PoolReport::marked).sum();
  }

  private static String summary(Order order, List<PoolReport> reports) {
    String pools = reports.stream().map(PoolReport::summary).collect(Collectors.joining("; "));
    return pools + (order.repair() ? "; marked: " + marked(reports) : "");
  }

  private void note(Request request, String result, String detail) {
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              Journal.note(tx, setting.now(), request, null, "reconcile", result, detail);
              return true;
            });
  }

  private Findings findings(
      Order order, Request request, int named, PoolListing listing, Consumer<String> out) {
    Repairs repairs = new Repairs(setting, order, request, named, wake, out);
    return order.restoredTo() == null
        ? repairs
        : new RestoredAccounts(setting, order, request, repairs, listing, wake);
  }

  private String conclusion(Order order, long drifted, long marked) {
    if (order.restoredTo() != null) {
      return RestoredAccounts.conclusion(order, drifted, marked);
    }
    if (drifted == 0) {
      return "All that was compared is as the directory wishes.";
    }
    if (order.repair()) {
      return marked
          + " accounts and groups are marked for "
          + drifted
          + " differences; the bridge looks at each of them and brings it in step"
          + (running.getAsBoolean() ? "." : " when the server is started.");
    }
    return drifted
        + " differences; nothing was changed. What each line says would be done by:"
        + " scim-bridge reconcile --app "
        + order.app()
        + (order.pool() == null ? "" : " --pool " + order.pool())
        + " --repair";
  }

  /** Those that its policies name, and those where it has accounts left. */
  private Set<PoolId> pools(App app, @Nullable PoolId only) {
    Set<PoolId> pools = new LinkedHashSet<>(app.pools());
    for (ConnectedPool pool : setting.pools().all()) {
      PoolId id = pool.rules().id();
      if (setting
          .directory()
          .<Boolean>read(tx -> !tx.accounts().ofPool(app.id(), id, "", 1).isEmpty())) {
        pools.add(id);
      }
    }
    if (only == null) {
      return pools;
    }
    if (!pools.contains(only)) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND,
          "App '"
              + app.id()
              + "' has nothing to do with a pool '"
              + only
              + "'; it has "
              + pools.stream().map(PoolId::value).collect(Collectors.joining(", ")));
    }
    return Set.of(only);
  }
}
