package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.http.TokenVerifier.Authenticated;
import scimbridge.identity.AppId;

/** What becomes of the others when one client asks for much, or slowly. Tokens are apps. */
class BusyServerTest {
  private static final int BODY = 10_000;
  private static final HttpLimits LIMITS =
      new HttpLimits(BODY, Duration.ofSeconds(2), 3 * BODY, 4, 6, 30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T00:00:00Z"));
  private final Desk desk = new Desk();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ScimHttpServer server = start();

  @AfterEach
  void stop() throws Exception {
    desk.release.countDown();
    server.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void waiting_writes_of_one_app_leave_room_for_reads_and_for_the_writes_of_others()
      throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(hold("one", "POST", "x"));
    }

    HttpResponse<String> fourth = send("one", "POST", "/desk", "x");
    assertThat(fourth.statusCode()).isEqualTo(429);
    assertThat(fourth.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(fourth.body()).contains("writes (limits.maxWrites, 6) of this app");
    assertThat(send("one", "GET", "/desk", "").statusCode()).isEqualTo(200);
    assertThat(send("one", "POST", "/desk/.search", "x").statusCode()).isEqualTo(200);
    assertThat(send("two", "POST", "/desk", "x").statusCode()).isEqualTo(200);

    for (String other : List.of("two", "two", "three")) {
      waiting.add(hold(other, "POST", "x"));
    }
    HttpResponse<String> seventh = sendUntil(503, "three", "POST", "/desk", "x");
    assertThat(seventh.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(seventh.body()).contains("limits.maxWrites, 6");
    assertThat(send("three", "GET", "/desk", "").statusCode()).isEqualTo(200);

    desk.release.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("waited");
    }
    sendUntil(200, "one", "POST", "/desk", "x");
  }

  @Test
  void reads_have_their_own_places() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (String app : List.of("one", "one", "two", "two")) {
      waiting.add(hold(app, "GET", ""));
    }

    assertThat(send("one", "GET", "/desk", "").statusCode()).isEqualTo(429);
    assertThat(send("one", "POST", "/desk/.search", "x").statusCode()).isEqualTo(429);
    HttpResponse<String> fifth = send("three", "GET", "/desk", "");
    assertThat(fifth.statusCode()).isEqualTo(503);
    assertThat(fifth.body()).contains("limits.maxReads, 4");
    assertThat(send("three", "POST", "/desk", "x").statusCode()).isEqualTo(200);
    HttpRequest health = HttpRequest.newBuilder(uri("/health/live")).build();
    assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    desk.release.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    sendUntil(200, "one", "GET", "/desk", "");
  }

