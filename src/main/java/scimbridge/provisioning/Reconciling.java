package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
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
  private static final String REASON = "The user pool is otherwise than the directory wishes.";

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
   */
  public record Order(AppId app, @Nullable PoolId pool, boolean repair, boolean nameUnknown) {}

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
    List<String> summaries = new ArrayList<>();
    long drifted = 0;
    long marked = 0;
    for (PoolId pool : pools(app, order.pool())) {
      out.accept("pool " + pool + ": compared with the directory of app '" + app.id() + "'");
      PoolReport report =
          new PoolReconciliation(
                  setting,
                  app,
                  pool,
                  new PoolListing(setting, stopping),
                  new Repairs(order, request, named, out),
                  PoolReconciliation.MEMBERSHIPS)
              .run();
      report.sentences().forEach(out);
      summaries.add(report.summary());
      drifted += report.drifted();
      marked += report.marked();
    }
    String result = String.join("; ", summaries) + (order.repair() ? "; marked: " + marked : "");
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              Journal.note(tx, setting.now(), request, null, "reconcile", "done", result);
              return true;
            });
    out.accept(conclusion(order, drifted, marked));
    return drifted;
  }

  private String conclusion(Order order, long drifted, long marked) {
    if (drifted == 0) {
      return "All is as the directory wishes.";
    }
    if (order.repair()) {
      return marked
          + " of "
          + drifted
          + " differences are marked; the bridge looks at each account and brings it in step"
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

  /** Reports what is found, and marks it where that is asked for. */
  private final class Repairs implements PoolReconciliation.Findings {
    private final Order order;
    private final Request request;
    private final Consumer<String> out;
    private int named;

    Repairs(Order order, Request request, int named, Consumer<String> out) {
      this.order = order;
      this.request = request;
      this.named = named;
      this.out = out;
    }

    private void name(String whose, List<String> sentences) {
      if (named > 0) {
        sentences.forEach(sentence -> out.accept(whose + ": " + sentence));
      } else if (named == 0) {
        out.accept("there are more; the command 'reconcile' names all of them");
      }
      named--;
    }

    @Override
    public void progress(String line) {
      out.accept(line);
    }

    @Override
    public void unknown(PoolId pool, String what, String name) {
      if (order.nameUnknown()) {
        out.accept("unknown: " + what + " '" + name + "' in pool " + pool);
      }
    }

    @Override
    public int differ(PoolId pool, List<Drift> drifts) {
      for (Drift drift : drifts) {
        name(drift.whose(), drift.sentences());
      }
      if (!order.repair()) {
        return 0;
      }
      Instant now = setting.now();
      int marked = setting.directory().<Integer>write(tx -> mark(tx, pool, drifts, now));
      wake.run();
      return marked;
    }

    private int mark(Transaction tx, PoolId pool, List<Drift> drifts, Instant now) {
      Map<Boolean, List<ResourceId>> users =
          drifts.stream()
              .collect(
                  Collectors.partitioningBy(
                      Drift::takesAway, Collectors.mapping(Drift::user, Collectors.toList())));
      int marked = 0;
      for (boolean takesAway : List.of(true, false)) {
        marked +=
            tx.accounts()
                .doubt(
                    order.app(),
                    pool,
                    users.getOrDefault(takesAway, List.of()),
                    takesAway,
                    now,
                    REASON);
      }
      for (Drift drift : drifts) {
        tx.audit()
            .append(
                entry(tx, pool, drift.user(), "account.reconcile", now)
                    .doing(drift.sentences(), List.of()));
      }
      return marked;
    }

    @Override
    public boolean missing(PoolId pool, String groupName, List<String> sentences) {
      name("group '" + groupName + "'", sentences);
      if (!order.repair()) {
        return false;
      }
      Instant now = setting.now();
      boolean marked =
          setting.directory().<Boolean>write(tx -> remake(tx, pool, groupName, sentences, now));
      wake.run();
      return marked;
    }

    /** Unless somebody has begun to work on it in the meantime. */
    private boolean remake(
        Transaction tx, PoolId pool, String groupName, List<String> sentences, Instant now) {
      boolean quiet =
          tx.poolGroups().inPool(pool, List.of(groupName)).stream()
              .filter(row -> row.phase() == PoolGroup.Phase.PRESENT)
              .allMatch(row -> row.lease().returned());
      if (!quiet || !PoolGroupPasses.recreate(tx, pool, groupName, setting.owner(), now)) {
        return false;
      }
      tx.audit().append(entry(tx, pool, null, "group.reconcile", now).doing(sentences, List.of()));
      return true;
    }

    private Entry entry(
        Transaction tx, PoolId pool, @Nullable ResourceId about, String action, Instant now) {
      Subject subject = about == null ? null : Journal.subject(tx, order.app(), action, about);
      return Journal.entry(now, request, subject, action, "pending", REASON).in(pool);
    }
  }
}
