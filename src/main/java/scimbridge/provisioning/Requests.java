package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Account;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;
import scimbridge.policy.App.WhenBusy;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.Written;

/** What a request does between its two transactions, whatever it changes: wait, call, answer. */
final class Requests {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Setting setting;
  private final Execution execution;
  private final Turns turns;
  private final Settlements settlements;
  private final Unsettled unsettled;
  private final Runnable wakeWorker;

  Requests(
      Setting setting,
      Execution execution,
      Turns turns,
      Settlements settlements,
      Unsettled unsettled,
      Runnable wakeWorker) {
    this.setting = setting;
    this.execution = execution;
    this.turns = turns;
    this.settlements = settlements;
    this.unsettled = unsettled;
    this.wakeWorker = wakeWorker;
  }

  /** There may be something for the worker. */
  void wakeWorker() {
    wakeWorker.run();
  }

  /** The request with the end of its wait, which all its parts share. */
  Request begun(Request request) {
    return request.deadline() == null
        ? new Request(
            request.app(),
            request.actor(),
            request.requestId(),
            deadline(setting.app(request.app())))
        : request;
  }

  /** Until when the request may wait. */
  Instant deadline(App app, Request request) {
    return request.deadline() == null ? deadline(app) : request.deadline();
  }

  /** Until when a request that begins now may wait. */
  Instant deadline(App app) {
    return setting.now().plus(app.requestWait());
  }

  /**
   * Runs the transaction that decides what becomes of a request. Whose the name is that it ran into
   * is for the administrator, not told to the client. If it needs to know what a pool is that was
   * never reached, that one is asked, and then it runs again.
   *
   * @param id what it is about
   * @param blocked the decision while somebody else's change of it is under way
   */
  <T> T decide(
      Request request, ResourceId id, Function<Transaction, ? extends T> preparation, T blocked) {
    while (true) {
      try {
        return setting
            .directory()
            .<T>write(
                tx -> {
                  refuseInTransfer(tx, request.app());
                  return tx.proposals().isOpen(request.app(), id) ? blocked : preparation.apply(tx);
                });
      } catch (UndescribedPool unknown) {
        setting.pools().traits(unknown.pool());
      } catch (Fault refused) {
        if (refused.getCause() instanceof NameTaken taken && taken.isAnotherApps(request.app())) {
          log.info("{}, request {}: {}", request.app(), request.requestId(), taken.getMessage());
        }
        throw refused;
      }
    }
  }

