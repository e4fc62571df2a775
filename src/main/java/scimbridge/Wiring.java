package scimbridge;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.AdminClient;
import scimbridge.admin.AdminCommands;
import scimbridge.admin.DataFolder;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.config.StoreSettings;
import scimbridge.directory.Directory;
import scimbridge.fault.Fault;
import scimbridge.http.ErrorBody;

/** Makes what the command line asks for. */
final class Wiring implements Services {
  private final Clock clock;

  Wiring(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Services.Bridge bridge(BridgeConfig config, DataFolder folder) {
    Directory directory = directory(config.store());
    try {
      return scimbridge.Bridge.start(config, folder, directory, Set.of(), errors(), clock);
    } catch (RuntimeException e) {
      // Whatever it was, the store must not stay open.
      directory.close();
      throw e;
    }
  }

  @Override
  public Emulator emulator(int port, Path folder) {
    throw Fault.of(Fault.Kind.NOT_IMPLEMENTED, "this build has no embedded Cognito");
  }

  @Override
  public AdminClient.Offline offline(BridgeConfig config, DataFolder folder) {
    Directory directory = directory(config.store());
    AdminCommands commands = scimbridge.Bridge.commands(config, new AccessTokens(directory, clock));
    return new AdminClient.Offline() {
      @Override
      public AdminCommands commands() {
        return commands;
      }

      @Override
      public void close() {
        directory.close();
      }
    };
  }

  private static Directory directory(StoreSettings settings) {
    throw Fault.of(
        Fault.Kind.NOT_IMPLEMENTED,
        "this build has no store for " + settings.getClass().getSimpleName());
  }

  private static ErrorBody errors() {
    return fault ->
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"The request was refused."}"""
            .getBytes(StandardCharsets.UTF_8);
  }
}
