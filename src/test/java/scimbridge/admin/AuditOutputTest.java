package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.AppId;

/** The audit as lines of JSON on a stream. */
@Timeout(60)
class AuditOutputTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void everyRecordThatIsCommittedIsOneLine(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SqlDirectory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
        AuditOutput output = AuditOutput.start(out)) {
      directory.tellAudit(output);
      for (int i = 0; i < 50; i++) {
        Entry entry = entry("number." + i, "a \"name\"\nwith ✓");
        directory.<Boolean>write(
            tx -> {
              tx.audit().append(entry);
              return true;
            });
      }
      // Nothing of what is undone is told.
      try {
        directory.<Boolean>write(
            tx -> {
              tx.audit().append(entry("undone", ""));
              throw new IllegalStateException("no");
            });
      } catch (IllegalStateException expected) {
        assertThat(expected).hasMessage("no");
      }
      directory.<Boolean>rehearse(
          stage ->
              stage.<Boolean>write(
                  tx -> {
                    tx.audit().append(entry("rehearsed", ""));
                    return true;
                  }));
      awaitRecords(50, out);
    }

    List<JsonNode> lines = lines(out);
    assertThat(lines).hasSize(50);
    assertThat(lines.getLast().path("action").asText()).isEqualTo("number.49");
    assertThat(lines.getLast().path("why").asText()).isEqualTo("a \"name\"\nwith ✓");
  }

  @Test
  void aReaderThatIsSlowKeepsNobodyWaitingAndIsToldWhatItMissed() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch reads = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("lines are written whole");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            stuck.countDown();
            try {
              reads.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
            out.write(bytes, offset, length);
          }
        };
    AuditOutput output = AuditOutput.start(slow);
    int all = AuditOutput.CAPACITY * 2;
    for (int i = 0; i < all; i++) {
      output.accept(entry("number." + i, "x".repeat(1000)));
    }
    stuck.await();
    reads.countDown();
    awaitRecords(all, out);
    output.close();

    List<JsonNode> lines = lines(out);
    assertThat(missed(lines)).isPositive();
    assertThat(written(lines) + missed(lines)).isEqualTo(all);
  }

  @Test
  void anOutputThatIsFullForAWhileIsToldWhatItMissedAndHasNoTornLineButOne() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AtomicInteger failures = new AtomicInteger();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("lines are written whole");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (new String(bytes, offset, length, StandardCharsets.UTF_8).contains("unwritten")) {
              out.write(bytes, offset, failures.getAndIncrement() == 0 ? length / 2 : 0);
              throw new IOException("No space left on device");
            }
            out.write(bytes, offset, length);
          }
        };
    AuditOutput output = AuditOutput.start(full);
    output.accept(entry("first", ""));
    for (int i = 0; i < 10; i++) {
      output.accept(entry("unwritten", ""));
    }
    output.accept(entry("last", ""));
    output.close();

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("first").endsWith("}");
    assertThat(lines.get(2)).contains("last").endsWith("}");
    assertThat(lines.get(3)).isEqualTo("{\"leftOutRecords\":10}");
  }

  @Test
  void aReaderThatNeverReadsDoesNotKeepTheServerFromStopping() {
    CountDownLatch never = new CountDownLatch(1);
    AuditOutput output =
        AuditOutput.start(
            new OutputStream() {
              @Override
              public void write(int b) {
                try {
                  never.await();
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    output.accept(entry("first", ""));

    output.close();

    never.countDown();
  }

  /** Waits until so many records are told, each by its line or as one of those left out. */
  private static void awaitRecords(int all, ByteArrayOutputStream out) throws Exception {
    for (List<JsonNode> lines = lines(out);
        written(lines) + missed(lines) < all;
        lines = lines(out)) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static long written(List<JsonNode> lines) {
    return lines.stream().filter(line -> line.has("action")).count();
  }

  private static long missed(List<JsonNode> lines) {
    return lines.stream().mapToLong(line -> line.path("leftOutRecords").asLong()).sum();
  }

  private static Entry entry(String action, String detail) {
    return new Entry(NOON, new AppId("okta"), "worker", action, null, "accepted", detail, "r-1");
  }

  private static List<JsonNode> lines(ByteArrayOutputStream out) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(json.readTree(line));
    }
    return lines;
  }
}
