package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.policy.App;

/** A user pool that answers slowly slows down whoever writes, and nobody who reads. */
@Isolated("it measures time")
class WaitingWritesTest {
  private static final int WRITES = 300;
  private static final int READS = 200;

  /** How much slower it may seem: the writes take the processor, too. */
  private static final int SLOWER = 5;

  /**
   * Other programs on the same machine may slow down one of two measurements, so both are made
   * again, so often at the most.
   */
  private static final int COMPARISONS = 3;

  /** Shorter than an attempt may take, longer than a request waits. */
  private static final Duration LATENCY = Duration.ofSeconds(4);

  private final HttpClient writer = HttpClient.newHttpClient();
  private final HttpClient reader = HttpClient.newHttpClient();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  @Test
  void a_get_is_as_fast_while_300_writes_of_one_app_wait() throws Exception {
    try (RunningEdge edge = RunningEdge.start(App.DEFAULT_WAIT)) {
      assertThat(post(edge, "lenient").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
      median(edge);
      double idle = median(edge);
      double busy = whileWritesWait(edge, idle);
      for (int i = 1; i < COMPARISONS && busy > SLOWER * idle; i++) {
        idle = median(edge);
        busy = whileWritesWait(edge, idle);
      }
      assertThat(busy).as("ms while writes wait").isLessThanOrEqualTo(SLOWER * idle);
    }
  }

  /** How long a GET takes while many writes wait, in milliseconds: the least that is found. */
  private double whileWritesWait(RunningEdge edge, double idle) throws Exception {
    edge.cognito().addFault(FaultRule.latency(LATENCY));
    List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
    double busy = Double.MAX_VALUE;
    long enough = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (busy > SLOWER * idle && System.nanoTime() < enough) {
      while (waiting.get() < WRITES) {
        writes.add(post(edge, "lenient"));
      }
      double measured = median(edge);
      if (waiting.get() >= WRITES / 2) {
        busy = Math.min(busy, measured);
      }
    }
    // Nor do they keep the writes of others out.
    HttpResponse<String> other = post(edge, "other").get(60, TimeUnit.SECONDS);
    assertThat(other.statusCode()).isEqualTo(201);

    for (CompletableFuture<HttpResponse<String>> write : writes) {
      assertThat(write.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    }
    edge.cognito().clearFaults();
    return busy;
  }

  private CompletableFuture<HttpResponse<String>> post(RunningEdge edge, String app) {
    waiting.incrementAndGet();
    String body = "{\"userName\":\"waiting-" + number.incrementAndGet() + "\"}";
    return writer
        .sendAsync(
            request(edge, app).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString())
        .whenComplete((answer, failure) -> waiting.decrementAndGet());
  }

  /** How long a GET takes, in milliseconds. */
  private double median(RunningEdge edge) throws Exception {
    long[] took = new long[READS];
    for (int i = 0; i < READS; i++) {
      long start = System.nanoTime();
      HttpResponse<String> answer =
          reader.send(request(edge, "lenient").build(), BodyHandlers.ofString());
      took[i] = System.nanoTime() - start;
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    return LongStream.of(took).sorted().skip(READS / 2).findFirst().orElseThrow() / 1e6;
  }

  private static HttpRequest.Builder request(RunningEdge edge, String app) {
    return HttpRequest.newBuilder(
            URI.create(edge.url() + "/Users?filter=userName%20eq%20%22waiting-1%22"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", "Bearer " + app)
        .header("Content-Type", "application/scim+json");
  }
}
