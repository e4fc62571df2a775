package scimbridge;

import java.time.Clock;
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
import scimbridge.admin.AppNames;
import scimbridge.admin.AttributeCommands;
import scimbridge.admin.GuardCommands;
import scimbridge.admin.ImportCommands;
import scimbridge.admin.LogCommands;
import scimbridge.admin.MappingCommands;
import scimbridge.admin.NamedUsers;
import scimbridge.admin.PlanCommands;
import scimbridge.admin.ReconcileCommands;
import scimbridge.admin.RetryCommands;
import scimbridge.admin.StatusCommands;
import scimbridge.admin.TokenCommands;
import scimbridge.admin.TransferCommands;
import scimbridge.cognito.ProvisionedLimits;
import scimbridge.cognito.Quota;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.aws.AwsUserPool;
import scimbridge.config.BridgeConfig;
import scimbridge.config.PoolSettings;
import scimbridge.directory.Directory;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.policy.App;
import scimbridge.provisioning.ConnectedPool;
import scimbridge.provisioning.Engine;
import scimbridge.provisioning.KnownSchemas;
import scimbridge.provisioning.Setting;
import scimbridge.provisioning.UserPools;

/**
 * What a running server and a command without one have in common: the configured apps, their pools,
 * and an engine that is not started. Nothing is read or called while it is put together.
 *
 * @param directory the store
 * @param apps every configured app
 * @param schemas what each app knows of attributes
 * @param engine the engine; a command uses it without starting it
 * @param tokens the tokens of the apps
 * @param limits asks for the accounts' real quotas, once it is started
 * @param clock the time
 */
record Assembly(
    Directory directory,
    Map<AppId, App> apps,
    KnownSchemas schemas,
    Engine engine,
    AccessTokens tokens,
    ProvisionedLimits limits,
    Clock clock) {

  /**
   * Puts it together.
   *
   * @param stops takes what has to be stopped, the last first
   */
  static Assembly of(BridgeConfig config, Directory directory, Clock clock, Deque<Runnable> stops) {
    Map<AppId, App> apps =
        config.apps().stream().collect(Collectors.toMap(App::id, Function.identity()));
    KnownSchemas schemas = new KnownSchemas(directory, config.schemas(), clock);
    QuotaGate gate = gate(config.pools(), clock);
    Map<String, ProvisionedLimits.Source> accounts = new HashMap<>();
    List<ConnectedPool> pools = connect(config.pools(), accounts, stops);
    Engine engine =
        new Engine(
            new Setting(
                directory,
                apps,
                new UserPools(directory, schemas, pools),
                gate,
                clock,
                Sleeper.REAL,
                UUID.randomUUID().toString()));
    stops.push(engine::close);
    return new Assembly(
        directory,
        apps,
        schemas,
        engine,
        new AccessTokens(directory, clock),
        new ProvisionedLimits(accounts, gate, Sleeper.REAL),
        clock);
  }

  /** The commands of an operator. */
  AdminCommands commands() {
    AdminCommands commands = new AdminCommands();
    AppNames names = new AppNames(apps.keySet());
    new TokenCommands(tokens, names).addTo(commands);
    NamedUsers users = new NamedUsers(directory);
    new PlanCommands(engine.preview(), engine.explanation(), users, names).addTo(commands);
    new StatusCommands(engine.standing(), directory::check, engine::pace, names).addTo(commands);
    new GuardCommands(engine.guarding(), names).addTo(commands);
    new RetryCommands(engine.retrying(), users, names).addTo(commands);
    new AttributeCommands(engine.attributes(), names).addTo(commands);
    new MappingCommands(engine.mappingTrial(), names).addTo(commands);
    new ReconcileCommands(engine.reconciling(), clock, names).addTo(commands);
    new LogCommands(directory, clock, Sleeper.REAL::sleep, names).addTo(commands);
    new ImportCommands(engine.importing(), names).addTo(commands);
    new TransferCommands(engine.transferring(), names).addTo(commands);
    return commands;
  }

  /** Opens the pools; of those that share a quota, any can be asked for it. */
  private static List<ConnectedPool> connect(
      List<PoolSettings> settings,
      Map<String, ProvisionedLimits.Source> accounts,
      Deque<Runnable> stops) {
    List<ConnectedPool> pools = new ArrayList<>();
    for (PoolSettings pool : settings) {
      AwsUserPool port = AwsUserPool.open(pool.rules().id(), pool.aws());
      accounts.putIfAbsent(pool.aws().quotaScope(), port::provisioned);
      stops.push(port::close);
      pools.add(
          new ConnectedPool(pool.rules(), pool.aws().userPoolId(), port, pool.addAttributes()));
    }
    return pools;
  }

  /** One gate for everything: AWS counts by account and region, whatever the pool. */
  private static QuotaGate gate(List<PoolSettings> settings, Clock clock) {
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
    return new QuotaGate(clock, Sleeper.REAL, scopes, quotas);
  }
}
