package scimbridge.scim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Pace;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.directory.Audit;
import scimbridge.directory.Directory;
import scimbridge.directory.Progress;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.Controls;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.http.ErrorAnswers;
import scimbridge.http.HttpLimits;
import scimbridge.http.HttpSettings;
import scimbridge.http.ScimHttpServer;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;
import scimbridge.policy.Pool;
import scimbridge.provisioning.ConnectedPool;
import scimbridge.provisioning.Engine;
import scimbridge.provisioning.KnownSchemas;
import scimbridge.provisioning.Setting;
import scimbridge.provisioning.UserPools;
import scimbridge.testing.AuditTrail;
import scimbridge.testing.ForwardingDirectory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * The whole way from HTTP to the embedded Cognito in one process. Tokens are {@code lenient},
 * {@code strict}, {@code other}, {@code match}, {@code passwords} and {@code synced}: one app each,
 * of that name. Only the groups of the last one become Cognito groups.
 */
public final class RunningEdge implements AutoCloseable {
  private static final PoolId POOL = new PoolId("customers");

  /**
   * How long a request waits, and that is as long as any may: a machine that is busy with something
   * else is not to decide how it is answered.
   */
  private static final Duration PATIENT = Duration.ofSeconds(50);

  private static final ScimLimits LIMITS =
      new ScimLimits(
          100, 2000, 200, 100, 25_000, 100_000, 100, 4 << 20, 50_000, Duration.ofMinutes(10));

  private final EmbeddedCognito emulator;
  private final String userPoolId;
  private final AwsUserPool pool;
  private final Directory directory;
  private final KnownSchemas schemas;
  private static final Operations PASSWORDS =
      new Operations(true, true, true, Operations.PasswordSync.PERMANENT);

  private final Engine engine;
  private final ScimHttpServer http;

  private RunningEdge(Directory directory, ScimLimits limits, Duration requestWait)
      throws IOException {
    this(
        directory,
        limits,
        requestWait,
        Clock.systemUTC(),
        Sleeper.REAL,
        // These tests are about the protocol; the quota has its own.
        new UnlimitedGate(),
        EmulatorSettings.inMemory());
  }

  private RunningEdge(
      Directory directory,
      ScimLimits limits,
      Duration requestWait,
      Clock clock,
      Sleeper sleeper,
      Gate gate,
      EmulatorSettings settings)
      throws IOException {
    this.directory = directory;
    emulator = EmbeddedCognito.start(settings);
    userPoolId = userPool(emulator.endpoint());
    pool =
        AwsUserPool.open(
            POOL,
            new AwsPoolSettings(
                "us-east-1",
                userPoolId,
                emulator.endpoint(),
                new PoolCredentials.StaticKeys("key", "secret", null)));
    Map<AppId, App> apps =
        Stream.of(
                app("lenient", false),
                app("strict", true),
                app("other", false),
                app("match", false).with(App.OnDuplicate.MATCH),
                app("passwords", false, PASSWORDS),
                app("synced", false, PASSWORDS).with(GroupRules.ALL))
            .map(app -> app.withRequestWait(requestWait))
            .collect(Collectors.toMap(App::id, Function.identity()));
    schemas = new KnownSchemas(directory, Schemas.bundled(), clock);
    engine =
        new Engine(
            new Setting(
                directory,
                apps,
                new UserPools(
                    directory,
                    schemas,
                    List.of(new ConnectedPool(Pool.withDefaults(POOL), "pool", pool))),
                gate,
                clock,
                sleeper,
                "test"));
    engine.start();
    ScimEdge edge =
        new ScimEdge(
            directory,
            engine.writes(),
            engine.preview(),
            engine.refusedWrites(),
            schemas,
            apps,
            engine::skippedValues,
            limits,
            clock);
    http =
        new ScimHttpServer(
            settings(),
            edge.jaxrsSingletons(),
            token ->
                Optional.of(token)
                    .filter(name -> name.matches("lenient|strict|other|match|passwords|synced"))
                    .map(name -> new Authenticated(new AppId(name), "test")),
            fault ->
                new ErrorAnswers.Answer(
                    ScimErrors.status(fault.kind()),
                    ScimErrors.retryAfter(fault),
                    ScimErrors.body(fault)),
            () -> {},
            Clock.systemUTC());
    http.start();
  }

  /** Starts everything with an empty store in a new temporary folder. */
  public static RunningEdge start() throws IOException {
    return start(emptyStore());
  }

  /** Starts everything else on a store, which is closed with it. */
  public static RunningEdge start(Directory directory) throws IOException {
    return start(directory, PATIENT);
  }

  /** The same for requests that wait no longer than this. */
  public static RunningEdge start(Directory directory, Duration requestWait) throws IOException {
    return new RunningEdge(directory, LIMITS, requestWait);
  }

  /** Starts everything with an empty store for requests that wait no longer than this. */
  static RunningEdge start(Duration requestWait) throws IOException {
    return start(emptyStore(), requestWait);
  }

