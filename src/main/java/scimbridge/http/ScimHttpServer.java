package scimbridge.http;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.glassfish.grizzly.GrizzlyFuture;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.ServerConfiguration;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import scimbridge.fault.Fault;

/**
 * The HTTP server. It serves the given JAX-RS objects at {@code /scim/v2} to whoever has a valid
 * bearer token, and {@code /health/live} and {@code /health/ready} to everybody.
 */
public final class ScimHttpServer implements AutoCloseable {
  /** Request line and headers. */
  static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int MAX_HEADERS = 100;
  private static final int IDLE_SECONDS = 30;

  /**
   * One thread sees what arrives on the connections and starts the virtual threads. Had several of
   * them a share of the connections each, the requests of one could wait as long as there are any
   * of another: a carrier empties the line of who starts threads before it looks into the next.
   */
  private static final int SELECTORS = 1;

  /** How much of a refused body is still read, so that the client sees why it was refused. */
  static final long MAX_SKIPPED_BYTES = 64L * 1024 * 1024;

  /** How long a finished answer may take to leave when the server stops. */
  private static final Duration FLUSH = Duration.ofMillis(500);

  private final HttpSettings settings;
  private final ErrorAnswers errors;
  private final FrontDoor frontDoor;
  private final HttpServer server = new HttpServer();
  private final NetworkListener listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Prepares the server; nothing listens yet.
   *
   * @param singletons finished JAX-RS resources and providers; their paths are relative to {@code
   *     /scim/v2}
   * @param tokens tells whose token it is
   * @param errors answers whatever is refused here
   * @param readyCheck throws when the server cannot do its work; asked by {@code /health/ready}, at
   *     most once a second
   * @param clock for the rate of requests and the age of an answer of {@code /health/ready}
   */
  public ScimHttpServer(
      HttpSettings settings,
      Set<Object> singletons,
      TokenVerifier tokens,
      ErrorAnswers errors,
      Runnable readyCheck,
      Clock clock) {
    this.settings = settings;
    this.errors = errors;
    this.frontDoor =
        new FrontDoor(settings, resources(singletons), tokens, errors, readyCheck, clock);
    this.listener = new NetworkListener("scim", settings.host(), settings.port());
  }

  /**
   * Starts to listen.
   *
   * @throws Fault saying what an administrator can do about it: the port is taken, the address is
   *     not one of this machine, a TLS file is not usable
   */
  public void start() {
    configureListener();
    server.addListener(listener);
    ServerConfiguration configuration = server.getServerConfiguration();
    configuration.setSendFileEnabled(false);
    // Else Grizzly refuses TRACE itself, without a body.
    configuration.setPassTraceRequest(true);
    configuration.setDefaultErrorPageGenerator(
        (request, status, reason, description, exception) -> {
          request.getResponse().setContentType(AnswerType.SCIM_JSON);
          Fault fault = Fault.of(Fault.Kind.INTERNAL, "Internal error.");
          return errors.of(fault).body();
        });
    configuration.addHttpHandler(frontDoor, "/");
    try {
      server.start();
    } catch (BindException e) {
      server.shutdownNow();
      throw Fault.of(Fault.Kind.BUSY, address() + ": " + bindProblem(e), e);
    } catch (IOException | UnresolvedAddressException e) {
      server.shutdownNow();
      throw Fault.of(Fault.Kind.INTERNAL, "Cannot listen on " + address(), e);
    }
  }

  /** The port that the server listens on. */
  public int port() {
    return listener.getPort();
  }

  /** The address of the SCIM service on this machine, or as configured. */
  public URI scimUrl() {
    String scheme = settings.tls() == null ? "http" : "https";
    return settings
        .fixedUrl()
        .orElseGet(
            () -> URI.create(scheme + "://" + settings.host() + ":" + port() + BaseUrl.PATH));
  }

  /**
   * Stops to accept, waits up to the given time for what is being answered, and stops. Connections
   * that only stay open for a next request are not waited for.
   */
  public void stop(Duration grace) {
    GrizzlyFuture<HttpServer> flushed = server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
    try {
      if (frontDoor.awaitIdle(grace)) {
        flushed.get(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Connections that are open for a next request; they are cut off now.
    }
    close();
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.shutdownNow();
    threads.shutdownNow();
  }

  private HttpHandler resources(Set<Object> singletons) {
    ResourceConfig application = new ResourceConfig();
    application.registerInstances(singletons);
    application.register(new Entrance(errors));
    application.register(new OptionsAnswer());
    application.register(new HungUp());
    application.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    application.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    application.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    return ContainerFactory.createContainer(GrizzlyHttpContainer.class, application);
  }

  private void configureListener() {
    listener.getTransport().setWorkerThreadPool(threads);
    listener.getTransport().setSelectorRunnersCount(SELECTORS);
    listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
    listener.setMaxRequestHeaders(MAX_HEADERS);
    listener.getKeepAlive().setIdleTimeoutInSeconds(IDLE_SECONDS);
    // A connection that is used need not be made again: with TLS that costs both sides a handshake.
    listener.getKeepAlive().setMaxRequestsCount(-1);
    listener.getFileCache().setEnabled(false);
    listener.registerAddOn(HttpCodec.replacing(errors));
    listener.registerAddOn(new NoUpgrade());
    listener.getTransport().setReadTimeout(IDLE_SECONDS, TimeUnit.SECONDS);
    listener.getTransport().setWriteTimeout(IDLE_SECONDS, TimeUnit.SECONDS);
    HttpSettings.Tls tls = settings.tls();
    if (tls != null) {
      SSLEngineConfigurator engine =
          new SSLEngineConfigurator(PemIdentity.context(tls), false, false, false);
      engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      listener.setSecure(true);
      listener.setSSLEngineConfig(engine);
    }
  }

  private String address() {
    return settings.host() + ":" + settings.port();
  }

  private static String bindProblem(BindException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return "the port is in use by another program; stop that one, or choose another port";
    }
    if (message.contains("ermission")) {
      return "this user may not listen on that port";
    }
    return "this machine has no such address";
  }
}
