package scimbridge.cli;

import java.net.URI;
import java.nio.file.Path;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.AdminClient;
import scimbridge.admin.DataFolder;
import scimbridge.config.BridgeConfig;

/** What the command line starts. The root package wires it. */
public interface Services {

  /**
   * Starts the bridge. When this returns, it answers requests.
   *
   * @param config what the administrator decided
   * @param folder its data folder, held until the bridge is stopped
   * @throws scimbridge.fault.Fault if it cannot be started; nothing of it is left running
   */
  Bridge bridge(BridgeConfig config, DataFolder folder);

  /**
   * Starts an embedded Cognito.
   *
   * @throws scimbridge.fault.Fault if it cannot be started; nothing of it is left running
   */
  Emulator emulator(EmulatorOptions options);

  /**
   * How an embedded Cognito is started.
   *
   * @param host address to listen on
   * @param port where it listens, 0 for any free port
   * @param folder where it keeps its pools
   * @param quotaFactor what AWS's request rates are multiplied by before they are enforced; 0
   *     enforces none
   */
  record EmulatorOptions(String host, int port, Path folder, double quotaFactor) {
    static final String LOOPBACK = "127.0.0.1";
  }

  /** Opens the store for commands, when no server runs. */
  AdminClient.Offline offline(BridgeConfig config, DataFolder folder);

  /** A bridge that runs. */
  interface Bridge extends AutoCloseable {
    /** Address of the SCIM service. */
    URI scimUrl();

    /** The tokens of its apps. */
    AccessTokens tokens();

    /** Stops to accept, finishes what waits, and stops; within ten seconds. */
    @Override
    void close();
  }

  /** An embedded Cognito that runs. */
  interface Emulator extends AutoCloseable {
    /** Where AWS SDKs and the AWS command line reach it. */
    URI endpoint();

    /** The key that control calls need; a new one with every start. */
    String controlKey();

    /** Id of the sample user pool in a region, which is made if there is none. */
    String samplePool(String region);

    /** Stops it; its pools stay in the folder. */
    @Override
    void close();
  }
}