  /**
   * Starts everything with a Cognito that enforces AWS's request rates, a bridge that keeps to its
   * share of them, and one clock for both. The app {@code synced} has passwords and groups.
   */
  static RunningEdge paced(Clock clock, Sleeper sleeper) throws IOException {
    return new RunningEdge(
        emptyStore(),
        LIMITS,
        App.DEFAULT_WAIT,
        clock,
        sleeper,
        new QuotaGate(clock, sleeper, Map.of(POOL, "one account"), Map.of()),
        EmulatorSettings.inMemory().withClock(clock).withQuotas(1));
  }

  /** How fast calls go to Cognito now. */
  List<Pace> pace() {
    return engine.pace().orElseThrow();
  }

  /** Where its Cognito listens. */
  URI cognitoEndpoint() {
    return emulator.endpoint();
  }

  /** The id of the user pool. */
  String userPoolId() {
    return userPoolId;
  }

  /** How many accounts and Cognito groups of an app are not in step yet. */
  long outOfStep(String app) {
    return directory.<Long>read(
        tx ->
            outOfStep(tx.accounts().counts(new AppId(app)))
                + outOfStep(tx.poolGroups().counts(new AppId(app))));
  }

  private static long outOfStep(Map<Progress.State, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey() != Progress.State.IN_STEP)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Starts everything with an empty store and limits of its own. */
  static RunningEdge start(ScimLimits limits) throws IOException {
    return new RunningEdge(emptyStore(), limits, PATIENT);
  }

  /** The SCIM base URL. */
  public URI url() {
    return http.scimUrl();
  }

  /** The accounts of its user pool by Username, their attributes by name. */
  Map<String, Map<String, String>> accounts() {
    try (CognitoIdentityProviderClient cognito = cognito(emulator.endpoint())) {
      Map<String, Map<String, String>> accounts = new TreeMap<>();
      for (UserType user : cognito.listUsersPaginator(r -> r.userPoolId(userPoolId)).users()) {
        accounts.put(
            user.username(),
            user.attributes().stream()
                .collect(Collectors.toMap(AttributeType::name, AttributeType::value)));
      }
      return accounts;
    }
  }

  /** The Usernames of who is in a Cognito group of its user pool. */
  Set<String> membersOf(String groupName) {
    try (CognitoIdentityProviderClient cognito = cognito(emulator.endpoint())) {
      return cognito
          .listUsersInGroup(r -> r.userPoolId(userPoolId).groupName(groupName))
          .users()
          .stream()
          .map(UserType::username)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The Cognito groups of its user pool. */
  Set<String> groups() {
    try (CognitoIdentityProviderClient cognito = cognito(emulator.endpoint())) {
      return cognito.listGroups(r -> r.userPoolId(userPoolId)).groups().stream()
          .map(GroupType::groupName)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** What can be seen of its Cognito. */
  public Controls cognito() {
    return emulator.controls();
  }

  /** What the audit has of an app, oldest first; its start with new rules is left out. */
  List<Audit.Entry> audited(String app) {
    return directory
        .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), new AppId(app), 100_000))
        .reversed()
        .stream()
        .filter(entry -> !entry.action().equals("configuration"))
        .toList();
  }

  /** Gives an app an attribute of its own, as 'attribute add' does. */
  void addAttribute(String app, CustomAttribute attribute) {
    directory.write(tx -> tx.customAttributes().put(new AppId(app), attribute));
    schemas.changed(new AppId(app));
  }

  /** Takes it away again. */
  void removeAttribute(String app, String name) {
    directory.write(tx -> tx.customAttributes().remove(new AppId(app), name));
    schemas.changed(new AppId(app));
  }

  @Override
  public void close() {
    http.close();
    engine.close();
    pool.close();
    directory.close();
    emulator.close();
  }

  /** What a token may ask for in a second has its own test, and benchmarks ask for more. */
  private static HttpSettings settings() {
    HttpLimits limits = HttpLimits.DEFAULT;
    return HttpSettings.loopback(0)
        .with(
            new HttpLimits(
                limits.maxBodyBytes(),
                limits.bodyTimeout(),
                limits.maxBodyMemory(),
                limits.maxReads(),
                limits.maxWrites(),
                1_000_000));
  }

  private static Directory emptyStore() throws IOException {
    return new TemporaryStore(Files.createTempDirectory("scim-edge"));
  }

  /** A store whose folder goes with it. */
  private static final class TemporaryStore extends ForwardingDirectory {
    private final Path folder;

    TemporaryStore(Path folder) {
      super(SqlDirectory.sqlite(folder.resolve("bridge.db")));
      this.folder = folder;
    }

    @Override
    public void close() {
      super.close();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static App app(String name, boolean strict) {
    return app(name, strict, Operations.ALL);
  }

  private static App app(String name, boolean strict, Operations operations) {
    App defaults = App.withDefaults(new AppId(name), List.of(POOL));
    return new App(
        defaults.id(),
        operations,
        defaults.policies(),
        GroupRules.NONE,
        strict,
        defaults.requestWait(),
        defaults.memberWait(),
        defaults.whenBusy(),
        defaults.maxPendingAge(),
        defaults.deprovisioning());
  }

  private static CognitoIdentityProviderClient cognito(URI endpoint) {
    return CognitoIdentityProviderClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(endpoint)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static String userPool(URI endpoint) {
    try (CognitoIdentityProviderClient cognito = cognito(endpoint)) {
      return cognito.createUserPool(request -> request.poolName("test")).userPool().id();
    }
  }
}
