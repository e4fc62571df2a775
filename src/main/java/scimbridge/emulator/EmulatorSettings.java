package scimbridge.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded Cognito is started.
 *
 * @param host address to listen on; loopback unless there is a reason
 * @param port port to listen on, 0 for any free one
 * @param dataFolder folder for the database, created when missing; null keeps everything in memory
 * @param clock the time the emulator believes in: timestamps, expiry of tokens and temporary
 *     passwords, and the window of request rates
 * @param quotaFactor what AWS's request rates are multiplied by before they are enforced; 0
 *     enforces none
 */
public record EmulatorSettings(
    String host, int port, @Nullable Path dataFolder, Clock clock, double quotaFactor) {

  /** Checks that the port is one. */
  public EmulatorSettings {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(clock, "clock");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
  }

  /** Without enforced request rates. */
  public EmulatorSettings(String host, int port, @Nullable Path dataFolder, Clock clock) {
    this(host, port, dataFolder, clock, 0);
  }

  /** In memory, on any free port of the loopback address: what tests want. */
  public static EmulatorSettings inMemory() {
    return new EmulatorSettings("127.0.0.1", 0, null, Clock.systemUTC());
  }

  /** Pools that survive a restart and a crash, on the loopback address. */
  public static EmulatorSettings durable(Path folder, int port) {
    return new EmulatorSettings("127.0.0.1", port, folder, Clock.systemUTC());
  }

  /** The same settings with another clock. */
  public EmulatorSettings withClock(Clock newClock) {
    return new EmulatorSettings(host, port, dataFolder, newClock, quotaFactor);
  }

  /** The same settings with enforced request rates; 1 for those of AWS. */
  public EmulatorSettings withQuotas(double factor) {
    return new EmulatorSettings(host, port, dataFolder, clock, factor);
  }
}