  /** While an app's directory moves, nothing of the app is changed. */
  static void refuseInTransfer(Transaction tx, AppId app) {
    if (tx.transfers().involving(app).isPresent()) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "This app's directory is being moved by an administrator. Nothing was changed; try"
              + " again later.",
          Duration.ofSeconds(30));
    }
  }

  /** Runs calls; ends with every turn given back. */
  Execution.Ending apply(List<? extends Run> runs, Instant deadline) {
    List<Turns.Turn> taken = new ArrayList<>();
    try {
      // One order for everybody, so that two requests never wait for each other.
      for (Run run : runs.stream().sorted(Comparator.comparing(Run::key)).toList()) {
        Duration left = Duration.between(setting.now(), deadline).plus(Setting.ATTEMPT);
        Turns.Turn turn = turns.take(run.key(), run.epoch(), left);
        if (turn == null) {
          run.end(Verdict.Pending.OVERTAKEN);
        } else {
          taken.add(turn);
        }
      }
      return execution.run(runs, deadline);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      runs.forEach(run -> run.end(new Verdict.Pending("The bridge is stopping.", null)));
      return Execution.Ending.FINISHED;
    } catch (Fault unwritten) {
      // What has to be written down before a call was not: the call was not made.
      if (!Unsettled.isForLater(unwritten)) {
        throw unwritten;
      }
      runs.forEach(run -> run.end(new Verdict.Pending(unwritten.detail(), null)));
      return Execution.Ending.FINISHED;
    } finally {
      taken.forEach(Turns.Turn::close);
    }
  }

  /**
   * The fault that ends the request, or null if the change stands. What takes access away stands
   * also where the quota has no room for it now.
   */
  @Nullable Fault rejection(App app, Prepared.Open<?, ?> open, Execution.Ending ending) {
    List<? extends Run> runs = open.runs();
    for (Run run : runs) {
      if (run.verdict() instanceof Verdict.Refused refused && refused.mine()) {
        return Fault.of(refused.refusal().kind(), refused.refusal().detail());
      }
    }
    if (ending == Execution.Ending.NOT_ADMITTED) {
      if (app.whenBusy() == WhenBusy.REJECT && !open.removes()) {
        return Fault.retryable(
            Fault.Kind.THROTTLED,
            "The user pool's quota has no room for this change now. Nothing was changed; try"
                + " again.",
            untilRoom(app, runs));
      }
      runs.forEach(run -> run.end(Verdict.Pending.forQuota(setting.now())));
    }
    return null;
  }

  /** How long until the gate would have room for any of the calls; at least a second. */
  private Duration untilRoom(App app, List<? extends Run> runs) {
    return runs.stream()
        .flatMap(run -> run.plan().calls().stream())
        .map(call -> setting.gate().delay(app.id(), call))
        .max(Comparator.naturalOrder())
        .filter(delay -> delay.compareTo(Duration.ofSeconds(1)) > 0)
        .orElse(Duration.ofSeconds(1));
  }

  /**
   * Writes down what became of a request. If the store does not take it, the request is answered
   * so, and undone later; unless it takes access away, which goes through.
   *
   * @param rejection the answer if nothing of the change is to stay, or null if it is accepted
   */
  <T> T settle(
      Prepared.Open<?, ?> open, @Nullable Fault rejection, Settlement<? extends T> settlement) {
    try {
      return setting.directory().<T>write(tx -> settlement.in(tx, rejection));
    } catch (Fault unwritten) {
      if (!Unsettled.isForLater(unwritten)) {
        throw unwritten;
      }
      boolean undone = rejection != null || !open.removes();
      Fault told =
          Fault.retryable(
              Fault.Kind.BUSY,
              "What became of this change could not be written down: it is "
                  + (undone ? "undone" : "completed")
                  + " as soon as it can be. "
                  + unwritten.detail()
                  + " Read the resource again before you repeat it.",
              unwritten.retryAfter().orElse(Duration.ofSeconds(1)),
              unwritten);
      @Nullable Fault late = rejection == null && undone ? told : rejection;
      unsettled.add(open.proposal().resource(), tx -> settlement.in(tx, late), unwritten);
      // It gets its place in the audit when it is settled.
      throw Recorded.mark(told);
    }
  }

  /**
   * The transaction that ends a request.
   *
   * @param <T> what it answers
   */
  interface Settlement<T> {
    T in(Transaction tx, @Nullable Fault rejection);
  }

  /**
   * Tells everybody who waits, and the client.
   *
   * @param workLeft whether there may be something for the worker; waking it costs transactions
   */
  <T> Written<T> answer(
      Proposal proposal,
      boolean settled,
      boolean workLeft,
      @Nullable Fault rejection,
      @Nullable T next) {
    settlements.settled(proposal.resource());
    if (workLeft) {
      wakeWorker.run();
    }
    if (!settled) {
      throw Recorded.mark(
          Fault.retryable(
              Fault.Kind.BUSY,
              "This request took too long and is being settled without it; read the resource"
                  + " again.",
              Duration.ofSeconds(1)));
    }
    if (rejection != null) {
      throw Recorded.mark(rejection);
    }
    @SuppressWarnings("NullAway") // a deletion has no resource, and its caller asks for none
    Written<T> written = new Written<>(next, true);
    return written;
  }

  /** Waits for somebody else's change; BUSY when the request may not wait any longer. */
  void await(ResourceId blocker, Instant deadline) {
    Duration left = Duration.between(setting.now(), deadline);
    if (left.isNegative() || left.isZero()) {
      throw Fault.retryable(
          Fault.Kind.BUSY,
          "Another change of the same resource, or of one with the same name, is under way.",
          Duration.ofSeconds(1));
    }
    try {
      settlements.await(blocker, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.retryable(Fault.Kind.BUSY, "The bridge is stopping.", Duration.ofSeconds(1));
    }
  }

  /**
   * Gives the members' accounts time to follow, within the request's wait. Not where there are more
   * than a few: the answer could only say that some of many are done. The change itself is
   * accepted, so a store that cannot be read now ends the wait and not the request.
   */
  void awaitMembers(App app, Collection<ResourceId> changed, Instant deadline) {
    if (changed.size() > app.memberWait()) {
      return;
    }
    try {
      awaitEach(app, changed, deadline);
    } catch (Fault unreadable) {
      // Who is told to stop cannot read any more, which is no trouble of the store.
      if (!Thread.currentThread().isInterrupted()) {
        log.info("The members of a changed group are not waited for: {}", unreadable.detail());
      }
    }
  }

  private void awaitEach(App app, Collection<ResourceId> changed, Instant deadline) {
    for (ResourceId member : changed) {
      while (mayBeDoneBefore(deadline, app, member)) {
        Duration left = Duration.between(setting.now(), deadline);
        if (left.isNegative() || left.isZero()) {
          return;
        }
        try {
          settlements.await(member, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** What backs off for longer, or is only to be looked at once more, is not worth waiting for. */
  private boolean mayBeDoneBefore(Instant deadline, App app, ResourceId user) {
    return setting
        .directory()
        .<Boolean>read(
            tx ->
                tx.accounts().ofUsers(app.id(), Set.of(user)).getOrDefault(user, List.of()).stream()
                    .map(Account::progress)
                    .filter(progress -> progress.state() == Progress.State.PENDING)
                    .map(Progress::nextAttempt)
                    .anyMatch(next -> next == null || next.isBefore(deadline)));
  }

  /** Refuses a change that takes no access away while older ones still wait. */
  void refuseBacklog(Transaction tx, Request request) {
    App app = setting.app(request.app());
    Optional<Instant> oldest = Backlog.of(tx, app.id());
    if (oldest.isPresent() && Backlog.isTooOld(app, oldest.get(), setting.now())) {
      throw Fault.retryable(
          Fault.Kind.THROTTLED,
          "Changes accepted since "
              + oldest.get()
              + " still wait for Cognito. Nothing was changed; try again later.",
          Duration.ofSeconds(30));
    }
  }
}
