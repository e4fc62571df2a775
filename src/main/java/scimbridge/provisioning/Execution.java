package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.Gate.Admission;
import scimbridge.cognito.Outcome;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;

/**
 * Carries plans out: answers their unknowns, asks the gate for all tokens at once, makes the calls
 * in an order that puts first what takes access away, then what can be refused, and last what
 * cannot be undone, and plans again where an outcome says so.
 *
 * <p>It never waits past its deadline for anything but the answer to a call that was sent.
 */
final class Execution {
  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  /** Plans again at most this often in one go; then the rest is left to the worker. */
  private static final int ROUNDS = 8;

  /** The stage of questions. */
  private static final int READ = 0;

  /** How soon a wait notices that the bridge is to stop. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private final Setting setting;
  private final BooleanSupplier stopping;

  Execution(Setting setting, BooleanSupplier stopping) {
    this.setting = setting;
    this.stopping = stopping;
  }

  /** How an execution ended. */
  enum Ending {
    /** Every run has a verdict. */
    FINISHED,
    /** The gate had no room in time; nothing was changed, no run has a verdict. */
    NOT_ADMITTED
  }

  /**
   * Works until every run has a verdict, the deadline passes, or a call that the request itself
   * added is refused.
   */
  Ending run(List<? extends Run> runs, Instant deadline) throws InterruptedException {
    return run(runs, deadline, false);
  }

  /**
   * The same for work that may end half-way: where the gate has no room for the whole plan in time,
   * it begins with the part there is room for. Else a plan of more calls than fit would wait for
   * ever.
   */
  Ending runPartly(List<? extends Run> runs, Instant deadline) throws InterruptedException {
    return run(runs, deadline, true);
  }

  private Ending run(List<? extends Run> runs, Instant deadline, boolean partly)
      throws InterruptedException {
    boolean changed = false;
    for (int round = 0; round < ROUNDS; round++) {
      List<Step> steps = new ArrayList<>();
      boolean reading = false;
      for (Run run : runs) {
        if (run.verdict() != null) {
          continue;
        }
        Plan plan = run.plan();
        run.calls().planned(plan);
        if (!plan.unknowns().isEmpty()) {
          steps.add(new Step(run, plan.unknowns().getFirst().answer(), READ));
          reading = true;
        } else if (run.refuses(plan)) {
          break;
        } else if (plan.calls().isEmpty()) {
          run.finish(plan, setting.now());
        } else {
          addInOrder(steps, run, plan.calls());
        }
      }
      if (reading) {
        // Tokens are asked for all plans together, and a plan with an unknown is not a plan yet.
        steps.removeIf(step -> !step.call().reads());
      }
      if (refusedMine(runs) || steps.isEmpty()) {
        break;
      }
      steps.sort(Comparator.comparingInt(Step::stage));
      Optional<Admission> admission = admit(steps, deadline);
      while (partly && admission.isEmpty() && steps.size() > 1) {
        steps.subList(steps.size() / 2, steps.size()).clear();
        admission = admit(steps, deadline);
      }
      if (admission.isEmpty()) {
        if (!changed) {
          return Ending.NOT_ADMITTED;
        }
        break;
      }
      changed |= carryOut(steps, admission.get(), deadline);
      if (refusedMine(runs)) {
        break;
      }
    }
    leaveRest(runs);
    return Ending.FINISHED;
  }

  private Optional<Admission> admit(List<Step> steps, Instant deadline) {
    Duration left = Duration.between(setting.now(), deadline);
    if (left.isNegative() || stopping.getAsBoolean()) {
      return Optional.empty();
    }
    return setting.gate().admit(steps.stream().map(Step::call).toList(), left);
  }

