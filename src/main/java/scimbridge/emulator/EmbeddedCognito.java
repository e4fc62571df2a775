package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import scimbridge.emulator.fault.Faults;
import scimbridge.emulator.operation.FederatedSignIn;
import scimbridge.emulator.operation.ListingBehavior;
import scimbridge.emulator.operation.Operation;
import scimbridge.emulator.operation.Operations;
import scimbridge.emulator.quota.Quotas;
import scimbridge.emulator.store.Store;

/** A running embedded Cognito. */
public final class EmbeddedCognito implements AutoCloseable {
  private static final int WORKERS = 32;
  private static final int KEEP_ALIVE_SECONDS = 300;

  private final HttpServer server;
  private final NetworkListener listener;
  private final Store store;
  private final Snapshots snapshots;
  private final PoolByName pools;
  private final Controls controls;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final String controlKey;

  private EmbeddedCognito(EmulatorSettings settings, Store store) {
    this.store = store;
    this.snapshots = new Snapshots(settings.dataFolder());
    this.controlKey = newKey();
    CallCounts counts = new CallCounts();
    CallLog log = new CallLog();
    Faults faults = new Faults();
    Quotas quotas = new Quotas(settings.quotaFactor());
    ListingBehavior listing = new ListingBehavior(store);
    this.controls =
        new Controls(
            store,
            counts,
            log,
            faults,
            quotas,
            listing,
            new FederatedSignIn(store, settings.clock()),
            snapshots);
    Map<String, Operation> operations = Operations.over(store, quotas, listing);
    this.pools = new PoolByName(operations, settings.clock());
    Service service = new Service(settings.clock(), operations, quotas, faults, counts, log);
    this.listener = listener(settings);
    this.server = new HttpServer();
    server.addListener(listener);
    server
        .getServerConfiguration()
        .addHttpHandler(new ControlHandler(controls, controlKey), ControlHandler.PREFIX + "*");
    server
        .getServerConfiguration()
        .addHttpHandler(new CognitoHandler(service, settings.clock()), "/");
  }

  /**
   * Starts listening.
   *
   * @throws BindException when the port is in use
   * @throws IOException when the data folder cannot be used or another emulator uses it
   */
  public static EmbeddedCognito start(EmulatorSettings settings) throws IOException {
    Path folder = settings.dataFolder();
    Store store = folder == null ? Store.inMemory() : Store.inFolder(folder);
    EmbeddedCognito emulator = new EmbeddedCognito(settings, store);
    try {
      emulator.server.start();
      return emulator;
    } catch (IOException e) {
      emulator.close();
      throw e;
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:49152}. */
  public URI endpoint() {
    return URI.create("http://" + listener.getHost() + ":" + listener.getPort());
  }

  /**
   * The id of the first pool of this name in a region, which is made if there is none. It is not
   * counted as a call.
   *
   * @param request the members of a CreateUserPool request, of which {@code PoolName} is the name
   */
  public String userPool(String region, ObjectNode request) {
    return pools.findOrCreate(region, request);
  }

  /** The key that control calls under {@code /_emulator/} need; a new one with every start. */
  public String controlKey() {
    return controlKey;
  }

  /** What a test can see and do from the same process. */
  public Controls controls() {
    return controls;
  }

  /** Finishes what was begun, then stops. Closing what is closed does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.shutdownNow();
    store.close();
    try {
      snapshots.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NetworkListener listener(EmulatorSettings settings) {
    NetworkListener listener = new NetworkListener("cognito", settings.host(), settings.port());
    listener
        .getTransport()
        .setWorkerThreadPoolConfig(
            ThreadPoolConfig.defaultConfig()
                .setPoolName("emulator")
                .setCorePoolSize(WORKERS)
                .setMaxPoolSize(WORKERS));
    listener.getKeepAlive().setIdleTimeoutInSeconds(KEEP_ALIVE_SECONDS);
    listener.getKeepAlive().setMaxRequestsCount(-1);
    listener.registerAddOn(new NoUpgrade());
    return listener;
  }

  private static String newKey() {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }
}
