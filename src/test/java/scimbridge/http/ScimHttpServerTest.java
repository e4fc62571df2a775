package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.AppId;
import scimbridge.identity.RequestProperties;

class ScimHttpServerTest {
  private static final ErrorAnswers ERRORS =
      fault ->
          new ErrorAnswers.Answer(
              status(fault.kind()),
              fault.retryAfter().map(time -> OptionalLong.of(1)).orElse(OptionalLong.empty()),
              "{\"detail\":\"" + fault.detail() + "\"}");
  private static final TokenVerifier TOKENS =
      token -> {
        if (token.equals("unread")) {
          throw Fault.of(Fault.Kind.INTERNAL, "the store is damaged");
        }
        return token.equals("secret")
            ? Optional.of(new Authenticated(new AppId("entra"), "token-1"))
            : Optional.empty();
      };

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final Echo echo = new Echo();
  private ScimHttpServer server = start(HttpSettings.loopback(0));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void resources_learn_whose_request_it_is() throws Exception {
    HttpResponse<String> answer = client.send(get("/scim/v2/echo"), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("app=entra actor=token-1")
        .contains("base=http://127.0.0.1:" + server.port() + "/scim/v2")
        .contains("virtual=true");
  }

  @Test
  void doubled_and_trailing_slashes_are_as_good_as_none() throws Exception {
    for (String path :
        new String[] {
          "/scim/v2//echo/x", "//scim//v2/echo/x/", "/scim/v2/echo/x//?filter=a", "/scim/v2/echo/x?"
        }) {
      HttpResponse<String> answer = client.send(get(path), BodyHandlers.ofString());
      assertThat(answer.body()).as(path).contains("id=x").contains("path=echo/x ");
    }
  }

  @Test
  void queries_arrive_whatever_characters_a_client_left_unescaped() throws Exception {
    String answer =
        raw("GET /scim/v2/echo?filter=emails[type%20eq%20%22work%22].value+eq+\"x|y\" HTTP/1.1");
    assertThat(answer).contains("query=emails[type eq \"work\"].value eq \"x|y\"");
    assertThat(raw("GET /scim/v2/echo?filter=\"J\u00f6rg%20\u0141\" HTTP/1.1"))
        .contains("query=\"J\u00f6rg \u0141\"");
    assertThat(raw("GET /scim/v2/echo?filter=\u0085 HTTP/1.1")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_request_id_that_is_sane_comes_back_and_any_other_is_replaced() throws Exception {
    HttpResponse<String> sane =
        client.send(
            builder("/scim/v2/echo").header("X-Request-Id", "abc-1").build(),
            BodyHandlers.ofString());
    assertThat(sane.headers().allValues("X-Request-Id")).containsExactly("abc-1");
    assertThat(sane.body()).contains("request=abc-1");
    HttpResponse<String> odd =
        client.send(
            builder("/scim/v2/echo").header("X-Request-Id", "a b<script>").build(),
            BodyHandlers.ofString());
    assertThat(odd.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]{24}");
  }

  @Test
  void without_a_valid_token_there_is_nothing_but_401() throws Exception {
    for (String header :
        new String[] {
          "Bearer wrong", "Basic c2VjcmV0", "Bearer ", "secret", "Bearer " + "x".repeat(600)
        }) {
      HttpRequest request =
          HttpRequest.newBuilder(uri("/scim/v2/echo")).header("Authorization", header).build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"scim\"");
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue("application/scim+json; charset=utf-8");
      assertThat(answer.body()).contains("bearer token");
    }
    assertThat(echo.calls).isZero();
    HttpResponse<String> any =
        client.send(
            HttpRequest.newBuilder(uri("/scim/v2/echo"))
                .header("Authorization", "bearer  secret")
                .build(),
            BodyHandlers.ofString());
    assertThat(any.statusCode()).isEqualTo(200);
  }

  /** The answer points to the log, under the id of the request. */
  @Test
  void a_store_that_cannot_say_whose_token_it_is_is_in_the_log() throws Exception {
    Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    Handler handler =
        new StreamHandler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(entry);
          }
        };
    Logger logger = Logger.getLogger(FrontDoor.class.getName());
    logger.addHandler(handler);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri("/scim/v2/echo"))
              .header("Authorization", "Bearer unread")
              .header("X-Request-Id", "abc-500")
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(logged)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getMessage()).contains("abc-500");
              assertThat(entry.getThrown()).hasMessageContaining("the store is damaged");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"large", "small"})
  void a_client_that_hangs_up_before_its_answer_is_nothing_for_the_log(String size)
      throws Exception {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Handler handler =
        new StreamHandler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(entry.getLoggerName() + ": " + entry.getMessage());
          }
        };
    handler.setLevel(Level.WARNING);
    String request =
        "GET /scim/v2/echo/"
            + size
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n";
    Logger logger = Logger.getLogger("org.glassfish.jersey");
    logger.addHandler(handler);
    try {
      for (int i = 0; i < 20; i++) {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
          socket.setSoLinger(true, 0);
          socket.getOutputStream().write(request.repeat(20).getBytes(StandardCharsets.US_ASCII));
          socket.getInputStream().read();
        }
      }
      assertThat(echo.calls).isPositive();
      // Ends when every request has.
      server.close();
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void an_unknown_route_is_404_with_a_scim_body() throws Exception {
    for (String path : new String[] {"/", "/scim", "/scim/v22/echo", "/favicon.ico"}) {
      HttpResponse<String> answer = client.send(get(path), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue("application/scim+json; charset=utf-8");
      assertThat(answer.body()).contains("detail");
    }
  }

  @Test
  void a_body_over_the_limit_is_413_however_it_is_sent() throws Exception {
    byte[] large = new byte[HttpLimits.DEFAULT.maxBodyBytes() + 1];
    HttpResponse<String> plain =
        client.send(
            builder("/scim/v2/echo").POST(BodyPublishers.ofByteArray(large)).build(),
            BodyHandlers.ofString());
    HttpResponse<String> chunked =
        client.send(
            builder("/scim/v2/echo")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build(),
            BodyHandlers.ofString());
    assertThat(plain.statusCode()).isEqualTo(413);
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(chunked.body()).contains("limit of 4194304 bytes");
    assertThat(echo.calls).isZero();
    byte[] largest = new byte[HttpLimits.DEFAULT.maxBodyBytes()];
    HttpResponse<String> fits =
        client.send(
            builder("/scim/v2/echo").POST(BodyPublishers.ofByteArray(largest)).build(),
            BodyHandlers.ofString());
    assertThat(fits.body()).isEqualTo("4194304");
  }

  @Test
  void a_client_that_offers_http_2_is_answered_in_http_1_at_once() throws Exception {
    HttpClient upgrading = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int i = 0; i < 3; i++) {
      HttpRequest get =
          HttpRequest.newBuilder(get("/scim/v2/echo"), (n, v) -> true)
              .timeout(Duration.ofSeconds(60))
              .build();
      assertThat(upgrading.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      HttpRequest post =
          builder("/scim/v2/echo")
              .timeout(Duration.ofSeconds(60))
              .POST(BodyPublishers.ofByteArray(new byte[100_000]))
              .build();
      assertThat(upgrading.send(post, BodyHandlers.ofString()).body()).isEqualTo("100000");
      HttpRequest chunked =
          builder("/scim/v2/echo")
              .timeout(Duration.ofSeconds(60))
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])))
              .build();
      HttpResponse<String> answer = upgrading.send(chunked, BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("100000");
      assertThat(answer.headers().firstValue("Content-Type")).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "application/scim+json | application/scim+json",
        "*/* | application/scim+json",
        "application/* | application/scim+json",
        "application/json, text/plain, */* | application/scim+json",
        "application/json, application/scim+json;q=0.5 | application/json",
        "application/json, */*;q=0.1 | application/json",
        "application/scim+json;q=0, application/json;q=0.1 | application/json",
        "APPLICATION/JSON;charset=utf-8 | application/json",
        "text/html;x=\"a,application/json\", */*;q=0 | application/scim+json",
        "text/html | application/scim+json"
      })
  void an_error_comes_as_the_client_likes_it(String accepted, String type) throws Exception {
    HttpRequest stranger =
        HttpRequest.newBuilder(uri("/scim/v2/echo")).header("Accept", accepted).build();
    assertThat(client.send(stranger, BodyHandlers.ofString()).headers().firstValue("Content-Type"))
        .hasValue(type + "; charset=utf-8");
  }

  @Test
  void head_is_get_without_the_body_and_options_tells_the_methods() throws Exception {
    assertThat(answerTo("HEAD", "Host: x", "")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(answerTo("OPTIONS", "Host: x", ""))
        .startsWith("HTTP/1.1 204 ")
        .containsPattern("\r\nAllow: (?=.*GET)(?=.*HEAD)(?=.*POST)")
        .endsWith("\r\n\r\n");
    assertThat(answerTo("DELETE", "Host: x", ""))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("\r\nAllow: ");
  }

  @Test
  void headers_have_a_limit() throws Exception {
    String answer = raw("GET /scim/v2/echo HTTP/1.1\r\nX-Large: " + "x".repeat(20_000));
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/scim+json; charset=utf-8")
        .contains("take more than 16384 bytes");
  }

  @Test
  void what_is_not_http_is_400_with_a_scim_body() throws Exception {
    for (String headers :
        new String[] {
          "Host: x\r\nContent-Length: -5",
          "Host: x\r\nContent-Length: abc",
          "Host: x\r\nContent-Length: 1\r\nContent-Length: 2",
          "Host: x\r\nTransfer-Encoding: chunked"
        }) {
      assertThat(answerTo("POST", headers, "zz\r\n"))
          .as(headers)
          .startsWith("HTTP/1.1 400 ")
          .contains("application/scim+json; charset=utf-8")
          .contains("not legal HTTP");
    }
    assertThat(raw("GET /scim/v2/echo?filter=" + "not(".repeat(20_000) + " HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ")
        .containsOnlyOnce("application/scim+json; charset=utf-8")
        .contains("a long filter has to be shorter");
    assertThat(raw("GET /scim/v2/echo?filter=a b HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ")
        .containsOnlyOnce("application/scim+json; charset=utf-8")
        .contains("not legal HTTP");
    assertThat(echo.calls).isZero();
  }

  @Test
  void a_body_where_none_is_needed_is_read_over() throws Exception {
    assertThat(answerTo("GET", "Host: x\r\nContent-Length: 2", "{}")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_host_that_is_none_is_refused_and_a_container_may_have_an_underscore() throws Exception {
    for (String host :
        new String[] {"", "a b", "x\"><script>", "evil.example/scim/v2/echo?", "x#y", "u@x"}) {
      String answer = answerTo("GET", "Host: " + host, "");
      assertThat(answer).as(host).startsWith("HTTP/1.1 400 ");
      assertThat(answer).as(host).contains("application/scim+json").contains("Host header");
    }
    for (String host : new String[] {"scim_bridge:8080", "[::1]:8080", "x.example."}) {
      assertThat(answerTo("GET", "Host: " + host, "")).as(host).startsWith("HTTP/1.1 200 ");
    }
    assertThat(echo.calls).isEqualTo(3);
  }

  @Test
  void a_declared_length_beyond_any_limit_is_413() throws Exception {
    String answer = answerTo("POST", "Host: x\r\nContent-Length: 99999999999", "");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("limit of 4194304 bytes");
  }

  @Test
  void media_types_that_are_none_are_400_with_a_scim_body() throws Exception {
    for (String header :
        new String[] {
          "Content-Type: json",
          "Content-Type: application/json; charset",
          "Content-Type: application/scim+json, application/json",
          "Accept: application/json;q=high"
        }) {
      String answer = answerTo("POST", "Host: x\r\nContent-Length: 2\r\n" + header, "{}");
      assertThat(answer).as(header).startsWith("HTTP/1.1 400 ");
      assertThat(answer).as(header).contains("application/scim+json").contains("media type");
    }
    assertThat(echo.calls).isZero();
  }

  @Test
  void trace_is_refused_with_a_scim_body_and_echoes_nothing() throws Exception {
    String answer = answerTo("TRACE", "Host: x\r\nX-Secret: hunter2", "");
    assertThat(answer).startsWith("HTTP/1.1 405 ").doesNotContain("hunter2");
    assertThat(raw("TRACE /elsewhere HTTP/1.1"))
        .startsWith("HTTP/1.1 404 ")
        .contains("application/scim+json");
  }

  @Test
  void health_needs_no_token_and_ready_means_the_store_works() throws Exception {
    HttpRequest live = HttpRequest.newBuilder(uri("/health/live")).build();
    HttpRequest readiness = HttpRequest.newBuilder(uri("/health/ready")).build();
    assertThat(client.send(live, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(client.send(readiness, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    ready.set(false);
    assertThat(client.send(live, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    // An answer holds for a second.
    await(() -> client.sendAsync(readiness, BodyHandlers.ofString()).join().statusCode() == 503);
    assertThat(client.send(readiness, BodyHandlers.ofString()).body()).isEqualTo("not ready\n");
  }

  @Test
  void a_stop_answers_what_is_under_way() throws Exception {
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(get("/scim/v2/echo/wait"), BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> second =
        client.sendAsync(get("/scim/v2/echo/wait"), BodyHandlers.ofString());
    assertThat(echo.waiting.await(60, TimeUnit.SECONDS)).isTrue();
    int port = server.port();
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> server.stop(Duration.ofMinutes(5)));
    await(() -> refused(port));
    assertThat(stopped).isNotDone();
    echo.release.countDown();
    assertThat(first.get(60, TimeUnit.SECONDS).body()).isEqualTo("waited");
    assertThat(second.get(60, TimeUnit.SECONDS).body()).isEqualTo("waited");
    stopped.get(60, TimeUnit.SECONDS);
  }

  @Test
  void a_stop_does_not_wait_for_a_client_that_may_come_again() throws Exception {
    assertThat(client.send(get("/scim/v2/echo"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    long start = System.nanoTime();
    server.stop(Duration.ofMinutes(5));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void a_defect_in_a_resource_shows_nothing_of_itself() throws Exception {
    HttpResponse<String> answer = client.send(get("/scim/v2/echo/defect"), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/scim+json; charset=utf-8");
    assertThat(answer.body()).isEqualTo("{\"detail\":\"Internal error.\"}");
  }

  @Test
  void a_port_in_use_is_said_in_one_clear_line() {
    ScimHttpServer second = server(HttpSettings.loopback(server.port()));
    assertThatThrownBy(second::start)
        .isInstanceOf(Fault.class)
        .hasMessage(
            "127.0.0.1:"
                + server.port()
                + ": the port is in use by another program;"
                + " stop that one, or choose another port");
    second.close();
  }

  @Test
  void a_proxy_is_believed_only_when_it_is_trusted() throws Exception {
    HttpRequest forwarded =
        builder("/scim/v2/echo")
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", "scim.example.com, inner")
            .header("X-Forwarded-Prefix", "/bridge")
            .build();
    assertThat(client.send(forwarded, BodyHandlers.ofString()).body())
        .contains("base=http://127.0.0.1:" + server.port() + "/scim/v2 ");
    restart(
        new HttpSettings(
            "127.0.0.1",
            0,
            null,
            List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()),
            null,
            HttpLimits.DEFAULT));
    HttpRequest trusted =
        HttpRequest.newBuilder(forwarded, (name, value) -> true).uri(uri("/scim/v2/echo")).build();
    assertThat(client.send(trusted, BodyHandlers.ofString()).body())
        .contains("base=https://scim.example.com/bridge/scim/v2 ");
    HttpRequest forged =
        builder("/scim/v2/echo").header("X-Forwarded-Host", "evil.example/\"x").build();
    assertThat(client.send(forged, BodyHandlers.ofString()).body())
        .contains("base=http://127.0.0.1:" + server.port() + "/scim/v2 ");
  }

  @Test
  void a_public_url_wins_over_everything() throws Exception {
    restart(
        new HttpSettings(
            "127.0.0.1",
            0,
            URI.create("https://id.example.com/customers/scim/"),
            List.of(AddressRange.parse("127.0.0.1").orElseThrow()),
            null,
            HttpLimits.DEFAULT));
    HttpRequest request =
        builder("/scim/v2/echo").header("X-Forwarded-Host", "other.example.com").build();
    assertThat(client.send(request, BodyHandlers.ofString()).body())
        .contains("base=https://id.example.com/customers/scim ");
  }

  private static int status(Fault.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> 404;
      case UNAUTHENTICATED -> 401;
      case TOO_LARGE -> 413;
      case NOT_IMPLEMENTED -> 501;
      case INTERNAL -> 500;
      default -> 400;
    };
  }

  private void restart(HttpSettings settings) {
    server.close();
    server = start(settings);
  }

  private ScimHttpServer start(HttpSettings settings) {
    ScimHttpServer started = server(settings);
    started.start();
    return started;
  }

  private ScimHttpServer server(HttpSettings settings) {
    return new ScimHttpServer(
        settings,
        Set.of(echo),
        TOKENS,
        ERRORS,
        () -> {
          if (!ready.get()) {
            throw Fault.of(Fault.Kind.INTERNAL, "the disk is full");
          }
        },
        Clock.systemUTC());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer secret");
  }

  private HttpRequest get(String path) {
    return builder(path).build();
  }

  /** Sends what HTTP clients refuse to send. */
  private String raw(String start) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              (start + "\r\nHost: x\r\nAuthorization: Bearer secret\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  /** The answer to a request with these headers, as text. */
  private String answerTo(String method, String headers, String body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      String request =
          method
              + " /scim/v2/echo HTTP/1.1\r\n"
              + headers
              + "\r\nAuthorization: Bearer secret\r\nConnection: close\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean refused(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Tells what reached it. */
  @Path("echo")
  @Produces("text/plain")
  public static final class Echo {
    private final CountDownLatch waiting = new CountDownLatch(2);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile int calls;

    @GET
    public String top(@Context ContainerRequestContext request, @Context UriInfo uri) {
      calls++;
      return text(request, uri);
    }

    @POST
    public String post(InputStream body) throws IOException {
      calls++;
      return Integer.toString(body.readAllBytes().length);
    }

    @GET
    @Path("wait")
    public String await() throws InterruptedException {
      waiting.countDown();
      release.await(120, TimeUnit.SECONDS);
      return "waited";
    }

    @GET
    @Path("large")
    public String large() {
      calls++;
      return "a".repeat(1_000_000);
    }

    @GET
    @Path("small")
    public String small() {
      calls++;
      return "small";
    }

    @GET
    @Path("defect")
    public String defect() {
      throw new IllegalStateException("password hunter2 in table USERS");
    }

    @GET
    @Path("{id}")
    public String one(
        @PathParam("id") String id,
        @Context ContainerRequestContext request,
        @Context UriInfo uri) {
      return "id=" + id + " " + text(request, uri);
    }

    private static String text(ContainerRequestContext request, UriInfo uri) {
      return "app="
          + request.getProperty(RequestProperties.APP)
          + " actor="
          + request.getProperty(RequestProperties.ACTOR)
          + " request="
          + request.getProperty(RequestProperties.REQUEST_ID)
          + " base="
          + request.getProperty(RequestProperties.BASE_URL)
          + " path="
          + uri.getPath()
          + " virtual="
          + Thread.currentThread().isVirtual()
          + " query="
          + uri.getQueryParameters().getFirst("filter");
    }
  }
}
