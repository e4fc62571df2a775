package scimbridge.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.cognito.UserPool;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Operations;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

/** The engine on a real SQLite file, through the real AWS SDK, against the embedded Cognito. */
final class ProvisioningFixture implements AutoCloseable {
  static final AppId APP = new AppId("okta");
  static final PoolId POOL = new PoolId("customers");
  static final Request REQUEST = new Request(APP, "test", "request-1");
  static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How long a request waits, and that is as long as any may: a machine that is busy with something
   * else is not to decide how it is answered. A test about the end of the wait says so.
   */
  static final Duration PATIENT = Duration.ofSeconds(50);

  final EmbeddedCognito emulator;
  final CognitoIdentityProviderClient cognito;
  final String userPoolId;
  final Path folder;
  Directory directory;
  Engine engine;
  Setting setting;

  /** What calls go through on their way to Cognito; a test may put something in between. */
  volatile Interposed interposed = (call, pool) -> pool.attempt(call);

  private AwsUserPool port;
  private UnaryOperator<App> appRules;
  private final Gate gate;
  private Pool poolRules;

  /** How far the bridge's clock is before the real one. */
  volatile Duration ahead = Duration.ZERO;

  ProvisioningFixture(Path folder) {
    this(folder, app -> app, request -> request, new UnlimitedGate());
  }

  ProvisioningFixture(
      Path folder,
      UnaryOperator<App> appRules,
      UnaryOperator<CreateUserPoolRequest.Builder> pool,
      Gate gate) {
    this(folder, appRules, pool, gate, started(), null, Pool.withDefaults(POOL));
  }

  /** The engine against another Cognito than the embedded one. */
  static ProvisioningFixture against(URI endpoint, Path folder, Pool rules) {
    return new ProvisioningFixture(
        folder, app -> app, pool -> pool, new UnlimitedGate(), null, endpoint, rules);
  }

  /** The engine with other rules for its pool, in a pool made in some way. */
  static ProvisioningFixture withRules(
      Path folder, Pool rules, UnaryOperator<CreateUserPoolRequest.Builder> pool) {
    return new ProvisioningFixture(
        folder,
        ProvisioningFixture::syncingPasswords,
        pool,
        new UnlimitedGate(),
        started(),
        null,
        rules);
  }

