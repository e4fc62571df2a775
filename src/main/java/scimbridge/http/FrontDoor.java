package scimbridge.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.DataChunk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.RequestProperties;

/**
 * The first thing that sees a request. It answers what has nothing to do with SCIM itself: health,
 * unknown routes, missing tokens, too much at once.
 *
 * <p>Reads and writes are counted apart, because a write may wait for a user pool for seconds and a
 * read never does; both are counted once their body is there. None of them holds a thread that
 * another one needs.
 */
final class FrontDoor extends HttpHandler {
  private static final Logger log = LoggerFactory.getLogger("scimbridge.http.access");
  private static final Logger faults = LoggerFactory.getLogger(FrontDoor.class);
  private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** A token of RFC 9110 §5.6.2. */
  private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final int LONGEST_TOKEN = 512;

  private final HttpHandler resources;
  private final BaseUrl baseUrl;
  private final TokenVerifier tokens;
  private final TokenRates rates;
  private final Bodies bodies;
  private final Places reads;
  private final Places writes;
  private final Refusals refusals;
  private final Readiness readiness;
  private final SecureRandom random = new SecureRandom();

  /** One permit for each request that is worked on. */
  private final Semaphore underWay = new Semaphore(Integer.MAX_VALUE);

  private volatile boolean stopping;

  FrontDoor(
      HttpSettings settings,
      HttpHandler resources,
      TokenVerifier tokens,
      ErrorAnswers errors,
      Runnable readyCheck,
      Clock clock) {
    HttpLimits limits = settings.limits();
    this.resources = resources;
    this.baseUrl = new BaseUrl(settings);
    this.tokens = tokens;
    this.rates = new TokenRates(clock, limits.requestsPerSecond());
    this.bodies = new Bodies(limits);
    this.reads =
        new Places(limits.maxReads(), 1, "reads (limits.maxReads, " + limits.maxReads() + ")");
    this.writes =
        new Places(limits.maxWrites(), 1, "writes (limits.maxWrites, " + limits.maxWrites() + ")");
    this.refusals = new Refusals(errors);
    this.readiness = new Readiness(readyCheck, clock);
  }

  @Override
  public void start() {
    resources.start();
  }

  @Override
  public void destroy() {
    resources.destroy();
  }

