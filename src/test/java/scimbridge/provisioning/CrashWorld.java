package scimbridge.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.UserPool;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.directory.Directory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.testing.MovedClock;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;

/**
 * The pools of a scenario in one embedded Cognito, which outlives the engines that are started on
 * them one after the other. Bridge and Cognito have one clock.
 */
final class CrashWorld implements AutoCloseable {
  /** A busy machine must not make a request come to another end. */
  private static final Duration PATIENCE = ProvisioningFixture.PATIENT;

  final EmbeddedCognito emulator;
  final CognitoIdentityProviderClient cognito;
  final MovedClock clock = new MovedClock();
  final CrashScenario scenario;

  /** What a step of the scenario puts in front of Cognito for a while. */
  volatile ProvisioningFixture.Interposed between;

  private final Schemas schemas = Schemas.bundled();
  private final Map<PoolId, String> userPoolIds = new LinkedHashMap<>();
  private final Map<PoolId, String> appClients = new LinkedHashMap<>();
  private final Map<PoolId, AwsUserPool> ports = new LinkedHashMap<>();
  private Map<PoolId, PoolContents> before;
  private int snapshots;
  private Directory directory;
  private UserPools connected;
  private Engine engine;
  private String owner;

  CrashWorld(CrashScenario scenario) {
    this.scenario = scenario;
    this.between = scenario.refusing();
    try {
      emulator = EmbeddedCognito.start(EmulatorSettings.inMemory().withClock(clock));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cognito =
        CognitoIdentityProviderClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(emulator.endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    scenario.pools().forEach(this::make);
    scenario.before().accept(this);
    begin();
  }

  /** Everything in the pools is the bridge's, or about to be. */
  void beginWithNothing() {
    before =
        scenario.pools().stream()
            .collect(
                Collectors.toMap(
                    CrashPool::id, pool -> new PoolContents(new TreeMap<>(), new TreeSet<>())));
  }

  /** What is in the pools now is not the bridge's. */
  void begin() {
    before = contents();
  }

  private void make(CrashPool pool) {
    String id = cognito.createUserPool(pool.kind().request()).userPool().id();
    userPoolIds.put(pool.id(), id);
    appClients.put(
        pool.id(),
        cognito
            .createUserPoolClient(
                r ->
                    r.userPoolId(id)
                        .clientName("sign-in")
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH))
            .userPoolClient()
            .clientId());
    ports.put(
        pool.id(),
        AwsUserPool.open(
            pool.id(),
            new AwsPoolSettings(
                "us-east-1",
                id,
                emulator.endpoint(),
                new PoolCredentials.StaticKeys("key", "secret", null))));
  }

  String userPoolId(PoolId pool) {
    return userPoolIds.get(pool);
  }

  String appClient(PoolId pool) {
    return appClients.get(pool);
  }

  /** The way to a pool that nobody watches. */
  UserPool port(PoolId pool) {
    return ports.get(pool);
  }

  Engine engine() {
    return engine;
  }

  Directory directory() {
    return directory;
  }

  /** The pools as the bridge that runs is connected to them. */
  UserPools pools() {
    return connected;
  }

  /** The name of the bridge that runs, in its leases. */
  String owner() {
    return owner;
  }

  /** The app and its rules. */
  App app() {
    return scenario
        .rules()
        .apply(
            ProvisioningFixture.syncingPasswords(
                App.withDefaults(
                        ProvisioningFixture.APP,
                        scenario.pools().stream().map(CrashPool::id).toList())
                    .withRequestWait(PATIENCE)));
  }

  /** Starts the bridge on a store. */
  void start(CrashStore store, CrashWatcher watcher) {
    directory = new WatchedDirectory(store.open(), watcher);
    List<ConnectedPool> pools = new ArrayList<>();
    for (CrashPool pool : scenario.pools()) {
      UserPool watched = new WatchedPool(ports.get(pool.id()), watcher);
      pools.add(
          new ConnectedPool(
              pool.rules(),
              userPoolIds.get(pool.id()),
              new InterposedPool(watched, () -> between)));
    }
    connected = new UserPools(directory, new KnownSchemas(directory, schemas, clock), pools);
    App app = app();
    owner = "test-" + System.nanoTime();
    engine =
        new Engine(
            new Setting(
                directory,
                Map.of(app.id(), app),
                connected,
                new UnlimitedGate(),
                clock,
                Sleeper.REAL,
                owner));
    engine.start();
  }

  /** Keeps what is in the pools; answers under which name. */
  String snapshot() {
    String name = "at-" + snapshots++;
    try {
      emulator.controls().takeSnapshot(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** Time and pools are as they were at a point. */
  void restore(CrashPoint point) throws IOException {
    between = scenario.refusing();
    emulator.controls().restoreSnapshot(point.pools());
    clock.set(point.at());
  }

  /** Stops the bridge; the pools stay. */
  void stop() {
    if (engine != null) {
      engine.close();
      directory.close();
      engine = null;
    }
  }

  /** All that is in the pools. */
  Map<PoolId, PoolContents> contents() {
    Map<PoolId, PoolContents> contents = new LinkedHashMap<>();
    for (CrashPool pool : scenario.pools()) {
      contents.put(pool.id(), PoolContents.of(cognito, userPoolIds.get(pool.id()), pool));
    }
    return contents;
  }

  /** What was in a pool before the bridge came, which it must never touch. */
  PoolContents before(CrashPool pool) {
    return before.get(pool.id());
  }

  /** Whether somebody can sign in with a password. */
  boolean signsIn(CrashPool pool, String username, String password) {
    try {
      return cognito
              .adminInitiateAuth(
                  r ->
                      r.userPoolId(userPoolId(pool.id()))
                          .clientId(appClient(pool.id()))
                          .authFlow("ADMIN_USER_PASSWORD_AUTH")
                          .authParameters(Map.of("USERNAME", username, "PASSWORD", password)))
              .authenticationResult()
          != null;
    } catch (
        software.amazon.awssdk.services.cognitoidentityprovider.model
                .CognitoIdentityProviderException
            refused) {
      return false;
    }
  }

  /** Lets the bridge finish what it has to do. */
  void settle(CrashStore store) {
    CrashSettling.await(this, store, due -> false);
  }

  @Override
  public void close() {
    stop();
    ports.values().forEach(AwsUserPool::close);
    cognito.close();
    emulator.close();
  }
}