  private static EmbeddedCognito started() {
    try {
      return EmbeddedCognito.start(EmulatorSettings.inMemory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProvisioningFixture(
      Path folder,
      UnaryOperator<App> appRules,
      UnaryOperator<CreateUserPoolRequest.Builder> pool,
      Gate gate,
      EmbeddedCognito emulator,
      URI other,
      Pool poolRules) {
    this.folder = folder;
    this.appRules = appRules;
    this.gate = gate;
    this.emulator = emulator;
    this.poolRules = poolRules;
    URI endpoint = emulator == null ? other : emulator.endpoint();
    cognito =
        CognitoIdentityProviderClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(endpoint)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    userPoolId =
        cognito
            .createUserPool(pool.apply(CreateUserPoolRequest.builder().poolName("test")).build())
            .userPool()
            .id();
    start(endpoint);
  }

  /** Starts the bridge's part; again after {@link #stop()} it is a restart. */
  void start(URI endpoint) {
    start(endpoint, folder.resolve("bridge.db"));
  }

  void start(URI endpoint, Path file) {
    start(endpoint, SqlDirectory.sqlite(file));
  }

  /** Starts it on another store than SQLite. */
  void restartOn(Directory store) {
    stop();
    start(emulator.endpoint(), store);
  }

  /** The same with other rules. */
  void restartOn(Directory store, UnaryOperator<App> otherRules) {
    appRules = otherRules;
    restartOn(store);
  }

  private void start(URI endpoint, Directory store) {
    connect(endpoint, store);
    engine.start();
  }

  /** What a command uses that runs while no server does. */
  void openWithoutServer() {
    connect(emulator.endpoint(), SqlDirectory.sqlite(folder.resolve("bridge.db")));
  }

  private void connect(URI endpoint, Directory store) {
    directory = store;
    port =
        AwsUserPool.open(
            POOL,
            new AwsPoolSettings(
                "us-east-1",
                userPoolId,
                endpoint,
                new PoolCredentials.StaticKeys("key", "secret", null)));
    setting =
        new Setting(
            directory,
            Map.of(
                APP, appRules.apply(App.withDefaults(APP, List.of(POOL)).withRequestWait(PATIENT))),
            new UserPools(
                directory,
                new KnownSchemas(directory, Schemas.bundled(), Clock.systemUTC()),
                List.of(new ConnectedPool(poolRules, userPoolId, interposing(port)))),
            gate,
            clock(),
            Sleeper.REAL,
            "test-" + System.nanoTime());
    engine = new Engine(setting);
  }

  /** The real time, moved. */
  private Clock clock() {
    InstantSource moved = () -> Clock.systemUTC().instant().plus(ahead);
    return moved.withZone(ZoneOffset.UTC);
  }

  /** A second server on the same store, whose calls nothing comes between. */
  Engine another(Directory store) {
    return another(store, Duration.ZERO);
  }

  /**
   * The same with another clock.
   *
   * @param skew how far it is before the first server's
   */
  Engine another(Directory store, Duration skew) {
    Engine other =
        new Engine(
            new Setting(
                store,
                setting.apps(),
                new UserPools(
                    store,
                    new KnownSchemas(store, Schemas.bundled(), Clock.systemUTC()),
                    List.of(new ConnectedPool(poolRules, userPoolId, port))),
                gate,
                Clock.offset(setting.clock(), skew),
                Sleeper.REAL,
                "another"));
    other.start();
    return other;
  }

  void restart(UnaryOperator<App> otherRules) {
    stop();
    appRules = otherRules;
    start(emulator.endpoint());
  }

  /** A restart with other rules for the pool. */
  void restart(Pool otherRules) {
    stop();
    poolRules = otherRules;
    start(emulator.endpoint());
  }

  static App syncingPasswords(App app) {
    return new App(
        app.id(),
        new Operations(true, true, true, Operations.PasswordSync.PERMANENT),
        app.policies(),
        app.groups(),
        app.strict(),
        app.requestWait(),
        app.memberWait(),
        app.whenBusy(),
        app.maxPendingAge(),
        app.deprovisioning());
  }

  private UserPool interposing(UserPool real) {
    return new UserPool() {
      @Override
      public Outcome attempt(CognitoCall call) {
        return interposed.attempt(call, real);
      }

      @Override
      public PoolTraits describe() {
        return real.describe();
      }

      @Override
      public void addAttributes(Map<String, String> types) {
        real.addAttributes(types);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  /** Something between the bridge and Cognito. */
  interface Interposed {
    Outcome attempt(CognitoCall call, UserPool real);
  }

  void stop() {
    engine.close();
    port.close();
    directory.close();
  }

  @Override
  public void close() {
    stop();
    cognito.close();
    if (emulator != null) {
      emulator.close();
    }
  }

  static Attributes attributes(String json) {
    try {
      return Attributes.of((ObjectNode) JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Attributes named(String userName) {
    return attributes(
        """
        {"userName":"%1$s","active":true,"name":{"givenName":"Ann","familyName":"Lee"},
         "emails":[{"value":"%1$s@example.org","type":"work","primary":true}]}
        """
            .formatted(userName));
  }

  User create(String userName) {
    return create(named(userName), null);
  }

  User create(Attributes attributes, Password password) {
    return engine
        .writes()
        .createUser(REQUEST, current -> new UserDraft(attributes, password))
        .resource();
  }

  Written<User> replace(ResourceId id, Attributes attributes) {
    return engine.writes().changeUser(REQUEST, id, user -> new UserDraft(attributes, null));
  }

  Written<User> setActive(ResourceId id, boolean active) {
    return engine
        .writes()
        .changeUser(
            REQUEST,
            id,
            user -> {
              ObjectNode document = user.attributes().toNode();
              document.put("active", active);
              return new UserDraft(Attributes.of(document), null);
            });
  }

  void delete(ResourceId id) {
    engine.writes().deleteUser(REQUEST, id, user -> {});
  }

  Group group(String displayName, ResourceId... members) {
    return group(REQUEST, displayName, members);
  }

  Group group(Request request, String displayName, ResourceId... members) {
    return engine
        .writes()
        .createGroup(
            request,
            (group, in) ->
                new GroupDraft(
                    displayNamed(displayName), new MemberDelta(false, Set.of(), add(members))))
        .resource();
  }

  static Attributes displayNamed(String displayName) {
    return Attributes.of(JSON.createObjectNode().put("displayName", displayName));
  }

  static Set<Member> add(ResourceId... members) {
    return Set.of(members).stream()
        .map(id -> new Member(id, ResourceType.USER))
        .collect(Collectors.toSet());
  }

  /** A request that waits for hardly anything: where what it waits for is not to come. */
  Request hasty() {
    return new Request(APP, "test", "request-1", setting.now().plusMillis(300));
  }

  /** Moves the clock to where nothing that was sent until now can arrive any more. */
  void certain() {
    ahead = ahead.plus(PATIENT).plus(Setting.ATTEMPT).plus(Setting.SETTLING).plusSeconds(1);
  }

  Written<Group> rename(ResourceId id, String displayName) {
    return engine
        .writes()
        .changeGroup(
            REQUEST,
            id,
            (group, in) -> new GroupDraft(displayNamed(displayName), MemberDelta.NONE));
  }

  Written<Group> change(ResourceId id, MemberDelta delta) {
    return change(REQUEST, id, delta);
  }

  Written<Group> change(Request request, ResourceId id, MemberDelta delta) {
    return engine
        .writes()
        .changeGroup(request, id, (group, in) -> new GroupDraft(group.attributes(), delta));
  }

  Optional<AdminGetUserResponse> account(String username) {
    try {
      return Optional.of(cognito.adminGetUser(r -> r.userPoolId(userPoolId).username(username)));
    } catch (UserNotFoundException none) {
      return Optional.empty();
    }
  }

  Map<String, String> attributesOf(String username) {
    return account(username).orElseThrow().userAttributes().stream()
        .collect(Collectors.toMap(AttributeType::name, AttributeType::value));
  }

  Set<String> groupsOf(String username) {
    return cognito
        .adminListGroupsForUser(r -> r.userPoolId(userPoolId).username(username))
        .groups()
        .stream()
        .map(GroupType::groupName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> groupsInPool() {
    return cognito.listGroups(r -> r.userPoolId(userPoolId)).groups().stream()
        .map(GroupType::groupName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Optional<Account> link(ResourceId user) {
    return directory.<Optional<Account>>read(tx -> tx.accounts().find(APP, POOL, user));
  }

  /** Calls that changed something or asked for an account, as {@code operation=count}. */
  List<String> calls() {
    return emulator.controls().calls().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("List"))
        .map(Object::toString)
        .toList();
  }

  long users() {
    return directory.<Long>read(
        tx -> tx.resources().count(APP, ResourceType.USER, new Narrowing.Everything()));
  }

  User onlyUser() {
    return (User)
        directory
            .<List<Resource>>read(
                tx -> tx.resources().page(APP, ResourceType.USER, new Narrowing.Everything(), 0, 2))
            .getFirst();
  }

  Optional<User> onlyUserNamed(String userName) {
    return directory.<List<User>>read(tx -> tx.resources().users(APP, "", 100)).stream()
        .filter(user -> user.userName().equals(userName))
        .findFirst();
  }

  /** How many calls Cognito has had so far, reads of this fixture left out. */
  long updates() {
    return emulator.controls().calls().entrySet().stream()
        .filter(call -> !call.getKey().startsWith("List") && !call.getKey().contains("Get"))
        .mapToLong(call -> call.getValue())
        .sum();
  }

  boolean nameIsFree(String userName) {
    return directory.<Boolean>read(tx -> tx.names().holder(Name.userName(APP, userName)).isEmpty());
  }

  Progress.State state(ResourceId user) {
    return link(user).orElseThrow().progress().state();
  }

  /**
   * Waits until something is true; fails after three minutes. That is longer than anything stays
   * uncertain: where a test puts the clock forward in the midst of a pass, the pass's lease runs
   * out, and what it was at is believed only a minute later.
   */
  static void eventually(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not in time: " + what);
      }
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
