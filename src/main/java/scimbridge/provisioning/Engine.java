package scimbridge.provisioning;

import java.util.List;
import java.util.Optional;
import scimbridge.cognito.Pace;
import scimbridge.directory.Account;
import scimbridge.identity.AppId;
import scimbridge.identity.User;

/**
 * Provisioning as one running thing: takes writes, and works in the background until it is closed.
 *
 * <p>Closing makes every request that waits for Cognito end as pending, finishes the calls that are
 * in flight, and leaves the rest to the next start.
 */
public final class Engine implements AutoCloseable {
  private final Setting setting;
  private final RefusedWrites refusedWrites;
  private final Worker worker;
  private final Writes writes;
  private final GroupWrites groups;
  private final PoolGroupReview review;
  private final Reconciling reconciling;
  private final ReconcileSchedule schedule;
  private volatile boolean started;
  private volatile boolean stopping;

  /** Puts it together; does no I/O. */
  public Engine(Setting setting) {
    this.setting = setting;
    Troubles troubles = new Troubles(setting.clock());
    this.refusedWrites = new RefusedWrites(setting, troubles);
    Turns turns = new Turns();
    Settlements settlements = new Settlements();
    Unsettled unsettled = new Unsettled(setting, settlements, troubles);
    Execution execution = new Execution(setting, troubles, () -> stopping);
    UserWrites users = new UserWrites(setting, turns);
    this.groups = new GroupWrites(setting, turns);
    this.review = new PoolGroupReview(setting, groups);
    this.worker =
        new Worker(
            setting,
            new Recovery(setting, settlements, users, groups, review),
            unsettled,
            troubles,
            new AccountPasses(setting, execution, turns, settlements, users),
            new PoolGroupPasses(setting, execution, turns, settlements, groups));
    this.reconciling = new Reconciling(setting, () -> started, () -> stopping, worker::wake);
    this.schedule = new ReconcileSchedule(setting, reconciling, troubles);
    this.writes =
        new Writes(
            setting,
            users,
            groups,
            new Requests(setting, execution, turns, settlements, unsettled, worker::wake));
  }

  /** Starts the background work; proposals of a process that is gone are settled first. */
  public void start() {
    setting.pools().recall();
    review.begin();
    started = true;
    worker.start();
    schedule.start();
  }

  /**
   * Which values of a user an account does not hold, one sentence each; empty while the pool was
   * never described. It never calls Cognito.
   */
  public List<String> skippedValues(User user, Account account) {
    return setting.pools().skipped(user, account);
  }

  /** Moves directories from one app to another. */
  public Transferring transferring() {
    return new Transferring(setting, () -> started, this::rulesApply, Transferring.PIECE);
  }

  /** Takes what is in pools already into directories. */
  public Importing importing() {
    return new Importing(setting, groups, () -> stopping);
  }

  /** Looks once more at everything of an app, by the rules it has now. */
  private void rulesApply(AppId app) {
    review.review(app);
    worker.reviewAgain();
  }

  /** Compares directories with pools. */
  public Reconciling reconciling() {
    return reconciling;
  }

  /** Says where apps stand. */
  public Standing standing() {
    return new Standing(setting);
  }

  /** Has what was refused, or is backing off, tried again. */
  public Retrying retrying() {
    return new Retrying(setting, worker::wake, Retrying.PIECE);
  }

  /**
   * How fast calls go to Cognito now, and who waits; empty where the engine was not started: then
   * it makes no calls.
   */
  public Optional<List<Pace>> pace() {
    return started ? Optional.of(setting.gate().pace()) : Optional.empty();
  }

  /** The guard against mass removal, for administrators. */
  public Guarding guarding() {
    return new Guarding(setting, worker::wake);
  }

  /** Says what writes would do. */
  public Preview preview() {
    return preview(Preview.ACCOUNTS);
  }

  Preview preview(int most) {
    return new Preview(setting, most);
  }

  /** Says why somebody has what they have. */
  public Explanation explanation() {
    return new Explanation(setting);
  }

  /** Tells the audit of writes that were refused. */
  public RefusedWrites refusedWrites() {
    return refusedWrites;
  }

  /** The attributes that apps have of their own. */
  public AppAttributes attributes() {
    return new AppAttributes(setting);
  }

  /** Says what a user would become in each pool. */
  public MappingTrial mappingTrial() {
    return new MappingTrial(setting);
  }

  /** Something may be due now, e.g. because the clock was moved. */
  void wake() {
    worker.wake();
  }

  /** Where writes go in. */
  public Provisioning writes() {
    return writes;
  }

  /** Makes every request that waits for Cognito end as pending after the call in flight. */
  public void stopWaiting() {
    stopping = true;
  }

  @Override
  public void close() {
    stopWaiting();
    schedule.close();
    worker.close();
  }
}
