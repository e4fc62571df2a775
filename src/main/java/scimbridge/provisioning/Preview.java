package scimbridge.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Pace;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;

/**
 * Says what would be done, and does none of it.
 *
 * <p>It is not a second planner. The engine itself runs on a directory whose writes are undone at
 * the end, with pools that write calls down instead of making them; so a preview cannot say
 * anything else than what would happen. It fails closed: where the engine would have to wait, or to
 * ask Cognito what a pool is, there is no preview but a fault that says why.
 */
public final class Preview {
  private static final Logger log = LoggerFactory.getLogger(Preview.class);

  /** How many accounts that follow from one change are planned one by one, if there is time. */
  static final int ACCOUNTS = 1_000;

  /** How many of them are counted; of more than that nobody needs to know how many. */
  private static final int COUNTED = 20_000;

  private static final int POOL_GROUPS = 100;
  private static final Duration LEASE = Setting.LEASE;

  /**
   * How long a request may keep the store's one writer from all apps, and how long planning what
   * follows from it may; then the rest is only counted.
   */
  static final Duration LONGEST = Duration.ofSeconds(3);

  private final Setting setting;
  private final int most;
  private final Set<AppId> underWay = ConcurrentHashMap.newKeySet();

  /**
   * Previews of what an engine with this setting would do.
   *
   * @param most how many accounts that follow are planned one by one
   */
  Preview(Setting setting, int most) {
    this.setting = setting;
    this.most = most;
  }

  /**
   * An answer and what it would have taken.
   *
   * @param answer what the request would be answered, if nothing else happens in between
   * @param planned the calls that would be made for it
   */
  public record Shown<T>(T answer, PlannedCalls planned) {}

  /** What a request may use while it is previewed. */
  public record Stage(Directory directory, Provisioning provisioning) {}

  /**
   * Previews a request of an app.
   *
   * @param request carries it out on the stage; it may run more than once
   * @throws Fault what the request would be answered if it would be refused; BUSY if it would have
   *     to wait for another change, or for another preview of the app; TOO_LARGE if it takes longer
   *     than {@link #LONGEST}
   */
  public <T> Shown<T> of(AppId app, Function<Stage, T> request) {
    if (!underWay.add(app)) {
      // The changes of others come in between.
      throw Fault.of(
          Fault.Kind.BUSY, "Another request of this app is being previewed; one at a time.");
    }
    try {
      knowPools(app);
      return setting
          .directory()
          .rehearse(
              directory -> {
                Rehearsed rehearsed = new Rehearsed(directory);
                T answer = rehearsed.inTime(request);
                rehearsed.followUp(app);
                return new Shown<>(answer, rehearsed.planned());
              });
    } finally {
      underWay.remove(app);
    }
  }

  /** What is still to be done for an app: its pending accounts and groups, as if all were due. */
  public PlannedCalls pending(AppId app) {
    knowPools(app);
    return setting
        .directory()
        .rehearse(
            directory -> {
              Rehearsed rehearsed = new Rehearsed(directory);
              rehearsed.everythingPending(app);
              return rehearsed.planned();
            });
  }

  /** What is still to be done for one user of an app. */
  public PlannedCalls pending(AppId app, ResourceId user) {
    knowPools(app);
    return setting
        .directory()
        .rehearse(
            directory -> {
              Rehearsed rehearsed = new Rehearsed(directory);
              rehearsed.accounts(
                  directory.<List<Account>>read(
                      tx ->
                          tx.accounts().of(app, user).stream()
                              .filter(account -> !isOnlyKnown(account))
                              .toList()));
              return rehearsed.planned();
            });
  }

  /** Whether nothing is to be done about it, not even a look, until the client changes its user. */
  private static boolean isOnlyKnown(Account account) {
    return Adoption.isListed(account) && account.progress().state() == Progress.State.IN_STEP;
  }

  /**
   * What a pool is, is read once in the life of a store; a stage has nobody to ask. What concerns a
   * pool that cannot be reached has no preview, and the rest has one.
   */
  private void knowPools(AppId app) {
    for (PoolId pool : setting.app(app).pools()) {
      try {
        setting.pools().traits(pool);
      } catch (Fault unreachable) {
        log.debug("Pool '{}' cannot be asked for a preview", pool, unreachable);
      }
    }
  }

  /** The engine on a stage: everything is as in {@link Engine} but for the outside world. */
  private final class Rehearsed {
    private final Instant now = setting.now();
    private final Directory directory;
    private final List<CognitoCall> calls = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final AccountPasses accountPasses;
    private final PoolGroupPasses poolGroupPasses;
    private final Writes writes;
    private long leftOut;
    private volatile boolean bounded;

    Rehearsed(Directory rehearsing) {
      this.directory = new BoundedDirectory(rehearsing, this::mayGoOn);
      UserPools pools =
          new UserPools(
              directory,
              setting.pools().schemas(),
              setting.pools().all().stream()
                  .map(
                      pool ->
                          new ConnectedPool(
                              pool.rules(),
                              pool.userPoolId(),
                              new RecordingPool(pool.rules().id(), calls::add)))
                  .toList());
      Map<AppId, App> apps = new HashMap<>();
      setting.apps().forEach((id, app) -> apps.put(id, app.withRequestWait(Duration.ZERO)));
      Setting stage =
          new Setting(
              directory,
              apps,
              pools,
              new EverOpen(),
              Clock.fixed(now, ZoneOffset.UTC),
              Preview::neverWaits,
              setting.owner());
      Turns turns = new Turns();
      Settlements settlements = new Settlements();
      Troubles quiet = new Troubles(stage.clock(), (message, cause) -> {});
      Execution execution = new Execution(stage, quiet, () -> false);
      UserWrites users = new UserWrites(stage, turns);
      GroupWrites groups = new GroupWrites(stage, turns);
      this.accountPasses = new AccountPasses(stage, execution, turns, settlements, users);
      this.poolGroupPasses = new PoolGroupPasses(stage, execution, turns, settlements, groups);
      this.writes =
          new Writes(
              stage,
              users,
              groups,
              new Requests(
                  stage,
                  execution,
                  turns,
                  settlements,
                  new Unsettled(stage, settlements, quiet),
                  () -> {}));
    }

