package scimbridge;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import scimbridge.admin.AdminClient;
import scimbridge.admin.AdminCommands;
import scimbridge.admin.DataFolder;
import scimbridge.cli.Services;
import scimbridge.config.BridgeConfig;
import scimbridge.config.StoreSettings;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;
import scimbridge.fault.Fault;
import scimbridge.http.ErrorAnswers;
import scimbridge.scim.ScimErrors;

/** Makes what the command line asks for. */
final class Wiring implements Services {
  private final Clock clock;
  private final OutputStream out;

  Wiring(Clock clock) {
    // System.out would not say that it cannot be written.
    this(clock, new FileOutputStream(FileDescriptor.out));
  }

  /**
   * Wires everything.
   *
   * @param out where a bridge writes its audit if it is to
   */
  Wiring(Clock clock, OutputStream out) {
    this.clock = clock;
    this.out = out;
  }

  @Override
  public Services.Bridge bridge(BridgeConfig config, DataFolder folder) {
    return scimbridge.Bridge.start(
        config, folder, directory(config.store()), Wiring::answer, clock, out);
  }

  @Override
  public Emulator emulator(EmulatorOptions options) {
    EmbeddedCognito cognito;
    try {
      cognito =
          EmbeddedCognito.start(
              new EmulatorSettings(
                  options.host(), options.port(), options.folder(), clock, options.quotaFactor()));
    } catch (BindException inUse) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "port "
              + options.port()
              + " for the embedded Cognito is in use; stop what uses it, or choose another"
              + " port",
          inUse);
    } catch (IOException e) {
      throw Fault.of(
          Fault.Kind.INTERNAL,
          "the embedded Cognito cannot use folder " + options.folder() + ": " + e.getMessage(),
          e);
    }
    return new Emulator() {
      @Override
      public URI endpoint() {
        return cognito.endpoint();
      }

      @Override
      public String controlKey() {
        return cognito.controlKey();
      }

      @Override
      public String samplePool(String region) {
        return cognito.userPool(region, SamplePool.request());
      }

      @Override
      public void close() {
        cognito.close();
      }
    };
  }

  @Override
  public AdminClient.Offline offline(BridgeConfig config, DataFolder folder) {
    Directory directory = directory(config.store());
    Deque<Runnable> stops = new ArrayDeque<>();
    stops.push(directory::close);
    AdminCommands commands = Assembly.of(config, directory, clock, stops).commands();
    return new AdminClient.Offline() {
      @Override
      public AdminCommands commands() {
        return commands;
      }

      @Override
      public void close() {
        stops.forEach(Runnable::run);
      }
    };
  }

  private static ErrorAnswers.Answer answer(Fault fault) {
    return new ErrorAnswers.Answer(
        ScimErrors.status(fault.kind()), ScimErrors.retryAfter(fault), ScimErrors.body(fault));
  }

  private static SqlDirectory directory(StoreSettings settings) {
    return switch (settings) {
      case StoreSettings.Sqlite sqlite -> SqlDirectory.sqlite(sqlite.file());
      case StoreSettings.Postgres postgres ->
          SqlDirectory.postgres(
              postgres.url(),
              postgres.user(),
              postgres.password().reveal(),
              postgres.connections());
    };
  }
}
