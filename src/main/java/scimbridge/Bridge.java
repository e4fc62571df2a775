package scimbridge;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.AdminCommands;
import scimbridge.admin.AdminSocket;
import scimbridge.admin.DataFolder;
import scimbridge.admin.TokenCommands;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.directory.Directory;
import scimbridge.http.ErrorBody;
import scimbridge.http.ScimHttpServer;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.policy.App;

/** The bridge, wired by hand. */
final class Bridge implements Services.Bridge {
  /** What is under way may take this long when the server stops; the whole stop has ten seconds. */
  private static final Duration GRACE = Duration.ofSeconds(7);

  private final Directory directory;
  private final AccessTokens tokens;
  private final ScimHttpServer http;
  private final AdminSocket admin;

  private Bridge(Directory directory, AccessTokens tokens, ScimHttpServer http, AdminSocket admin) {
    this.directory = directory;
    this.tokens = tokens;
    this.http = http;
    this.admin = admin;
  }

  /** Starts everything. If a part fails to start, the parts before it are stopped. */
  static Bridge start(
      BridgeConfig config,
      DataFolder folder,
      Directory directory,
      Set<Object> resources,
      ErrorBody errors,
      Clock clock) {
    AccessTokens tokens = new AccessTokens(directory, clock);
    ScimHttpServer http =
        new ScimHttpServer(
            config.http(),
            resources,
            token -> tokens.verify(token).map(t -> new Authenticated(t.app(), t.id())),
            errors,
            directory::check);
    AdminSocket admin = AdminSocket.open(folder, commands(config, tokens));
    try {
      http.start();
    } catch (RuntimeException e) {
      // Whatever it was, the socket must not stay.
      admin.close();
      throw e;
    }
    return new Bridge(directory, tokens, http, admin);
  }

  /** The commands that a running server and a process without one have in common. */
  static AdminCommands commands(BridgeConfig config, AccessTokens tokens) {
    AdminCommands commands = new AdminCommands();
    new TokenCommands(tokens, config.apps().stream().map(App::id).collect(Collectors.toSet()))
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
    http.stop(GRACE);
    admin.close();
    directory.close();
  }
}