    /**
     * The request's answer. An operation of many takes the refusal for its own, so the time is
     * looked at once more at the end.
     */
    <T> T inTime(Function<Stage, T> request) {
      bounded = true;
      T answer = request.apply(new Stage(directory, writes));
      mayGoOn();
      bounded = false;
      return answer;
    }

    private void mayGoOn() {
      if (bounded && setting.now().isAfter(now.plus(LONGEST))) {
        throw Fault.of(
            Fault.Kind.TOO_LARGE,
            "This takes longer than "
                + LONGEST.toSeconds()
                + " seconds to preview, in which nobody else can change anything. Preview fewer"
                + " operations at a time.");
      }
    }

    /** Does what the worker would do after the request: what the request marked, and no more. */
    void followUp(AppId app) {
      poolGroups(directory.read(tx -> tx.poolGroups().dueSince(app, now, POOL_GROUPS)));
      List<Account> marked = directory.read(tx -> tx.accounts().dueSince(app, now, COUNTED));
      accounts(marked);
      // A group that waits for its members is deleted when they have followed.
      poolGroups(
          directory.read(tx -> tx.poolGroups().pending(app, POOL_GROUPS)).stream()
              .filter(row -> now.equals(row.progress().since()))
              .toList());
    }

    void everythingPending(AppId app) {
      poolGroups(directory.read(tx -> tx.poolGroups().pending(app, POOL_GROUPS)));
      accounts(directory.read(tx -> tx.accounts().pending(app, COUNTED)));
      poolGroups(directory.read(tx -> tx.poolGroups().pending(app, POOL_GROUPS)));
    }

    void accounts(List<Account> rows) {
      Instant end = setting.now().plus(LONGEST);
      int planned = 0;
      for (Account row : rows) {
        if (planned == most || setting.now().isAfter(end)) {
          leftOut = (long) rows.size() - planned;
          return;
        }
        account(row);
        planned++;
      }
    }

    private void account(Account row) {
      Optional<Account> leased =
          directory.write(
              tx ->
                  tx.accounts()
                      .takeOver(
                          row.app(), row.pool(), row.user(), setting.owner(), now.plus(LEASE)));
      int before = calls.size();
      leased.ifPresent(mine -> uninterrupted(() -> accountPasses.pass(mine)));
      directory
          .<Optional<Account>>read(tx -> tx.accounts().find(row.app(), row.pool(), row.user()))
          .ifPresent(after -> note(after, before));
    }

    private void note(Account after, int before) {
      List<CognitoCall> made = calls.subList(before, calls.size());
      if (!made.isEmpty() && made.getLast().reads()) {
        notes.add(
            "what follows for account '"
                + after.username()
                + "' in pool "
                + after.pool()
                + " depends on what Cognito answers to that");
      } else if (after.progress().state() == Progress.State.REFUSED
          && after.progress().reason() != null) {
        notes.add("refused: " + after.progress().reason());
      } else if (UndescribedPool.REASON.equals(after.progress().reason())) {
        notes.add("waits: account in pool " + after.pool() + ": " + UndescribedPool.REASON);
      } else if (after.progress().state() == Progress.State.HELD) {
        notes.add("held: account '" + after.username() + "': " + after.progress().reason());
      }
    }

    void poolGroups(List<PoolGroup> rows) {
      for (PoolGroup row : rows) {
        directory
            .<Optional<PoolGroup>>write(
                tx ->
                    tx.poolGroups().takeOver(row.app(), row.id(), setting.owner(), now.plus(LEASE)))
            .ifPresent(mine -> uninterrupted(() -> poolGroupPasses.pass(mine)));
      }
    }

    PlannedCalls planned() {
      return new PlannedCalls(calls, notes, leftOut);
    }
  }

  /** Nothing waits on a stage; a pass that tried to would hold the store's one writer. */
  private static void neverWaits(Duration duration) {
    throw Fault.of(
        Fault.Kind.BUSY, "This cannot be previewed now: another change is under way. Try again.");
  }

  private static void uninterrupted(Pass pass) {
    try {
      pass.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Fault.of(Fault.Kind.BUSY, "The bridge is stopping.");
    }
  }

  /** A piece of the worker's work. */
  @FunctionalInterface
  private interface Pass {
    void run() throws InterruptedException;
  }

  /** Quotas say when a call may be made, not which calls are. */
  private static final class EverOpen implements Gate {
    @Override
    public Ticket enter(Order order) {
      return new Through();
    }

    @Override
    public Duration delay(AppId app, CognitoCall call) {
      return Duration.ZERO;
    }

    @Override
    public List<Pace> pace() {
      return List.of();
    }
  }

  /** Lets everything through at once. */
  private static final class Through implements Gate.Ticket {
    @Override
    public boolean await(int index, BooleanSupplier stop) {
      return true;
    }

    @Override
    public void answered(Outcome outcome) {}

    @Override
    public void close() {}
  }
}
