package scimbridge.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
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
import scimbridge.directory.Audit;
import scimbridge.directory.Directory;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.Request;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.provisioning.RefusedWrites.Attempt;
import scimbridge.testing.AuditTrail;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * Several apps and several user pools, each pool in a region of its own with credentials of its
 * own, on one real store.
 */
final class ConnectedApps implements AutoCloseable {
  static final AppId OKTA = new AppId("okta");
  static final AppId ENTRA = new AppId("entra");
  static final PoolId STAFF = new PoolId("staff");
  static final PoolId PARTNERS = new PoolId("partners");
  static final PoolId GUESTS = new PoolId("guests");

  private static final Map<PoolId, String> REGIONS =
      Map.of(STAFF, "eu-central-1", PARTNERS, "us-west-2", GUESTS, "eu-west-1");

  final EmbeddedCognito emulator;
  final Path folder;
  Directory directory;
  Engine engine;

  /** How far the bridge's clock is before the real one. */
  volatile Duration ahead = Duration.ZERO;

  /** What calls go through on their way to Cognito. */
  volatile ProvisioningFixture.Interposed interposed = (call, pool) -> pool.attempt(call);

  /** Pools that cannot be reached: no call gets there, and none says what it is. */
  final Set<PoolId> unreachable = ConcurrentHashMap.newKeySet();

  private final Map<PoolId, CognitoIdentityProviderClient> aws = new LinkedHashMap<>();
  private final Map<PoolId, String> userPoolIds = new LinkedHashMap<>();
  private final List<AwsUserPool> ports = new ArrayList<>();
  private final Set<PoolId> removed = new TreeSet<>();
  private final Gate gate;
  private List<App> apps;

  ConnectedApps(Path folder, App... apps) {
    this(folder, new UnlimitedGate(), apps);
  }

