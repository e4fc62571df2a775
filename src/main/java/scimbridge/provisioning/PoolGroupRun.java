package scimbridge.provisioning;

import static scimbridge.provisioning.Setting.ATTEMPT;
import static scimbridge.provisioning.Setting.CLOCK_SKEW;
import static scimbridge.provisioning.Setting.SETTLING;

import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Outcome;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.PoolGroup.Phase;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.CognitoCall.GetGroup;
import scimbridge.plan.Plan;
import scimbridge.plan.Plan.Refusal;
import scimbridge.plan.Plan.Unknown;

/** Brings one pool group to where its phase wants it: there, or gone. */
final class PoolGroupRun implements Run {
  private final ConnectedPool pool;
  private final PoolGroup poolGroup;
  private final boolean wantedThere;
  private final BooleanSupplier wanted;

  private boolean unclear;
  private boolean there;
  private boolean looked;
  private boolean touched;
  private @Nullable Instant uncertainUntil;
  private @Nullable Verdict verdict;

  /**
   * Starts work on a leased pool group.
   *
   * @param wantedThere whether it should exist
   */
  PoolGroupRun(
      ConnectedPool pool, PoolGroup poolGroup, boolean wantedThere, BooleanSupplier wanted) {
    this.pool = pool;
    this.poolGroup = poolGroup;
    this.wantedThere = wantedThere;
    this.wanted = wanted;
    this.uncertainUntil = poolGroup.progress().uncertainUntil();
    this.there = poolGroup.phase() != Phase.WANTED;
    this.unclear = poolGroup.phase() == Phase.WANTED && uncertainUntil != null;
  }

  @Override
  public Plan plan() {
    PoolId id = pool.rules().id();
    if (wantedThere && unclear) {
      return Plan.asks(
          new Unknown(
              "whether group '" + poolGroup.groupName() + "' was created",
              new GetGroup(id, poolGroup.groupName())));
    }
    if (wantedThere == there) {
      return Plan.EMPTY;
    }
    return Plan.of(
        List.of(
            wantedThere
                ? new CreateGroup(id, poolGroup.groupName())
                : new DeleteGroup(id, poolGroup.groupName())));
  }

  @Override
  public Next take(CognitoCall call, Outcome outcome, Instant sentAt, Instant now) {
    return switch (outcome) {
      case Outcome.Done done -> {
        touched = true;
        there = call instanceof CreateGroup;
        yield Next.CONTINUE;
      }
      case Outcome.GroupFound found -> found(found);
      case Outcome.Missing missing -> missing(call, now);
      case Outcome.Refused refused -> refused(call, refused.refusal());
      case Outcome.Throttled throttled -> Next.REPLAN;
      case Outcome.Unavailable unavailable -> stop(new Verdict.Pending(unavailable.reason(), null));
      case Outcome.Lost lost -> {
        if (!call.reads()) {
          touched = true;
          uncertainUntil = sentAt.plus(ATTEMPT).plus(SETTLING);
        }
        yield stop(new Verdict.Pending(lost.reason(), null));
      }
      case Outcome.Created unasked -> throw new IllegalStateException(call.describe());
      case Outcome.Found unasked -> throw new IllegalStateException(call.describe());
      case Outcome.InGroups unasked -> throw new IllegalStateException(call.describe());
    };
  }

  private Next found(Outcome.GroupFound found) {
    Instant asked = poolGroup.creatingSince();
    Instant made = found.createdAt();
    unclear = false;
    if (asked != null && made != null && !made.isBefore(asked.minus(CLOCK_SKEW))) {
      there = true;
      return Next.REPLAN;
    }
    return stop(
        new Verdict.Refused(
            new Refusal(
                Fault.Kind.UNIQUENESS,
                "Pool "
                    + pool.rules().id()
                    + " has a group '"
                    + poolGroup.groupName()
                    + "' that the bridge did not make. Delete or rename one of the two."),
            true));
  }

  private Next missing(CognitoCall call, Instant now) {
    if (call instanceof DeleteGroup) {
      there = false;
      return Next.CONTINUE;
    }
    if (uncertainUntil != null && now.isBefore(uncertainUntil)) {
      return stop(
          new Verdict.Pending(
              "Cognito may still carry out an earlier call whose answer was lost.",
              uncertainUntil));
    }
    unclear = false;
    uncertainUntil = null;
    return Next.REPLAN;
  }

  private Next refused(CognitoCall call, Refusal refusal) {
    if (call instanceof CreateGroup
        && refusal.kind() == Fault.Kind.UNIQUENESS
        && poolGroup.progress().attempts() > 0
        && !looked) {
      looked = true;
      unclear = true;
      return Next.REPLAN;
    }
    return stop(new Verdict.Refused(refusal, true));
  }

  @Override
  public void finish(Plan plan, Instant now) {
    uncertainUntil = null;
    end(new Verdict.InStep());
  }

  @Override
  public void end(Verdict ended) {
    if (verdict == null) {
      verdict = ended;
    }
  }

  private Next stop(Verdict ended) {
    end(ended);
    return Next.STOP;
  }

  @Override
  public ConnectedPool pool() {
    return pool;
  }

  @Override
  public @Nullable Verdict verdict() {
    return verdict;
  }

  @Override
  public boolean wanted() {
    return wanted.getAsBoolean();
  }

  /** The row the work started from. */
  PoolGroup poolGroup() {
    return poolGroup;
  }

  boolean touched() {
    return touched;
  }

  @Nullable Instant uncertainUntil() {
    return uncertainUntil;
  }
}
