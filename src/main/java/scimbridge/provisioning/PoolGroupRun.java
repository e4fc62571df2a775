package scimbridge.provisioning;

import static scimbridge.provisioning.Setting.CLOCK_SKEW;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.directory.PoolGroup.Reason;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.GroupPlanner;
import scimbridge.plan.GroupPlanner.Seen;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.Operations;

/** Brings one pool group to where its phase wants it: there, or gone. */
final class PoolGroupRun extends Run {
  private final ConnectedPool pool;
  private final Operations operations;
  private final boolean wantedThere;
  private final Predicate<PoolGroup> remember;

  private final boolean shared;

  private PoolGroup poolGroup;
  private Seen seen;
  private boolean looked;
  private boolean touched;
  private boolean asking;
  private @Nullable Instant uncertainUntil;

  /**
   * Starts work on a leased pool group.
   *
   * @param wantedThere whether it should exist
   * @param shared whether others of ours want it to exist, too
   * @param remember writes down that it is about to be made where it was looked for first, since
   *     what is found after a crash would else be taken for somebody else's; false if somebody else
   *     has taken its lease since
   * @param wanted whether somebody with a newer lease wants to go on instead
   */
  PoolGroupRun(
      ConnectedPool pool,
      Operations operations,
      PoolGroup poolGroup,
      boolean wantedThere,
      boolean shared,
      Predicate<PoolGroup> remember,
      BooleanSupplier wanted) {
    super(wanted);
    this.pool = pool;
    this.operations = operations;
    this.poolGroup = poolGroup;
    this.wantedThere = wantedThere;
    this.shared = shared;
    this.remember = remember;
    this.uncertainUntil = poolGroup.progress().uncertainUntil();
    this.seen =
        // One that was asked for and never seen may be somebody else's by now: look before
        // deleting.
        poolGroup.creatingSince() == null
            ? poolGroup.phase() == Phase.WANTED
                ? Seen.UNCLEAR
                : shared || !poolGroup.made() ? Seen.USED : Seen.OURS
            : poolGroup.phase() == Phase.WANTED && uncertainUntil == null
                ? Seen.ABSENT
                : Seen.UNCLEAR;
  }

  @Override
  Plan plan() {
    return GroupPlanner.plan(
        pool.rules().id(), operations, poolGroup.groupName(), wantedThere, seen);
  }

