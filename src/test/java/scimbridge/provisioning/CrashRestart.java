package scimbridge.provisioning;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import scimbridge.directory.Account;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;
import scimbridge.policy.App;
import scimbridge.provisioning.CrashScenario.Step;

/**
 * A new process on what the old one left. It is given time to do what it finds to do; then the
 * directory must be what was acknowledged, the pools what the directory says, and nothing else may
 * be anywhere.
 */
final class CrashRestart {
  private final CrashWorld world;
  private final CrashPoint point;

  CrashRestart(CrashWorld world, CrashPoint point) {
    this.world = world;
    this.point = point;
  }

  /**
   * Restarts; answers what is wrong then, or nothing.
   *
   * @param store what the point left
   */
  List<String> run(CrashStore store) throws IOException {
    world.restore(point);
    LateCall late = point.late() == null ? null : new LateCall(world, point);
    CrashSettling.Meanwhile meanwhile = due -> late != null && late.happens(due);
    List<String> wrong = new ArrayList<>();
    try {
      world.start(store, late == null ? CrashWatcher.NOBODY : late);
      CrashSettling.await(world, store, meanwhile);
      Verdict first = judge(world.scenario.desired(point.answered(), point.another()));
      wrong.addAll(first.wrong());
      wrong.addAll(plans());
      if (wrong.isEmpty()) {
        goOn(first.state(), store, meanwhile).forEach(what -> wrong.add("later " + what));
      }
    } catch (AssertionError unsettled) {
      wrong.add(String.valueOf(unsettled.getMessage()));
    } finally {
      world.stop();
    }
    try (StoreContents contents = store.contents()) {
      contents.nobodys().forEach(row -> wrong.add("nobody's: " + row));
    }
    return wrong;
  }

  /** The identity provider goes on, from the request that was not answered. */
  private List<String> goOn(int state, CrashStore store, CrashSettling.Meanwhile meanwhile) {
    CrashScenario scenario = world.scenario;
    int next = point.answered() + (state == 1 ? 1 : 0);
    List<Step> left = scenario.steps().subList(next, scenario.steps().size());
    if (state > 1 || (!left.isEmpty() && !left.getFirst().repeatable())) {
      return List.of();
    }
    CrashClient client =
        CrashClient.goingOn(world, scenario.desired(point.answered(), point.another()).get(state));
    for (Step step : left) {
      try {
        step.send().accept(client);
      } catch (Fault fault) {
        return List.of(step.name() + " is refused: " + fault.detail());
      }
      if (step.settles()) {
        CrashSettling.await(world, store, meanwhile);
      }
    }
    // Whatever is late has to come now, while it still may.
    CrashSettling.await(world, store, due -> meanwhile.happens(Optional.of(Instant.MAX)));
    return judge(scenario.desired(scenario.steps().size(), false)).wrong();
  }

  /**
   * Which of the states that may be desired is the one that is.
   *
   * @param wrong how it differs from each of them; empty if it is one
   */
  private record Verdict(int state, List<String> wrong) {}

  private Verdict judge(List<Desired> possible) {
    List<String> directory = DirectoryContents.of(world.directory());
    Map<PoolId, PoolContents> contents = world.contents();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < possible.size(); i++) {
      List<String> differences = differences(possible.get(i), directory, contents);
      if (differences.isEmpty()) {
        return new Verdict(i, List.of());
      }
      all.add("if it is to be as after " + i + ": " + differences);
    }
    return new Verdict(-1, all);
  }

  private List<String> differences(
      Desired desired, List<String> directory, Map<PoolId, PoolContents> contents) {
    List<String> differences = new ArrayList<>();
    if (!directory.equals(desired.directory())) {
      differences.add("the directory is " + directory + " and not " + desired.directory());
    }
    for (CrashPool pool : world.scenario.pools()) {
      PoolContents wanted = desired.in(pool, world.before(pool), granted());
      differences.addAll(contents.get(pool.id()).differences(pool.id().value(), wanted));
      desired
          .people()
          .values()
          .forEach(
              person -> {
                boolean mayEnter =
                    person.password() != null
                        && person.active()
                        && person.access() == DesiredPerson.Access.ACCOUNT
                        && !pool.id().equals(person.refusedIn());
                if (mayEnter && !world.signsIn(pool, person.signInName(pool), person.password())) {
                  differences.add(
                      "%s cannot sign in to %s with the password"
                          .formatted(person.userName(), pool.id()));
                }
              });
    }
    return differences;
  }

  private Set<String> granted() {
    return world.app().policies().stream()
        .flatMap(policy -> policy.grants().stream())
        .collect(Collectors.toSet());
  }

  /** What the planner would still do about anybody. */
  private List<String> plans() {
    return world
        .directory()
        .<List<String>>read(
            tx -> {
              List<String> open = new ArrayList<>();
              for (Resource user : DirectoryContents.all(tx, ResourceType.USER)) {
                for (Account account :
                    tx.accounts()
                        .ofUsers(ProvisioningFixture.APP, Set.of(user.id()))
                        .getOrDefault(user.id(), List.of())) {
                  Plan plan = plan(tx, (User) user, account);
                  if (account.progress().state() == State.IN_STEP && !plan.isEmpty()) {
                    open.add("still planned for " + account + ": " + plan);
                  }
                }
              }
              return open;
            });
  }

  private Plan plan(Transaction tx, User user, Account account) {
    App app = world.app();
    ConnectedPool pool = world.pools().get(account.pool());
    Wishes.Wished wished =
        Wishes.of(
            tx,
            app,
            pool,
            world.pools().traits(account.pool()),
            user,
            Scopes.of(tx, app, user),
            account,
            world.clock.instant());
    return AccountPlanner.plan(
        pool.rules(), app.operations(), wished.wish(), Wishes.sight(tx, account));
  }

  /** A call of the old process that comes to Cognito while the new one is already at work. */
  private static final class LateCall implements CrashWatcher, CrashSettling.Meanwhile {
    /** How long after it was sent it may still come: what the bridge promises to reckon with. */
    private static final Duration LATEST = Duration.ofSeconds(35);

    private final CrashWorld world;
    private final CognitoCall call;
    private final Instant latest;
    private final AtomicInteger left;

    LateCall(CrashWorld world, CrashPoint point) {
      this.world = world;
      this.call = point.late();
      this.latest = point.at().plus(LATEST);
      // After so many calls of the new process; or as late as may be.
      int when = Math.floorMod(point.name().hashCode(), 6);
      this.left = new AtomicInteger(when < 3 ? when : Integer.MAX_VALUE);
    }

    private boolean arrive() {
      if (left.getAndSet(-1) < 0) {
        return false;
      }
      world.port(call.pool()).attempt(call);
      return true;
    }

    @Override
    public boolean happens(Optional<Instant> due) {
      boolean waits = due.isEmpty() && left.get() == Integer.MAX_VALUE;
      boolean inTime = due.isPresent() && due.get().isBefore(latest);
      return !waits && !inTime && arrive();
    }

    @Override
    public void enter() {}

    @Override
    public void leave() {}

    @Override
    public void transaction(Moment moment) {}

    @Override
    public void call(Moment moment, CognitoCall mine) {
      if (moment == Moment.BEFORE && left.get() == 0) {
        arrive();
      } else if (moment == Moment.BEFORE) {
        left.updateAndGet(calls -> calls > 0 && calls < Integer.MAX_VALUE ? calls - 1 : calls);
      }
    }
  }
}