  /** Lets no further request in, and tells whether all that are in were answered in time. */
  boolean awaitIdle(Duration grace) throws InterruptedException {
    stopping = true;
    return underWay.tryAcquire(Integer.MAX_VALUE, grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * An expectation that nobody knows is none (RFC 9110 §10.1.1); Grizzly has no body for its 417.
   */
  @Override
  protected boolean sendAcknowledgment(Request request, Response response) throws IOException {
    return !"100-continue".equalsIgnoreCase(request.getHeader("Expect"))
        || super.sendAcknowledgment(request, response);
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    long start = System.nanoTime();
    String requestId = requestId(request);
    response.setHeader("X-Request-Id", requestId);
    try {
      answer(request, response, requestId);
    } catch (Fault refused) {
      if (refused.kind() == Fault.Kind.INTERNAL) {
        // Such as a store that cannot say whose token it is: the answer points to the log.
        faults.error("Request {} failed", requestId, refused);
      }
      refusals.refuse(request, response, refused);
    } catch (Exception e) {
      // The last line of defence: whatever went wrong, the client gets a SCIM error without detail.
      faults.error("Request {} failed", requestId, e);
      refusals.refuse(request, response, Fault.of(Fault.Kind.INTERNAL, "Internal error.", e));
    } finally {
      if (log.isDebugEnabled()) {
        // The query is left out: filters hold names and addresses of people.
        log.debug(
            "{} {} {} {} ms {}",
            request.getMethod(),
            request.getRequestURI(),
            response.getStatus(),
            (System.nanoTime() - start) / 1_000_000,
            requestId);
      }
    }
  }

  private void answer(Request request, Response response, String requestId) throws Exception {
    String path = UriText.plainPath(request.getRequestURI());
    if (path.equals("/health/live")) {
      health(response, 200, "live");
    } else if (path.equals("/health/ready")) {
      boolean ready = readiness.isReady();
      health(response, ready ? 200 : 503, ready ? "ready" : "not ready");
    } else if (isUnder(BaseUrl.PATH, path) || isUnder(BaseUrl.PREVIEW_PATH, path)) {
      scim(request, response, path, requestId);
    } else {
      throw Fault.of(
          Fault.Kind.NOT_FOUND,
          "There is nothing at this address; the SCIM service is at " + BaseUrl.PATH + ".");
    }
  }

  private static boolean isUnder(String mount, String path) {
    return path.equals(mount) || path.startsWith(mount + "/");
  }

  @SuppressWarnings("try") // a place is only to be given back
  private void scim(Request request, Response response, String path, String requestId)
      throws Exception {
    Authenticated client =
        Optional.ofNullable(bearer(request))
            .flatMap(tokens::verify)
            .orElseThrow(
                () ->
                    Fault.of(
                        Fault.Kind.UNAUTHENTICATED,
                        "A valid bearer token is needed in the Authorization header."));
    rates.count(client.actor());
    if (request.getProtocol() == Protocol.HTTP_0_9
        || !METHOD.matcher(request.getMethod().getMethodString()).matches()) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX, "The first line is not one of HTTP/1.1, with a method.");
    }
    if (!BaseUrl.legalHost(request.getHeader("Host"))) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, "The Host header is not a host and its port.");
    }
    if (!UriText.isLegalPath(path)) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, "The address is not a valid URI.");
    }
    Places places = isRead(request, path) ? reads : writes;
    try (Bodies.Body body = bodies.receive(request, client.app());
        Places.Taken place = places.take(client.app(), 1)) {
      if (stopping || !underWay.tryAcquire()) {
        throw Fault.of(
            Fault.Kind.BUSY,
            "The server is stopping; nothing was done. Send the request once more.");
      }
      try {
        describe(request, client, requestId);
        request.setAttribute(Entrance.BODY, body.stream());
        resources.service(request, response);
      } finally {
        underWay.release();
      }
    }
  }

  /** A query is a read also when it is posted (RFC 7644 §3.4.3). */
  private static boolean isRead(Request request, String path) {
    return switch (request.getMethod().getMethodString()) {
      case "GET", "HEAD", "OPTIONS" -> true;
      default -> path.endsWith("/.search");
    };
  }

  /** Leaves with the request what the protocol edge needs to know of it. */
  private void describe(Request request, Authenticated client, String requestId) {
    request.setAttribute(RequestProperties.APP, client.app());
    request.setAttribute(RequestProperties.ACTOR, client.actor());
    request.setAttribute(RequestProperties.REQUEST_ID, requestId);
    request.setAttribute(RequestProperties.BASE_URL, baseUrl.of(request));
    AnswerType.of(request)
        .ifPresent(type -> request.setAttribute(RequestProperties.ANSWER_TYPE, type));
    // Jersey puts an address together that only routes, from a host that no java.net.URI may hold:
    // names of containers have underscores.
    request.setServerName("localhost");
    DataChunk query = request.getRequest().getQueryStringDC();
    if (!query.isNull()) {
      String bytes = query.toString(StandardCharsets.ISO_8859_1);
      request.getRequest().setQueryString(UriText.legalQuery(bytes));
    }
  }

  private static void health(Response response, int status, String text) throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(text + "\n");
  }

  private String requestId(Request request) {
    String given = request.getHeader("X-Request-Id");
    if (given != null && SANE_ID.matcher(given).matches()) {
      return given;
    }
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The token of {@code Authorization: Bearer ...} (RFC 6750 §2.1), the scheme in any case. */
  private static @Nullable String bearer(Request request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return null;
    }
    String token = header.substring("bearer ".length()).strip();
    return token.isEmpty() || token.length() > LONGEST_TOKEN ? null : token;
  }
}
