package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Transaction;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Reconciling.Order;

/** Reports what is found, and marks it where that is asked for. */
final class Repairs implements Findings {
  private static final String REASON = "The user pool is otherwise than the directory wishes.";

  private final Setting setting;
  private final Order order;
  private final Request request;
  private final Consumer<String> out;
  private final Runnable wake;
  private int named;

  /**
   * @param request who asks, for the audit
   * @param named how many differences are named
   * @param wake told that there may be something to do
   */
  Repairs(
      Setting setting,
      Order order,
      Request request,
      int named,
      Runnable wake,
      Consumer<String> out) {
    this.setting = setting;
    this.wake = wake;
    this.order = order;
    this.request = request;
    this.named = named;
    this.out = out;
  }

  /** Names a difference, while few enough were. */
  void name(String whose, List<String> sentences) {
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

  /** A record of something that is marked. */
  Entry entry(Transaction tx, PoolId pool, @Nullable ResourceId about, String action, Instant now) {
    Subject subject = about == null ? null : Journal.subject(tx, order.app(), action, about);
    return Journal.entry(now, request, subject, action, "pending", REASON).in(pool);
  }
}
