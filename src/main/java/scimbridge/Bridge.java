package scimbridge;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.AdminCommands;
import scimbridge.admin.AdminSocket;
import scimbridge.admin.AppNames;
import scimbridge.admin.DataFolder;
import scimbridge.admin.TokenCommands;
import scimbridge.cli.Services;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Quota;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UserPool;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.config.BridgeConfig;
import scimbridge.config.PoolSettings;
import scimbridge.directory.Directory;
import scimbridge.http.ErrorBody;
import scimbridge.http.ScimHttpServer;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.AppSchemas;
import scimbridge.policy.App;
import scimbridge.provisioning.ConnectedPool;
import scimbridge.provisioning.Engine;
import scimbridge.provisioning.Setting;
import scimbridge.provisioning.UserPools;
import scimbridge.scim.ScimEdge;

/** The bridge, wired by hand. */
final class Bridge implements Services.Bridge {
  /** What is under way may take this long when the server stops; the whole stop has ten seconds. */
  private static final Duration GRACE = Duration.ofSeconds(7);

  private final AccessTokens tokens;
  private final ScimHttpServer http;

  /** Everything that was started, the last first. */
  private final Deque<Runnable> stops;

  private Bridge(AccessTokens tokens, ScimHttpServer http, Deque<Runnable> stops) {
    this.tokens = tokens;
    this.http = http;
    this.stops = stops;
  }

  /**
   * Starts everything. If a part fails to start, the parts before it are stopped, the store too.
   */
  static Bridge start(
      BridgeConfig config, DataFolder folder, Directory directory, ErrorBody errors, Clock clock) {
    Deque<Runnable> stops = new ArrayDeque<>();
    stops.push(directory::close);
    try {
      AppSchemas schemas = AppSchemas.alike(config.schemas());
      Map<AppId, App> apps =
          config.apps().stream().collect(Collectors.toMap(App::id, Function.identity()));
      UserPools pools = new UserPools(directory, connect(config.pools(), stops));
      Engine engine =
          new Engine(
              new Setting(
                  directory,
                  apps,
                  pools,
                  gate(config.pools(), clock),
                  clock,
                  Sleeper.REAL,
                  UUID.randomUUID().toString()));
      stops.push(engine::close);
      AccessTokens tokens = new AccessTokens(directory, clock);
      ScimHttpServer http =
          new ScimHttpServer(
              config.http(),
              new ScimEdge(
                      directory,
                      engine.writes(),
                      schemas,
                      apps,
                      engine::skippedValues,
                      config.limits())
                  .jaxrsSingletons(),
              token ->
                  tokens
                      .verify(token)
                      .filter(verified -> apps.containsKey(verified.app()))
                      .map(verified -> new Authenticated(verified.app(), verified.id())),
              errors,
              directory::check);
      AdminSocket admin = AdminSocket.open(folder, commands(config, tokens));
      stops.push(admin::close);
      engine.start();
      http.start();
      // Requests that wait for Cognito are told first, so that they end within the grace period.
      stops.push(() -> http.stop(GRACE));
      stops.push(engine::stopWaiting);
      return new Bridge(tokens, http, stops);
    } catch (RuntimeException e) {
      // Whatever it was, what runs already must not stay.
      stops.forEach(Runnable::run);
      throw e;
    }
  }

  private static List<ConnectedPool> connect(List<PoolSettings> settings, Deque<Runnable> stops) {
    List<ConnectedPool> pools = new ArrayList<>();
    for (PoolSettings pool : settings) {
      UserPool port = AwsUserPool.open(pool.rules().id(), pool.aws());
      stops.push(port::close);
      pools.add(new ConnectedPool(pool.rules(), pool.aws().userPoolId(), port));
    }
    return pools;
  }

  /** One gate for everything: AWS counts by account and region, whatever the pool. */
  private static Gate gate(List<PoolSettings> settings, Clock clock) {
    Map<PoolId, String> scopes = new HashMap<>();
    Map<String, Quota> quotas = new HashMap<>();
    for (PoolSettings pool : settings) {
      String scope = pool.aws().quotaScope();
      scopes.put(pool.rules().id(), scope);
      // Pools that share a quota and say different things: the smaller share is the safe one.
      quotas.merge(
          scope,
          new Quota(pool.quotaShare(), Map.of()),
          (one, other) -> one.sharePercent() <= other.sharePercent() ? one : other);
    }
    return new QuotaGate(clock, scopes, quotas);
  }

  /** The commands that a running server and a process without one have in common. */
  static AdminCommands commands(BridgeConfig config, AccessTokens tokens) {
    AdminCommands commands = new AdminCommands();
    new TokenCommands(tokens, new AppNames(config.apps().stream().map(App::id).toList()))
        .addTo(commands);
    return commands;
  }

  @Override
  public URI scimUrl() {
    return http.scimUrl();
  }

  @Override
  public AccessTokens tokens() {
    return tokens;
  }

  @Override
  public void close() {
    stops.forEach(Runnable::run);
  }
}