  /** Makes the calls; answers whether any that changes something was sent. */
  private boolean carryOut(List<Step> steps, Admission admission, Instant deadline)
      throws InterruptedException {
    boolean changed = false;
    Set<Run> stopped = new HashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Run run = step.run();
      if (stopped.contains(run)) {
        continue;
      }
      awaitInstant(admission.sendAt().get(i));
      Instant sentAt = setting.now();
      if (sentAt.isAfter(deadline) || stopping.getAsBoolean()) {
        break;
      }
      if (run.wanted()) {
        // Ended for good here: planning again would only take tokens and keep the other waiting.
        run.end(new Verdict.Pending("Another change of this account is under way.", null));
        stopped.add(run);
        continue;
      }
      Outcome outcome = run.pool().port().attempt(step.call());
      Instant heardAt = setting.now();
      tell(step.call(), outcome);
      run.calls().made(step.call(), outcome, Duration.between(sentAt, heardAt));
      changed |= !step.call().reads();
      if (outcome instanceof Outcome.Throttled) {
        setting.gate().throttled(step.call());
      }
      Run.Next next = run.take(step.call(), outcome, sentAt, heardAt);
      if (next != Run.Next.CONTINUE) {
        stopped.add(run);
      }
      if (refusedMine(List.of(run))) {
        break;
      }
    }
    return changed;
  }

  private static void tell(CognitoCall call, Outcome outcome) {
    if (outcome instanceof Outcome.Unavailable unavailable) {
      log.warn("{} in pool {}: {}", call.operation(), call.pool(), unavailable.reason());
    } else if (outcome instanceof Outcome.Lost lost) {
      log.warn("{} in pool {}: {}", call.operation(), call.pool(), lost.reason());
    } else {
      log.debug("{}: {}", call, outcome);
    }
  }

  /** Waits until an instant, or until the bridge is to stop. */
  private void awaitInstant(Instant instant) throws InterruptedException {
    while (!stopping.getAsBoolean()) {
      Duration left = Duration.between(setting.now(), instant);
      if (left.isNegative() || left.isZero()) {
        return;
      }
      setting.sleeper().sleep(left.compareTo(SLICE) < 0 ? left : SLICE);
    }
  }

  private void leaveRest(List<? extends Run> runs) {
    for (Run run : runs) {
      if (run.verdict() == null) {
        Plan plan = run.plan();
        if (plan.isEmpty()) {
          run.finish(plan, setting.now());
        } else {
          run.end(Verdict.Pending.forQuota(setting.now()));
        }
      }
    }
  }

  private static boolean refusedMine(List<? extends Run> runs) {
    return runs.stream()
        .anyMatch(run -> run.verdict() instanceof Verdict.Refused refused && refused.mine());
  }

  /** Within one account the order is the planner's: no call comes before one that it follows. */
  private static void addInOrder(List<Step> steps, Run run, List<CognitoCall> calls) {
    int stage = READ;
    for (CognitoCall call : calls) {
      stage = Math.max(stage, stage(call));
      steps.add(new Step(run, call, stage));
    }
  }

  /**
   * The order of calls across accounts and pools: what takes access away, then what can be refused,
   * last what cannot be undone.
   */
  private static int stage(CognitoCall call) {
    return switch (call) {
      case CognitoCall.AdminGetUser c -> READ;
      case CognitoCall.AdminListGroupsForUser c -> READ;
      case CognitoCall.GetGroup c -> READ;
      case CognitoCall.ListUsers c -> READ;
      case CognitoCall.ListGroups c -> READ;
      case CognitoCall.ListUsersInGroup c -> READ;
      case CognitoCall.AdminDisableUser c -> 1;
      case CognitoCall.AdminRemoveUserFromGroup c -> 1;
      case CognitoCall.AdminDisableProviderForUser c -> 1;
      case CognitoCall.CreateGroup c -> 2;
      case CognitoCall.AdminCreateUser c -> 3;
      case CognitoCall.AdminUpdateUserAttributes c -> 4;
      case CognitoCall.AdminLinkProviderForUser c -> 5;
      case CognitoCall.AdminAddUserToGroup c -> 6;
      case CognitoCall.AdminSetUserPassword c -> 7;
      case CognitoCall.AdminEnableUser c -> 8;
      case CognitoCall.AdminUserGlobalSignOut c -> 9;
      case CognitoCall.AdminDeleteUser c -> 10;
      case CognitoCall.DeleteGroup c -> 10;
    };
  }

  /** One call of one run's plan, and when it is made. */
  private record Step(Run run, CognitoCall call, int stage) {}
}
