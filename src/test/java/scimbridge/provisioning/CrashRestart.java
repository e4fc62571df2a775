package scimbridge.provisioning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import scimbridge.directory.Account;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.identity.PoolId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.plan.AccountPlanner;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan;
import scimbridge.policy.App;

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
   * @param folder an empty one for the store
   */
  List<String> run(Path folder) throws IOException {
    Path file = folder.resolve("bridge.db");
    point.copyTo(folder);
    world.restore(point);
    LateCall late = point.late() == null ? null : new LateCall(world, point);
    List<String> wrong = new ArrayList<>();
    try {
      world.start(file, late == null ? CrashWatcher.NOBODY : late);
      CrashSettling.await(world, file, () -> late != null && late.arrive());
      wrong.addAll(judge());
      wrong.addAll(plans());
    } catch (AssertionError unsettled) {
      wrong.add(String.valueOf(unsettled.getMessage()));
    } finally {
      world.stop();
    }
    try (StoreContents store = StoreContents.open(file)) {
      store.nobodys().forEach(row -> wrong.add("nobody's: " + row));
    }
    return wrong;
  }

  /** Compares with each state that may be desired; nothing if one of them is what is. */
  private List<String> judge() {
    List<String> directory = DirectoryContents.of(world.directory());
    Map<PoolId, PoolContents> contents = world.contents();
    List<Desired> possible = world.scenario.desired(point.answered(), point.another());
    List<String> all = new ArrayList<>();
    for (Desired desired : possible) {
      List<String> differences = differences(desired, directory, contents);
      if (differences.isEmpty()) {
        return List.of();
      }
      all.add("if it is to be as after " + possible.indexOf(desired) + ": " + differences);
    }
    return all;
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
  private static final class LateCall implements CrashWatcher {
    private final CrashWorld world;
    private final CognitoCall call;
    private final AtomicInteger left;

    LateCall(CrashWorld world, CrashPoint point) {
      this.world = world;
      this.call = point.late();
      this.left = new AtomicInteger(Math.floorMod(point.name().hashCode(), 4));
    }

    /** Lets it arrive; false if it has. */
    boolean arrive() {
      if (left.getAndSet(-1) < 0) {
        return false;
      }
      world.port(call.pool()).attempt(call);
      return true;
    }

    @Override
    public void enter() {}

    @Override
    public void leave() {}

    @Override
    public void transaction(Moment moment) {}

    /** After so many calls of the new process. */
    @Override
    public void call(Moment moment, CognitoCall mine) {
      if (moment == Moment.BEFORE && left.get() == 0) {
        arrive();
      } else if (moment == Moment.BEFORE) {
        left.updateAndGet(calls -> calls > 0 ? calls - 1 : calls);
      }
    }
  }
}
