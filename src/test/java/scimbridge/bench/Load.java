package scimbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Clients, each of which sends one request after the other over a connection of its own. */
final class Load {
  private Load() {}

  /**
   * Sends requests for some time.
   *
   * @param client makes a client, whose requests it then supplies
   * @param expected the status of every answer; any other one ends the benchmark
   */
  static Timings run(
      URI server, int clients, Duration time, Supplier<Supplier<byte[]>> client, int expected)
      throws Exception {
    List<Future<Timings>> running = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        Supplier<byte[]> requests = client.get();
        running.add(threads.submit(() -> send(server, requests, start + time.toNanos(), expected)));
      }
    }
    Timings all = new Timings();
    for (Future<Timings> each : running) {
      all.add(each.get());
    }
    all.took(System.nanoTime() - start);
    return all;
  }

  private static Timings send(URI server, Supplier<byte[]> requests, long until, int expected)
      throws IOException {
    Timings timings = new Timings();
    try (Connection connection = new Connection(server)) {
      while (System.nanoTime() < until) {
        timings.add(timed(connection, requests.get(), expected));
      }
    }
    return timings;
  }

  /** How many nanoseconds the answer to a request took. */
  static long timed(Connection connection, byte[] request, int expected) throws IOException {
    long start = System.nanoTime();
    Connection.Answer answer = connection.send(request);
    long took = System.nanoTime() - start;
    if (answer.status() != expected) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(expected);
    }
    return took;
  }
}
