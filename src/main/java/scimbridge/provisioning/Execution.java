package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Gate.Beginning;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Priority;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;

/**
 * Carries plans out: answers their unknowns, puts their calls in line at the gate, makes them in an
 * order that puts first what takes access away, then what can be refused, and last what cannot be
 * undone, and plans again where an outcome says so.
 *
 * <p>It never waits past its deadline for anything but the answer to a call that was sent.
 */
final class Execution {
  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  /** Plans again at most this often in one go; then the rest is left to the worker. */
  private static final int ROUNDS = 8;

  /** The stage of what takes access away. */
  private static final int REMOVAL = 0;

  /** The stage of questions. */
  private static final int READ = 1;

  /** What Cognito throttles so often in one go is left for later, with growing pauses. */
  private static final int THROTTLES = 2;

  private final Setting setting;
  private final Troubles troubles;
  private final BooleanSupplier stopping;

  Execution(Setting setting, Troubles troubles, BooleanSupplier stopping) {
    this.setting = setting;
    this.troubles = troubles;
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
   * Works for a request until every run has a verdict, the deadline passes, or a call that the
   * request itself added is refused.
   */
  Ending run(List<? extends Run> runs, Instant deadline) throws InterruptedException {
    return run(runs, deadline, Priority.INTERACTIVE, Beginning.WHOLE);
  }

  /** The same for work that nobody waits for and that may end half-way. */
  Ending runInBackground(Run run, Instant deadline) throws InterruptedException {
    return run(List.of(run), deadline, Priority.BACKGROUND, Beginning.PARTLY);
  }

  private Ending run(
      List<? extends Run> runs, Instant deadline, Priority priority, Beginning beginning)
      throws InterruptedException {
    Progress progress = new Progress();
    for (int round = 0; round < ROUNDS; round++) {
      List<Step> steps = steps(runs);
      if (refusedMine(runs) || steps.isEmpty()) {
        break;
      }
      steps.sort(Comparator.comparingInt(Step::stage));
      boolean all = carryOut(steps, deadline, priority, beginning, progress);
      if (!all && !progress.changed) {
        return Ending.NOT_ADMITTED;
      }
      if (!all || refusedMine(runs)) {
        break;
      }
    }
    leaveRest(runs);
    return Ending.FINISHED;
  }

  /** What is to be done next: the questions of all plans, or if there are none, their calls. */
  private List<Step> steps(List<? extends Run> runs) {
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
      // All plans are admitted together, and a plan with an unknown is not a plan yet. Only what
      // takes access away does not wait until another pool answers.
      steps.removeIf(step -> !step.call().reads() && step.stage() != REMOVAL);
    }
    return steps;
  }

  /** Makes the calls; false if the gate, or the end of the time, left some out. */
  private boolean carryOut(
      List<Step> steps, Instant deadline, Priority priority, Beginning beginning, Progress progress)
      throws InterruptedException {
    Gate.Order order =
        new Gate.Order(
            steps.getFirst().run().app(),
            steps.stream().map(step -> step.wanted(priority)).toList(),
            deadline,
            progress.changed ? Beginning.BEGUN : beginning);
    Set<Run> stopped = new HashSet<>();
    try (Gate.Ticket ticket = setting.gate().enter(order)) {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        Run run = step.run();
        if (stopped.contains(run)) {
          continue;
        }
        boolean mayGo = ticket.await(i, () -> stopping.getAsBoolean() || run.wanted());
        if (run.wanted()) {
          // Ended for good here: planning again would only take room and keep the other waiting.
          run.end(Verdict.Pending.OVERTAKEN);
          stopped.add(run);
          continue;
        }
        // Whoever stood still for so long that its lease may have run out makes no call any more,
        // whatever the gate has room for.
        if (!mayGo || stopping.getAsBoolean() || setting.now().isAfter(deadline)) {
          return false;
        }
        if (attempt(step, ticket, progress) != Run.Next.CONTINUE) {
          stopped.add(run);
        }
        if (refusedMine(List.of(run))) {
          break;
        }
      }
    }
    return true;
  }

  private Run.Next attempt(Step step, Gate.Ticket ticket, Progress progress) {
    Run run = step.run();
    Instant sentAt = setting.now();
    Outcome outcome = run.pool().port().attempt(step.call());
    Instant heardAt = setting.now();
    tell(step.call(), outcome);
    run.calls().made(step.call(), outcome, Duration.between(sentAt, heardAt));
    progress.changed |= !step.call().reads();
    ticket.answered(outcome);
    Run.Next next = run.take(step.call(), outcome, sentAt, heardAt);
    if (outcome instanceof Outcome.Throttled && progress.throttled(run) == THROTTLES) {
      run.end(Verdict.Pending.THROTTLED);
      return Run.Next.STOP;
    }
    return next;
  }

  private void tell(CognitoCall call, Outcome outcome) {
    if (outcome instanceof Outcome.Unavailable unavailable) {
      troubles.pool(call.pool(), call.operation(), unavailable.reason());
    } else if (outcome instanceof Outcome.Lost lost) {
      troubles.pool(call.pool(), call.operation(), lost.reason());
    } else {
      troubles.answered(call.pool());
      log.debug("{}: {}", call, outcome);
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
    int stage = REMOVAL;
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
      case CognitoCall.AdminDisableUser c -> REMOVAL;
      case CognitoCall.AdminRemoveUserFromGroup c -> REMOVAL;
      case CognitoCall.AdminDisableProviderForUser c -> REMOVAL;
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
  private record Step(Run run, CognitoCall call, int stage) {

    /** A question that stands between a plan and a removal is as urgent as the removal. */
    Gate.Wanted wanted(Priority otherwise) {
      boolean urgent = call.reads() && run.takesAccess();
      return new Gate.Wanted(call, urgent ? Priority.REMOVAL : Priority.of(call, otherwise));
    }
  }

  /** What has happened so far in one go. */
  private static final class Progress {
    private final Map<Run, Integer> throttles = new HashMap<>();

    /** Whether any call that changes something was sent. */
    private boolean changed;

    int throttled(Run run) {
      return throttles.merge(run, 1, Integer::sum);
    }
  }
}