  @Override
  Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now) {
    return switch (outcome) {
      case Outcome.Done done -> {
        touched = true;
        seen = call instanceof CreateGroup ? Seen.OURS : Seen.ABSENT;
        yield Next.CONTINUE;
      }
      case Outcome.GroupFound found -> found(found, now);
      case Outcome.Missing missing -> missing(call, now);
      case Outcome.Refused refused -> refused(call, refused.refusal());
      case Outcome.Throttled throttled -> Next.REPLAN;
      case Outcome.Unavailable unavailable -> stop(Verdict.Pending.OUT_OF_REACH);
      case Outcome.Unasked unasked -> stop(Verdict.Pending.UNASKED);
      case Outcome.Lost lost -> {
        if (!call.reads()) {
          touched = true;
          if (call instanceof CreateGroup && poolGroup.creatingSince() == null) {
            poolGroup = poolGroup.wanted(sentAt, poolGroup.progress());
          }
          uncertainUntil = Setting.certain(sentAt, uncertainUntil);
        }
        yield stop(Verdict.Pending.NO_ANSWER);
      }
      case Outcome.Created unasked -> throw new IllegalStateException(call.describe());
      case Outcome.Found unasked -> throw new IllegalStateException(call.describe());
      case Outcome.InGroups unasked -> throw new IllegalStateException(call.describe());
      case Outcome.UserPage unasked -> throw new IllegalStateException(call.describe());
      case Outcome.GroupPage unasked -> throw new IllegalStateException(call.describe());
    };
  }

  private Next found(Outcome.GroupFound found, Instant now) {
    if (wantedThere && poolGroup.mayBeDeletedLate() && isUncertain(now)) {
      // Whoever had it looked at earlier cannot make the call come earlier.
      return stop(new Verdict.Pending(PoolGroup.MAY_BE_DELETED, uncertainUntil));
    }
    Instant asked = poolGroup.creatingSince();
    Instant made = found.createdAt();
    boolean ours = asked != null && made != null && !made.isBefore(asked.minus(CLOCK_SKEW));
    if (ours && (wantedThere || !shared)) {
      seen = Seen.OURS;
    } else {
      seen = ours || mayUse() ? Seen.USED : Seen.FOREIGN;
    }
    return Next.REPLAN;
  }

  /** Whether it may be used although it was not made for this. */
  private boolean mayUse() {
    return shared || poolGroup.reason() == Reason.GRANTED;
  }

  private boolean isUncertain(Instant now) {
    return uncertainUntil != null && now.isBefore(uncertainUntil);
  }

  private Next refused(CognitoCall call, Refusal refusal) {
    boolean exists = call instanceof CreateGroup && refusal.kind() == Fault.Kind.UNIQUENESS;
    if (exists && mayUse() && !looked) {
      looked = true;
      poolGroup = poolGroup();
      seen = Seen.UNCLEAR;
      return Next.REPLAN;
    }
    return stop(new Verdict.Refused(refusal, true));
  }

  private Next missing(CognitoCall call, Instant now) {
    if (call instanceof DeleteGroup) {
      seen = Seen.ABSENT;
      return Next.CONTINUE;
    }
    if (isUncertain(now)) {
      return stop(
          new Verdict.Pending(
              "Cognito may still carry out an earlier call whose answer was lost.",
              uncertainUntil));
    }
    seen = Seen.ABSENT;
    uncertainUntil = null;
    if (wantedThere && poolGroup.creatingSince() == null && operations.create()) {
      poolGroup = poolGroup.wanted(now, poolGroup.progress());
      asking = true;
      if (!remember.test(poolGroup)) {
        return stop(new Verdict.Pending("Another change of this group is under way.", null));
      }
    }
    return Next.REPLAN;
  }

  @Override
  void finish(Plan plan, Instant now) {
    if (!wantedThere && seen == Seen.ABSENT && isUncertain(now)) {
      // Until then the name is not given to anybody: what is made under it could be deleted late.
      end(
          new Verdict.Pending(
              "Deleted; the name is kept until an earlier call whose answer was lost cannot come"
                  + " late.",
              uncertainUntil));
      return;
    }
    uncertainUntil = null;
    end(
        plan.refusals().isEmpty()
            ? new Verdict.InStep()
            : new Verdict.Refused(plan.refusals().getFirst(), true));
  }

  @Override
  AppId app() {
    return poolGroup.app();
  }

  @Override
  boolean takesAccess() {
    return !wantedThere;
  }

  @Override
  String key() {
    return poolGroup.id();
  }

  @Override
  long epoch() {
    return poolGroup.lease().epoch();
  }

  @Override
  ConnectedPool pool() {
    return pool;
  }

  /**
   * The row the work started from, asked for if it was to be looked for first; where nothing came
   * of that, it is to be looked for again.
   */
  PoolGroup poolGroup() {
    return asking && !touched ? poolGroup.wanted(null, poolGroup.progress()) : poolGroup;
  }

  boolean wantedThere() {
    return wantedThere;
  }

  boolean touched() {
    return touched;
  }

  /** Whether the group in the pool was made for this row. */
  boolean made() {
    return seen == Seen.OURS;
  }

  /** Whether the group stays in the pool although this row does not want it any more. */
  boolean stays() {
    return seen == Seen.USED || (seen == Seen.OURS && !wantedThere);
  }

  /** Whether there is no such group in the pool any more. */
  boolean gone() {
    return seen == Seen.ABSENT;
  }

  @Nullable Instant uncertainUntil() {
    return uncertainUntil;
  }
}
