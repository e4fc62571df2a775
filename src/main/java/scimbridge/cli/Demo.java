package scimbridge.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.PoolCredentials.StaticKeys;
import scimbridge.config.AuditSettings;
import scimbridge.config.BridgeConfig;
import scimbridge.config.PoolSettings;
import scimbridge.config.StoreSettings;
import scimbridge.http.HttpSettings;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.Guard;
import scimbridge.policy.Pool;
import scimbridge.scim.ScimLimits;

/** The configuration of the trial: one app, one pool, a SQLite file, the loopback address. */
final class Demo {
  static final AppId APP = new AppId("demo");
  static final String REGION = "eu-central-1";

  /** The embedded Cognito takes any keys. */
  static final String ACCESS_KEY_ID = "demo";

  static final String SECRET_ACCESS_KEY = "demo";

  private static final PoolId POOL = new PoolId("demo");

  private Demo() {}

  static BridgeConfig config(Path data, int port, URI cognito, String userPoolId) {
    return new BridgeConfig(
        data,
        HttpSettings.loopback(port),
        new StoreSettings.Sqlite(data.resolve(BridgeConfig.DATABASE)),
        // What is printed at the start is to stay in sight.
        AuditSettings.QUIET,
        Schemas.bundled(),
        ScimLimits.DEFAULT,
        List.of(
            new PoolSettings(
                Pool.withDefaults(POOL),
                new AwsPoolSettings(
                    REGION,
                    userPoolId,
                    cognito,
                    new StaticKeys(ACCESS_KEY_ID, SECRET_ACCESS_KEY, null)),
                PoolSettings.DEFAULT_QUOTA_SHARE,
                true)),
        List.of(App.withDefaults(APP, List.of(POOL)).with(Guard.OFF)));
  }
}
