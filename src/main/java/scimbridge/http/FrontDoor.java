package scimbridge.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.RequestProperties;

/**
 * The first thing that sees a request. It answers what has nothing to do with SCIM itself: health,
 * unknown routes, missing tokens, too many requests at once.
 */
final class FrontDoor extends HttpHandler {
  static final String SCIM_JSON = "application/scim+json; charset=utf-8";

  private static final Logger log = LoggerFactory.getLogger("scimbridge.http.access");
  private static final Logger faults = LoggerFactory.getLogger(FrontDoor.class);
  private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern ILLEGAL_IN_QUERY =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[\"<>\\\\^`{|}\\x00-\\x20\\x7f\\[\\]#]");
  private static final int LONGEST_TOKEN = 512;

  private final HttpHandler resources;
  private final BaseUrl baseUrl;
  private final TokenVerifier tokens;
  private final ErrorBody errors;
  private final Runnable readyCheck;
  private final int allPermits;
  private final Semaphore permits;
  private final SecureRandom random = new SecureRandom();

  FrontDoor(
      HttpSettings settings,
      HttpHandler resources,
      TokenVerifier tokens,
      ErrorBody errors,
      Runnable readyCheck) {
    this.resources = resources;
    this.baseUrl = new BaseUrl(settings);
    this.tokens = tokens;
    this.errors = errors;
    this.readyCheck = readyCheck;
    this.allPermits = settings.limits().maxRequests();
    this.permits = new Semaphore(allPermits);
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
    return permits.tryAcquire(allPermits, grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    long start = System.nanoTime();
    String requestId = requestId(request);
    response.setHeader("X-Request-Id", requestId);
    if (request.getHeader("Upgrade") != null) {
      // The offer is not taken, and Grizzly takes whatever follows it for part of this request.
      response.setHeader("Connection", "close");
    }
    try {
      answer(request, response, requestId);
    } catch (Exception e) {
      // The last line of defence: whatever went wrong, the client gets a SCIM error without detail.
      faults.error("Request {} failed", requestId, e);
      refuse(response, 500, Fault.of(Fault.Kind.INTERNAL, "Internal error.", e));
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
    String path = plainPath(request.getRequestURI());
    if (path.equals("/health/live")) {
      health(response, 200, "live");
    } else if (path.equals("/health/ready")) {
      ready(response);
    } else if (!path.equals(BaseUrl.PATH) && !path.startsWith(BaseUrl.PATH + "/")) {
      refuse(
          response,
          404,
          Fault.of(
              Fault.Kind.NOT_FOUND,
              "There is nothing at this address; the SCIM service is at " + BaseUrl.PATH + "."));
    } else if (!permits.tryAcquire()) {
      response.setHeader("Retry-After", "1");
      refuse(
          response,
          503,
          Fault.of(Fault.Kind.BUSY, "The server is working on as many requests as it can."));
    } else {
      try {
        scim(request, response, path, requestId);
      } finally {
        permits.release();
      }
    }
  }

  private void scim(Request request, Response response, String path, String requestId)
      throws Exception {
    Optional<Authenticated> authenticated =
        Optional.ofNullable(bearer(request)).flatMap(tokens::verify);
    if (authenticated.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"scim\"");
      refuse(
          response,
          401,
          Fault.of(
              Fault.Kind.UNAUTHENTICATED,
              "A valid bearer token is needed in the Authorization header."));
    } else if (!BaseUrl.legalHost(request.getHeader("Host"))) {
      refuse(
          response,
          400,
          Fault.of(Fault.Kind.INVALID_SYNTAX, "The Host header is not a host and its port."));
    } else if (!isUri(path)) {
      refuse(response, 400, Fault.of(Fault.Kind.INVALID_SYNTAX, "The address is not a valid URI."));
    } else {
      request.setAttribute(RequestProperties.APP, authenticated.get().app());
      request.setAttribute(RequestProperties.ACTOR, authenticated.get().actor());
      request.setAttribute(RequestProperties.REQUEST_ID, requestId);
      request.setAttribute(RequestProperties.BASE_URL, baseUrl.of(request));
      // Jersey puts an address together that only routes, from a host that no java.net.URI may
      // hold:
      // names of containers have underscores.
      request.setServerName("localhost");
      String query = request.getQueryString();
      if (query != null) {
        request.getRequest().setQueryString(legalQuery(query));
      }
      resources.service(request, response);
    }
  }

  private void ready(Response response) throws IOException {
    try {
      readyCheck.run();
      health(response, 200, "ready");
    } catch (RuntimeException e) {
      // Whatever keeps the store from working makes the server not ready; why is for the log.
      faults.warn("Not ready", e);
      health(response, 503, "not ready");
    }
  }

  private static void health(Response response, int status, String text) throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(text + "\n");
  }

  private void refuse(Response response, int status, Fault fault) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.setStatus(status);
    response.setContentType(SCIM_JSON);
    byte[] body = errors.of(fault);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
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

  private static boolean isUri(String path) {
    try {
      return new URI(path).getRawPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The query with everything escaped that must not stand in one (RFC 3986 §3.4). Clients send
   * filters with quotes and brackets as they are, and those mean what they say.
   */
  private static String legalQuery(String query) {
    Matcher illegal = ILLEGAL_IN_QUERY.matcher(query);
    return illegal.replaceAll(
        found -> "%" + HexFormat.of().toHexDigits((byte) found.group().charAt(0)));
  }

  /** The path without doubled slashes and without one at its end. */
  static String plainPath(String path) {
    String plain = path.replaceAll("/{2,}", "/");
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }
}
