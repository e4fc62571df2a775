package scimbridge;

import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.AdminSocket;
import scimbridge.admin.AuditOutput;
import scimbridge.admin.DataFolder;
import scimbridge.cli.Services;
import scimbridge.cognito.Sleeper;
import scimbridge.config.BridgeConfig;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.http.ErrorAnswers;
import scimbridge.http.ScimHttpServer;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.AppId;
import scimbridge.policy.App;
import scimbridge.provisioning.AuditRetention;
import scimbridge.provisioning.Engine;
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
   * Starts everything. What is audited is also written to {@code out} if the configuration says so.
   * If a part fails to start, the parts before it are stopped, the store too.
   */
  static Bridge start(
      BridgeConfig config,
      DataFolder folder,
      SqlDirectory directory,
      ErrorAnswers errors,
      Clock clock,
      OutputStream out) {
    Deque<Runnable> stops = new ArrayDeque<>();
    if (config.audit().stdout()) {
      AuditOutput audit = AuditOutput.start(out);
      directory.tellAudit(audit);
      stops.push(audit::close);
    }
    stops.push(directory::close);
    try {
      Assembly assembly = Assembly.of(config, directory, clock, stops);
      Map<AppId, App> apps = assembly.apps();
      Engine engine = assembly.engine();
      AccessTokens tokens = assembly.tokens();
      ScimHttpServer http =
          new ScimHttpServer(
              config.http(),
              new ScimEdge(
                      directory,
                      engine.writes(),
                      engine.preview(),
                      engine.refusedWrites(),
                      assembly.schemas(),
                      apps,
                      engine::skippedValues,
                      config.limits(),
                      clock)
                  .jaxrsSingletons(),
              token ->
                  tokens
                      .verify(token)
                      .filter(verified -> apps.containsKey(verified.app()))
                      .map(verified -> new Authenticated(verified.app(), verified.id())),
              errors,
              directory::check,
              clock);
      AdminSocket admin = AdminSocket.open(folder, assembly.commands());
      stops.push(admin::close);
      AuditRetention retention =
          new AuditRetention(directory, clock, Sleeper.REAL, config.audit().keep());
      stops.push(retention::close);
      engine.start();
      stops.push(assembly.limits()::close);
      assembly.limits().start();
      retention.start();
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
