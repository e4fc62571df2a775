package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.glassfish.grizzly.http.server.HttpHandlerRegistration;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import scimbridge.emulator.operation.Operation;
import scimbridge.emulator.operation.Operations;
import scimbridge.emulator.store.Store;

/** A running embedded Cognito. */
public final class EmbeddedCognito implements AutoCloseable {
  private static final int WORKERS = 64;
  private static final int KEEP_ALIVE_SECONDS = 300;

  private final HttpServer server;
  private final NetworkListener listener;
  private final Store store;
  private final PoolByName pools;
  private final Controls controls;
  private final String controlKey;

  private EmbeddedCognito(
      HttpServer server,
      NetworkListener listener,
      Store store,
      PoolByName pools,
      Controls controls,
      String controlKey) {
    this.server = server;
    this.listener = listener;
    this.store = store;
    this.pools = pools;
    this.controls = controls;
    this.controlKey = controlKey;
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
    CallCounts counts = new CallCounts();
    Map<String, Operation> operations = Operations.over(store);
    Service service = new Service(settings.clock(), operations, counts);
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
    HttpServer server = new HttpServer();
    server.addListener(listener);
    server
        .getServerConfiguration()
        .addHttpHandler(
            new CallsHandler(counts),
            HttpHandlerRegistration.builder()
                .contextPath("/_emulator/calls")
                .urlPattern("")
                .build());
    server
        .getServerConfiguration()
        .addHttpHandler(new CognitoHandler(service, settings.clock()), "/");
    try {
      server.start();
    } catch (IOException e) {
      server.shutdownNow();
      store.close();
      throw e;
    }
    return new EmbeddedCognito(
        server,
        listener,
        store,
        new PoolByName(operations, settings.clock()),
        new Controls(counts),
        newKey());
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

  /** Finishes what was begun, then stops. */
  @Override
  public void close() {
    server.shutdownNow();
    store.close();
  }

  private static String newKey() {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }
}
