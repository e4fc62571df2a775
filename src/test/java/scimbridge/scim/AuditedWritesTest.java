package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.scim.EdgeClient.Answer;

/** Every write is told to the audit, also the one that is refused; and no password ever is. */
class AuditedWritesTest {
  private static final String CANARY = "Canary-7391";
  private RunningEdge edge;
  private EdgeClient lenient;

  @BeforeEach
  void start() throws Exception {
    edge = RunningEdge.start();
    lenient = new EdgeClient(edge, "lenient");
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void aRefusedWriteIsToldWithItsReasonAndWhomItIsAbout() {
    String ann = lenient.created("/Users", "{\"userName\":\"ann\"}");

    Answer taken = lenient.send("POST", "/Users", "{\"userName\":\"Ann\"}", "X-Request-Id", "r-1");
    Entry entry = newest("lenient");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(entry.action()).isEqualTo("user.create");
    assertThat(entry.result()).isEqualTo("rejected");
    assertThat(entry.failed()).isTrue();
    assertThat(entry.actor()).isEqualTo("test");
    assertThat(entry.requestId()).isEqualTo("r-1");
    assertThat(entry.detail()).isEqualTo(taken.body().path("detail").asText());
    assertThat(entry.subject().name()).isEqualTo("Ann");
    assertThat(entry.subject().id()).isNull();

    lenient.put("/Users/" + ann, "{\"userName\":\"ann\"}", "If-Match", "W/\"99\"");
    assertThat(newest("lenient").action()).isEqualTo("user.update");
    assertThat(newest("lenient").subject().name()).isEqualTo("ann");
    assertThat(newest("lenient").subject().id().value()).isEqualTo(ann);
    lenient.patch("/Users/" + ann, "{\"op\":\"replace\",\"path\":\"nothing[\",\"value\":1}");
    assertThat(newest("lenient").action()).isEqualTo("user.update");
    lenient.delete("/Groups/" + ann);
    assertThat(newest("lenient").action()).isEqualTo("group.delete");
    assertThat(edge.audited("lenient")).hasSize(5);
  }

  @Test
  void whatNoEndpointSawIsToldAsWell() {
    lenient.post("/Users", "{\"userName\":");
    assertThat(newest("lenient").action()).isEqualTo("user.create");
    lenient.send("PUT", "/Groups/1", "[]");
    assertThat(newest("lenient").action()).isEqualTo("group.update");
    lenient.send("DELETE", "/Schemas", "");
    assertThat(newest("lenient").action()).isEqualTo("request");
    lenient.bulk("{\"method\":\"POST\",\"path\":\"/Nothing\",\"bulkId\":\"a\",\"data\":{}}");
    assertThat(newest("lenient").action()).isEqualTo("bulk");
    assertThat(edge.audited("lenient")).hasSize(4);
  }

  @Test
  void readsPreviewsAndStrangersAreNot() {
    lenient.get("/Users/nobody");
    lenient.get("/Users?filter=nonsense");
    lenient.post("/Users/.search", "{\"filter\":\"nonsense\"}");
    EdgeClient.previewing(edge, "lenient").post("/Users", "{}");
    EdgeClient.previewing(edge, "lenient").post("/Users", "{");
    assertThat(new EdgeClient(edge, "stranger").post("/Users", "{}").status()).isEqualTo(401);

    assertThat(edge.audited("lenient")).isEmpty();
  }

  @Test
  void aRepeatedPostThatMatchesIsToldAsWhatItWas() {
    EdgeClient matching = new EdgeClient(edge, "match");
    matching.created("/Users", "{\"userName\":\"ann\"}");
    matching.created("/Users", "{\"userName\":\"ann\",\"title\":\"Dr.\"}");

    assertThat(edge.audited("match"))
        .extracting(Entry::action, Entry::result)
        .containsExactly(tuple("user.create", "accepted"), tuple("user.update", "accepted"));
  }

  @Test
  void aDeactivationInARefusedMessageIsToldBesideTheRefusal() {
    String ann = lenient.created("/Users", "{\"userName\":\"ann\"}");

    lenient.put("/Users/" + ann, "{\"userName\":\"\",\"active\":false}");

    assertThat(edge.audited("lenient"))
        .extracting(Entry::result)
        .containsExactly("accepted", "accepted", "rejected");
    assertThat(edge.audited("lenient").get(1).changes())
        .containsExactly(new Change("active", "true", "false"));
  }

  @Test
  void ofWritesThatAreRefusedOnAndOnSoManyAMinuteAreTold() {
    String operation = "{\"method\":\"DELETE\",\"path\":\"/Users/none\"}";
    for (int i = 0; i < 8; i++) {
      lenient.bulk(String.join(",", Collections.nCopies(100, operation)));
    }

    assertThat(edge.audited("lenient")).hasSize(601);
    assertThat(newest("lenient").action()).isEqualTo("audit.leave");
    assertThat(newest("lenient").detail()).startsWith("Further refused writes of this app are not");
    assertThat(new EdgeClient(edge, "other").delete("/Users/none").status()).isEqualTo(404);
    assertThat(edge.audited("other")).hasSize(1);
  }

  /** In every place where a message may have one, also in messages that are refused. */
  @Test
  void noPasswordIsEverToldOrLogged() {
    Captured log = new Captured();
    try (log) {
      EdgeClient client = new EdgeClient(edge, "passwords");
      String secret = "\"" + CANARY + "!aA\"";
      String id =
          client.created("/Users", "{\"userName\":\"ann\",\"password\":%s}".formatted(secret));
      String path = "/Users/" + id;
      List<Answer> answers =
          List.of(
              client.post("/Users", "{\"userName\":\"ann\",\"password\":%s}".formatted(secret)),
              client.post("/Users", "{\"password\":%s}".formatted(secret)),
              client.post("/Users", "{\"userName\":\"b\",\"password\":[%s]}".formatted(secret)),
              client.post(
                  "/Users", "{\"userName\":\"c\",\"password\":{\"x\":%s}}".formatted(secret)),
              client.post("/Users", "{\"userName\":\"d\",\"password\":\"canary-7391\"}"),
              client.post("/Users", "{\"userName\":\"e\",\"PassWord\":%s,".formatted(secret)),
              client.put(path, "{\"userName\":\"ann\",\"password\":%s}".formatted(secret)),
              client.put(path, "{\"userName\":\"\",\"password\":%s}".formatted(secret)),
              client.patch(path, replace("\"password\"", secret)),
              client.patch(path, replace("\"password\"", "[" + secret + "]")),
              client.patch(path, replace("\"password.value\"", secret)),
              client.patch(
                  path, "{\"op\":\"replace\",\"value\":{\"password\":%s}}".formatted(secret)),
              client.patch(
                  path,
                  "{\"op\":\"add\",\"value\":{\"urn:ietf:params:scim:schemas:core:2.0:User\":"
                      + "{\"password\":%s}}}".formatted(secret)),
              client.bulk(
                  "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"a\",\"data\":"
                      + "{\"userName\":\"f\",\"password\":%s}},".formatted(secret)
                      + "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b\",\"data\":"
                      + "{\"userName\":\"f\",\"password\":%s}},".formatted(secret)
                      + "{\"method\":\"PUT\",\"path\":\"%s\",\"data\":".formatted(path)
                      + "{\"userName\":\"ann\",\"password\":%s}}".formatted(secret)),
              // The same to an app that takes none.
              lenient.post("/Users", "{\"userName\":\"g\",\"password\":%s}".formatted(secret)),
              lenient.post("/Users", "{\"userName\":\"g\",\"password\":%s}".formatted(secret)));
      assertThat(answers).extracting(Answer::status).contains(200, 201, 400, 409);
    }

    List<Entry> told = edge.audited("passwords");
    assertThat(told).hasSizeGreaterThan(14);
    assertThat(told.toString()).contains("password").doesNotContainIgnoringCase(CANARY);
    assertThat(edge.audited("lenient").toString()).doesNotContainIgnoringCase(CANARY);
    assertThat(log.lines).isNotEmpty();
    assertThat(String.join("\n", log.lines)).doesNotContainIgnoringCase(CANARY);
  }

  /** Wherever it stands that is no place for it, and in messages that cannot even be read. */
  @Test
  void aPasswordInTheWrongPlaceIsNotToldEither() {
    Captured log = new Captured();
    List<Answer> answers = new ArrayList<>();
    try (log) {
      for (String app : List.of("passwords", "strict")) {
        EdgeClient client = new EdgeClient(edge, app);
        String path =
            "/Users/" + client.created("/Users", "{\"userName\":\"ann-%s\"}".formatted(app));
        String core = "urn:ietf:params:scim:schemas:core:2.0:User";
        String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        String secret = "\"" + CANARY + "!aA\"";
        for (String body :
            List.of(
                "{\"userName\":\"x1\",\"password\":Canary_7391}",
                "{\"userName\":\"x2\",\"password\":\"Canary-7391\n\"}",
                "{\"userName\":\"x3\",\"password\":\"Canary-7391",
                "{\"userName\":\"x4\",\"password\":'Canary-7391'}",
                "{\"userName\":\"x5\",\"password\":\"\\qCanary-7391\"}",
                "{\"userName\":\"x6\",\"password\":\"a\",\"password\":\"Canary-7391\"}",
                "{\"userName\":\"x7\",\"password\":" + secret + "} Canary-7391",
                "{\"userName\":\"x8\",\"password\":\"" + CANARY.repeat(40) + "\"}",
                "{\"userName\":\"x9\",\"" + core + ":password\":" + secret + "}",
                "{\"userName\":\"y1\",\"" + core + "\":{\"password\":" + secret + "}}",
                "{\"userName\":\"y2\",\"" + enterprise + "\":{\"password\":" + secret + "}}",
                "{\"userName\":\"y3\",\"userPassword\":" + secret + "}",
                "{\"userName\":\"y4\",\"name\":{\"password\":" + secret + "}}",
                "{\"userName\":\"y5\",\"password\":true,\"active\":" + secret + "}",
                "{\"userName\":\"y7\",\"password\":[[" + secret + "]]}",
                secret,
                "[" + secret + "]")) {
          answers.add(client.post("/Users", body));
          answers.add(client.put(path, body));
        }
        for (String operation :
            List.of(
                replace("\"" + core + ":password\"", secret),
                replace("\"" + enterprise + ":password\"", secret),
                replace("\"password[value eq \\\"Canary-7391\\\"]\"", secret),
                replace("\"password[Canary-7391\"", secret),
                replace("\"Password\"", "{\"value\":" + secret + "}"),
                replace("\"name.password\"", secret),
                replace("\"userPassword\"", secret),
                replace("\"active\"", secret),
                replace("\"password\"", "[{\"value\":" + secret + "}]"),
                replace("[" + secret + "]", "1"),
                "{\"op\":\"remove\",\"path\":\"password\",\"value\":" + secret + "}",
                "{\"op\":\"set\",\"path\":\"password\",\"value\":" + secret + "}",
                "{\"op\":\"add\",\"value\":" + secret + "}",
                "{\"op\":\"add\",\"value\":{\"" + core + ":password\":" + secret + "}}",
                "{\"op\":\"add\",\"path\":\"password\",\"value\":Canary_7391}",
                "{\"op\":\"add\",\"path\":\"password\",\"value\":\"Canary-7391")) {
          answers.add(client.patch(path, operation));
        }
        for (String operation :
            List.of(
                "{\"method\":\"POST\",\"path\":\"/Users\",\"data\":{\"userName\":\"z\",\"password\":%s}}",
                "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"q\",\"data\":%s}",
                "{\"method\":\"PUT\",\"path\":\"/Users\",\"data\":{\"password\":%s}}",
                "{\"method\":\"PATCH\",\"path\":\"/Users/1\",\"data\":{\"password\":%s}}",
                "{\"method\":\"PATCH\",\"path\":\"/Users/1\",\"data\":{\"password\":[%s}}")) {
          answers.add(client.bulk(operation.formatted(secret)));
        }
      }
    }
    assertThat(answers).extracting(Answer::status).contains(400);
    for (String app : List.of("passwords", "strict")) {
      List<Entry> told = edge.audited(app);
      assertThat(told).hasSizeGreaterThan(30);
      assertThat(told)
          .filteredOn(
              entry -> entry.toString().toLowerCase(Locale.ROOT).matches("(?s).*canary[-_]7391.*"))
          .isEmpty();
    }
    assertThat(log.lines)
        .filteredOn(line -> line.toLowerCase(Locale.ROOT).matches("(?s).*canary[-_]7391.*"))
        .isEmpty();
  }

  private static String replace(String path, String value) {
    return "{\"op\":\"replace\",\"path\":%s,\"value\":%s}".formatted(path, value);
  }

  private Entry newest(String app) {
    return edge.audited(app).getLast();
  }

  /** All that is logged, at every level. */
  private static final class Captured extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("scimbridge");
    private final Level before = logger.getLevel();
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    Captured() {
      setLevel(Level.ALL);
      logger.setLevel(Level.ALL);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      StringWriter line = new StringWriter();
      line.append(new SimpleFormatter().formatMessage(entry));
      if (entry.getThrown() != null) {
        entry.getThrown().printStackTrace(new PrintWriter(line));
      }
      lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(before);
    }
  }
}