  @Test
  void bodies_that_never_come_keep_nobody_waiting() throws Exception {
    for (int i = 0; i < 250; i++) {
      slowBody("slow");
    }

    for (int i = 0; i < 20; i++) {
      assertThat(send("slow", "GET", "/desk", "").statusCode()).isEqualTo(200);
      assertThat(send("two", "GET", "/desk", "").statusCode()).isEqualTo(200);
      assertThat(send("two", "POST", "/desk", "x").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_body_that_does_not_come_in_time_is_408_even_if_it_keeps_coming() throws Exception {
    Socket silent = slowBody("one");
    Socket trickling = slowBody("one");
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> text(trickling));
    await(
        () -> {
          trickle(trickling);
          return answer.isDone();
        });

    for (String got : List.of(text(silent), answer.get())) {
      assertThat(got)
          .startsWith("HTTP/1.1 408 ")
          .contains("within 2 seconds (limits.bodyTimeout)")
          .contains("application/scim+json");
    }
    assertThat(desk.calls).hasValue(0);
  }

  @Test
  void bodies_have_a_limit_each_and_one_together() throws Exception {
    String largest = "x".repeat(BODY);
    assertThat(send("one", "POST", "/desk", largest).body()).isEqualTo("10000");
    assertThat(chunked("two", largest).body()).isEqualTo("10000");
    for (HttpResponse<String> over :
        List.of(send("three", "POST", "/desk", largest + "x"), chunked("three", largest + "x"))) {
      assertThat(over.statusCode()).isEqualTo(413);
      assertThat(over.body()).contains("10000 bytes (limits.maxBody)");
    }

    // Half of three bodies' memory is for one app: one and a half.
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    waiting.add(hold("one", "POST", largest));
    waiting.add(hold("two", "POST", largest));
    assertThat(sendUntil(200, "one", "POST", "/desk", "x".repeat(BODY / 2)).body())
        .isEqualTo("5000");
    HttpResponse<String> over = send("one", "POST", "/desk", "x".repeat(BODY / 2 + 1));
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.body()).contains("limits.maxBodyMemory");
    assertThat(sendUntil(200, "three", "POST", "/desk", largest).body()).isEqualTo("10000");
    waiting.add(hold("three", "POST", "x"));
    sendUntil(503, "three", "POST", "/desk", largest);
    assertThat(sendUntil(200, "three", "POST", "/desk", largest.substring(1)).body())
        .isEqualTo("9999");

    desk.release.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    sendUntil(200, "one", "POST", "/desk", largest);
  }

  @Test
  void a_token_has_a_rate_and_a_burst() throws Exception {
    // Ten seconds' worth of 30 a second.
    for (int i = 0; i < 300; i++) {
      assertThat(send("one", "GET", "/desk", "").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> over = send("one", "GET", "/desk", "");
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(over.body()).contains("30 requests a second (limits.requestsPerSecond)");
    assertThat(send("two", "GET", "/desk", "").statusCode()).isEqualTo(200);

    now.updateAndGet(instant -> instant.plusMillis(100));
    for (int i = 0; i < 3; i++) {
      assertThat(send("one", "GET", "/desk", "").statusCode()).isEqualTo(200);
    }
    assertThat(send("one", "GET", "/desk", "").statusCode()).isEqualTo(429);
  }

  @Test
  void a_stop_does_not_wait_for_bodies_that_do_not_come() throws Exception {
    slowBody("one");
    CompletableFuture<HttpResponse<String>> waiting = hold("two", "POST", "x");
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(() -> server.stop(Duration.ofMinutes(5)));
    desk.release.countDown();
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    stopped.get(60, TimeUnit.SECONDS);
  }

  private ScimHttpServer start() {
    ScimHttpServer started =
        new ScimHttpServer(
            HttpSettings.loopback(0).with(LIMITS),
            Set.of(desk),
            token -> Optional.of(new Authenticated(new AppId(token), token)),
            fault ->
                new ErrorAnswers.Answer(
                    status(fault.kind()),
                    fault.retryAfter().isPresent() ? OptionalLong.of(1) : OptionalLong.empty(),
                    fault.detail()),
            () -> {},
            ((InstantSource) now::get).withZone(ZoneOffset.UTC));
    started.start();
    return started;
  }

  private static int status(Fault.Kind kind) {
    return switch (kind) {
      case TOO_LARGE -> 413;
      case TIMED_OUT -> 408;
      case THROTTLED -> 429;
      case BUSY -> 503;
      default -> 400;
    };
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpRequest request(String app, String method, String path, String body) {
    return HttpRequest.newBuilder(uri("/scim/v2" + path))
        .header("Authorization", "Bearer " + app)
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> send(String app, String method, String path, String body)
      throws Exception {
    return client.send(request(app, method, path, body), BodyHandlers.ofString());
  }

  /**
   * Sends until the status is the expected one: what the request before took is given back when its
   * answer is on the way already.
   */
  private HttpResponse<String> sendUntil(
      int status, String app, String method, String path, String body) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      HttpResponse<String> answer = send(app, method, path, body);
      if (answer.statusCode() == status) {
        return answer;
      }
      assertThat(System.nanoTime()).as(answer.body()).isLessThan(deadline);
      // The rate of the token is another test's.
      now.updateAndGet(instant -> instant.plusSeconds(1));
    }
  }

  /** A request that keeps its place until it is released; also sent until there is one for it. */
  private CompletableFuture<HttpResponse<String>> hold(String app, String method, String body) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    int others = desk.busy.get();
    while (true) {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request(app, method, "/desk/wait", body), BodyHandlers.ofString());
      await(() -> desk.busy.get() > others || answer.isDone());
      if (desk.busy.get() > others) {
        return answer;
      }
      assertThat(System.nanoTime()).as(answer.join().body()).isLessThan(deadline);
      now.updateAndGet(instant -> instant.plusSeconds(1));
    }
  }

  private HttpResponse<String> chunked(String app, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/scim/v2/desk"))
            .header("Authorization", "Bearer " + app)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
            .build(),
        BodyHandlers.ofString());
  }

  /** Announces a body and sends only its first byte. */
  private Socket slowBody(String app) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    opened.add(socket);
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            ("POST /scim/v2/desk HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5000"
                    + "\r\nAuthorization: Bearer "
                    + app
                    + "\r\n\r\nx")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void trickle(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (IOException answered) {
      // The server has closed the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the server sends until it closes the connection, in whatever way. */
  private static String text(Socket socket) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(text);
    } catch (IOException closed) {
      // The client was still sending.
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Answers at once, or when it is told to. */
  @Path("desk")
  public static final class Desk {
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @GET
    public String read() {
      return "read";
    }

    @POST
    public String write(InputStream body) throws IOException {
      calls.incrementAndGet();
      return Integer.toString(body.readAllBytes().length);
    }

    @POST
    @Path(".search")
    public String query() {
      return "found";
    }

    @GET
    @Path("wait")
    public String waitingRead() throws InterruptedException {
      return await();
    }

    @POST
    @Path("wait")
    public String waitingWrite() throws InterruptedException {
      return await();
    }

    private String await() throws InterruptedException {
      busy.incrementAndGet();
      release.await(180, TimeUnit.SECONDS);
      return "waited";
    }
  }
}