  ConnectedApps(Path folder, Gate gate, App... apps) {
    this.folder = folder;
    this.gate = gate;
    this.apps = List.of(apps);
    try {
      emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    REGIONS.forEach(
        (pool, region) -> {
          CognitoIdentityProviderClient client =
              CognitoIdentityProviderClient.builder()
                  .region(Region.of(region))
                  .endpointOverride(emulator.endpoint())
                  .credentialsProvider(
                      StaticCredentialsProvider.create(
                          AwsBasicCredentials.create("key-" + pool, "secret")))
                  .build();
          aws.put(pool, client);
          userPoolIds.put(
              pool, client.createUserPool(r -> r.poolName(pool.value())).userPool().id());
        });
    start(SqlDirectory.sqlite(folder.resolve("bridge.db")));
  }

  /** An app with one policy for everybody, into these pools. */
  static App app(AppId id, PoolId... pools) {
    return App.withDefaults(id, List.of(pools)).withRequestWait(ProvisioningFixture.PATIENT);
  }

  /** The same with a prefix for its groups. */
  static App prefixed(App app, String prefix) {
    return app.with(
        new GroupRules(
            GroupRules.Which.ALL, app.groups().listed(), prefix, false, GroupRules.Rename.MOVE));
  }

  /** The same, sharing groups with whoever says so as well. */
  static App sharing(App app) {
    return app.with(
        new GroupRules(
            GroupRules.Which.ALL, app.groups().listed(), "", true, GroupRules.Rename.MOVE));
  }

  /** The same with pinned names. */
  static App pinning(App app) {
    return app.with(
        new GroupRules(
            GroupRules.Which.ALL, app.groups().listed(), "", false, GroupRules.Rename.PIN));
  }

  void start(Directory store) {
    start(store, emulator.endpoint());
  }

  private void start(Directory store, URI endpoint) {
    directory = store;
    List<ConnectedPool> pools = new ArrayList<>();
    Map<PoolId, String> configured = new LinkedHashMap<>(userPoolIds);
    configured.keySet().removeAll(removed);
    configured.forEach(
        (pool, id) -> {
          AwsUserPool port =
              AwsUserPool.open(
                  pool,
                  new AwsPoolSettings(
                      REGIONS.get(pool),
                      id,
                      endpoint,
                      new PoolCredentials.StaticKeys("key-" + pool, "secret", null)));
          ports.add(port);
          pools.add(new ConnectedPool(Pool.withDefaults(pool), id, interposing(pool, port)));
        });
    engine =
        new Engine(
            new Setting(
                directory,
                apps.stream().collect(Collectors.toMap(App::id, Function.identity())),
                new UserPools(
                    directory,
                    new KnownSchemas(directory, Schemas.bundled(), Clock.systemUTC()),
                    pools),
                gate,
                clock(),
                Sleeper.REAL,
                "test-" + System.nanoTime()));
    engine.start();
  }

  /** The real time, moved. */
  private Clock clock() {
    InstantSource moved = () -> Clock.systemUTC().instant().plus(ahead);
    return moved.withZone(ZoneOffset.UTC);
  }

  private UserPool interposing(PoolId pool, UserPool real) {
    return new UserPool() {
      @Override
      public Outcome attempt(CognitoCall call) {
        return unreachable.contains(pool)
            ? new Outcome.Unavailable("No way there.")
            : interposed.attempt(call, real);
      }

      @Override
      public PoolTraits describe() {
        if (unreachable.contains(pool)) {
          throw Fault.retryable(Fault.Kind.BUSY, "No way there.", Duration.ofSeconds(1));
        }
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

  void stop() {
    engine.close();
    ports.forEach(AwsUserPool::close);
    ports.clear();
    directory.close();
  }

  /** Starts again with other rules, on the same file. */
  void restart(App... others) {
    stop();
    apps = List.of(others);
    start(SqlDirectory.sqlite(folder.resolve("bridge.db")));
  }

  /** The same with a pool taken out of the configuration. */
  void restartWithout(PoolId pool, App... others) {
    removed.add(pool);
    restart(others);
    removed.remove(pool);
  }

  /** Starts again on another store. */
  void restartOn(Directory store) {
    stop();
    start(store);
  }

  @Override
  public void close() {
    stop();
    aws.values().forEach(CognitoIdentityProviderClient::close);
    emulator.close();
  }

  Client client(AppId app) {
    return new Client(app, false);
  }

  CognitoIdentityProviderClient cognito(PoolId pool) {
    return aws.get(pool);
  }

  String userPoolId(PoolId pool) {
    return userPoolIds.get(pool);
  }

  Set<String> groupsIn(PoolId pool) {
    return cognito(pool).listGroups(r -> r.userPoolId(userPoolId(pool))).groups().stream()
        .map(GroupType::groupName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> groupsOf(PoolId pool, String username) {
    return cognito(pool)
        .adminListGroupsForUser(r -> r.userPoolId(userPoolId(pool)).username(username))
        .groups()
        .stream()
        .map(GroupType::groupName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> accountsIn(PoolId pool) {
    return cognito(pool).listUsers(r -> r.userPoolId(userPoolId(pool))).users().stream()
        .map(UserType::username)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Optional<Boolean> enabled(PoolId pool, String username) {
    try {
      return Optional.of(
          cognito(pool)
              .adminGetUser(r -> r.userPoolId(userPoolId(pool)).username(username))
              .enabled());
    } catch (UserNotFoundException none) {
      return Optional.empty();
    }
  }

  /** What one identity provider does. */
  final class Client {
    private final AppId app;
    private final boolean hasty;

    private Client(AppId app, boolean hasty) {
      this.app = app;
      this.hasty = hasty;
    }

    /** The same for requests that wait for hardly anything: what they wait for is not to come. */
    Client hasty() {
      return new Client(app, true);
    }

    Request request() {
      return hasty
          ? new Request(app, "test", "request-1", Instant.now().plus(ahead).plusMillis(300))
          : new Request(app, "test", "request-1");
    }

    User create(String userName) {
      return create(ProvisioningFixture.named(userName));
    }

    User create(Attributes attributes) {
      return told(
          "user.create",
          () ->
              engine
                  .writes()
                  .createUser(request(), current -> new UserDraft(attributes, null))
                  .resource());
    }

    /** What is refused is told to the audit by whoever answers the client. */
    private <T> T told(String action, Supplier<T> write) {
      try {
        return write.get();
      } catch (Fault refused) {
        throw engine
            .refusedWrites()
            .record(request(), new Attempt(action, null, null, ""), refused);
      }
    }

    Written<User> replace(ResourceId id, Attributes attributes) {
      return engine.writes().changeUser(request(), id, user -> new UserDraft(attributes, null));
    }

    void delete(User user) {
      engine.writes().deleteUser(request(), user.id(), current -> {});
    }

    Group group(String displayName, ResourceId... members) {
      return told(
          "group.create",
          () ->
              engine
                  .writes()
                  .createGroup(
                      request(),
                      (group, in) ->
                          new GroupDraft(
                              ProvisioningFixture.displayNamed(displayName),
                              new MemberDelta(false, Set.of(), ProvisioningFixture.add(members))))
                  .resource());
    }

    Written<Group> rename(Group group, String displayName) {
      return engine
          .writes()
          .changeGroup(
              request(),
              group.id(),
              (current, in) ->
                  new GroupDraft(ProvisioningFixture.displayNamed(displayName), MemberDelta.NONE));
    }

    Written<Group> add(Group group, ResourceId... members) {
      return change(group, new MemberDelta(false, Set.of(), ProvisioningFixture.add(members)));
    }

    Written<Group> remove(Group group, ResourceId... members) {
      return change(group, new MemberDelta(false, Set.of(members), Set.of()));
    }

    private Written<Group> change(Group group, MemberDelta delta) {
      return engine
          .writes()
          .changeGroup(
              request(), group.id(), (current, in) -> new GroupDraft(current.attributes(), delta));
    }

    void delete(Group group) {
      engine.writes().deleteGroup(request(), group.id(), current -> {});
    }

    List<PoolGroup> rows(Group group) {
      return directory.<List<PoolGroup>>read(tx -> tx.poolGroups().ofGroup(app, group.id()));
    }

    boolean inStep(User user) {
      return directory
          .<Map<ResourceId, List<Account>>>read(tx -> tx.accounts().ofUsers(app, Set.of(user.id())))
          .getOrDefault(user.id(), List.of())
          .stream()
          .allMatch(account -> account.progress().state() == State.IN_STEP);
    }

    List<String> audit() {
      return directory
          .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), app, 50))
          .stream()
          .map(entry -> entry.action() + " " + entry.result() + ": " + entry.detail())
          .toList();
    }
  }
}
