package scimbridge.provisioning.random;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.UserPool;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.directory.Directory;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.ConnectedPool;
import scimbridge.provisioning.Engine;
import scimbridge.provisioning.KnownSchemas;
import scimbridge.provisioning.Setting;
import scimbridge.provisioning.UserPools;
import scimbridge.testing.MovedClock;

/** The bridge, which can be restarted in order and killed in the middle of its work. */
final class MortalBridge implements AutoCloseable {
  private final Pools pools;
  private final Supplier<Directory> store;
  private final MovedClock clock;
  private final List<App> apps;

  /** Held by requests; whoever restarts the bridge waits for them. */
  private final ReadWriteLock requests = new ReentrantReadWriteLock(true);

  /** Held by calls to Cognito; time leaps only while there is none. */
  private final ReadWriteLock calls = new ReentrantReadWriteLock(true);

  /** What was asked of the bridge and what it asked of Cognito, for whoever has to find a cause. */
  final ConcurrentLinkedQueue<String> trace = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<AutoCloseable> former = new ConcurrentLinkedQueue<>();
  private final List<AwsUserPool> ports = new ArrayList<>();
  private volatile Life life;
  private volatile Engine engine;
  private int starts;

  MortalBridge(Pools pools, Supplier<Directory> store, MovedClock clock, List<App> apps) {
    this.pools = pools;
    this.store = store;
    this.clock = clock;
    this.apps = apps;
    start();
  }

  private void start() {
    life = new Life(store.get());
    Life mine = life;
    List<ConnectedPool> connected = new ArrayList<>();
    for (PoolId pool : List.of(Pools.STAFF, Pools.PARTNERS)) {
      AwsUserPool port = pools.connect(pool);
      ports.add(port);
      connected.add(new ConnectedPool(Pool.withDefaults(pool), pools.id(pool), mortal(port, mine)));
    }
    engine =
        new Engine(
            new Setting(
                mine,
                apps.stream().collect(Collectors.toMap(App::id, Function.identity())),
                new UserPools(mine, new KnownSchemas(mine, Schemas.bundled(), clock), connected),
                new UnlimitedGate(),
                clock,
                Sleeper.REAL,
                "run-" + ++starts));
    engine.start();
  }

  private UserPool mortal(UserPool port, Life mine) {
    return new UserPool() {
      @Override
      public Outcome attempt(CognitoCall call) {
        calls.readLock().lock();
        try {
          return mine.step(
              () -> {
                Outcome outcome = port.attempt(call);
                trace(mine, call + " -> " + outcome);
                return outcome;
              });
        } finally {
          calls.readLock().unlock();
        }
      }

      @Override
      public PoolTraits describe() {
        return port.describe();
      }

      @Override
      public void addAttributes(Map<String, String> types) {
        port.addAttributes(types);
      }

      @Override
      public void close() {
        port.close();
      }
    };
  }

  void trace(String event) {
    trace(life, event);
  }

  private void trace(Life mine, String event) {
    trace.add(clock.instant() + " " + Integer.toHexString(mine.hashCode()) + " " + event);
  }

  /** Sends a request to the bridge as it runs now. */
  <T> T request(Function<Engine, T> work) {
    requests.readLock().lock();
    try {
      return work.apply(engine);
    } finally {
      requests.readLock().unlock();
    }
  }

  /** Reads the directory. */
  <T> T read(Function<Directory, T> work) {
    requests.readLock().lock();
    try {
      return work.apply(life);
    } finally {
      requests.readLock().unlock();
    }
  }

  /** Stops it as SIGTERM does, in the middle of requests, and starts it again. */
  void restart() {
    trace("restart");
    engine.stopWaiting();
    requests.writeLock().lock();
    try {
      engine.close();
      life.close();
      start();
    } finally {
      requests.writeLock().unlock();
    }
  }

  /** Kills it in the middle of requests, and starts another one on what it left. */
  void kill() {
    trace("kill");
    life.kill();
    requests.writeLock().lock();
    try {
      // Its calls may still be on their way while the next one is at work.
      former.add(engine);
      start();
    } finally {
      requests.writeLock().unlock();
    }
  }

  /** Lets time pass at once; no call is on its way meanwhile. */
  void advance(Duration by) {
    calls.writeLock().lock();
    try {
      clock.advance(by);
    } finally {
      calls.writeLock().unlock();
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable gone : former) {
      gone.close();
    }
    engine.close();
    life.close();
    ports.forEach(AwsUserPool::close);
  }
}
