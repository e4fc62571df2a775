package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scimbridge.scim.EdgeClient.Answer;

/**
 * Whatever a client writes, the answer is not a failure of the server: what real clients send
 * ({@code tolerances.json}), bent at random by a seed that a failure names.
 */
class WriteFuzzTest {
  private static final int AT_ONCE = 50;
  private static final String ODD = "[]{}\",:\\u0\t e9-";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static RunningEdge edge;
  private static EdgeClient client;
  private static List<ObjectNode> valid;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    client = new EdgeClient(edge, "lenient");
    valid = valid();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @Test
  void noOperationFailsTheServer() {
    bend(20_000);
  }

  @Test
  @Tag("full")
  void noOperationOfVeryManyFailsTheServer() {
    bend(500_000);
  }

  @Test
  void noBodyFailsTheServer() {
    Random random = new Random(7);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      ObjectNode operation = valid.get(random.nextInt(valid.size()));
      String method = operation.path("method").asText();
      String path = operation.path("path").asText();
      StringBuilder body = new StringBuilder(operation.path("data").toString());
      for (int change = random.nextInt(3); change >= 0 && !body.isEmpty(); change--) {
        int at = random.nextInt(body.length());
        switch (random.nextInt(3)) {
          case 0 -> body.setLength(at);
          case 1 -> body.setCharAt(at, (char) random.nextInt(0xd800));
          default -> body.insert(at, ODD.charAt(random.nextInt(ODD.length())));
        }
      }
      Answer answer = client.send(method, path, body.toString());
      assertThat(answer.status()).as("%s %s %s", method, path, body).isLessThan(500);
      statuses.merge(answer.status(), 1, Integer::sum);
    }
    assertThat(statuses.keySet()).contains(400);
    System.out.println("Broken bodies by status: " + statuses);
  }

  /** Sends operations in bulk, for what is under test is behind HTTP. */
  private static void bend(int count) {
    Map<String, Integer> statuses = new TreeMap<>();
    for (int seed = 0; seed < count / AT_ONCE; seed++) {
      JsonMutation mutation = new JsonMutation(seed);
      ObjectNode bulk = JSON.objectNode();
      ArrayNode operations = bulk.putArray("Operations");
      for (int i = 0; i < AT_ONCE; i++) {
        operations.add(mutation.of(mutation.pick(valid)));
      }
      Answer answer = client.post("/Bulk", bulk.toString());
      assertThat(answer.status()).as("seed %d: %s", seed, answer.body()).isLessThan(500);
      statuses.merge("requests " + answer.status(), 1, Integer::sum);
      JsonNode answers = answer.body().path("Operations");
      for (int i = 0; i < answers.size(); i++) {
        String status = answers.path(i).path("status").asText();
        assertThat(status)
            .as("seed %d: %s is answered %s", seed, operations.get(i), answers.path(i))
            .doesNotStartWith("5");
        statuses.merge(status, 1, Integer::sum);
      }
    }
    assertThat(statuses.keySet()).contains("200", "201", "204", "400", "404");
    System.out.println("Bent operations by status: " + statuses);
  }

  /** The valid requests: creations, and every way to change what was created. */
  private static List<ObjectNode> valid() throws IOException {
    String member = client.created("/Users", "{\"userName\":\"fuzz-member\"}");
    List<ObjectNode> operations = new ArrayList<>();
    try (InputStream in = WriteFuzzTest.class.getResourceAsStream("tolerances.json")) {
      int number = 0;
      for (JsonNode named : new ObjectMapper().readTree(in)) {
        for (JsonNode one : named) {
          String name = "fuzz-" + number++;
          JsonNode given = fill(one.path("given"), name, "", member);
          String type = given.has("userName") ? "/Users" : "/Groups";
          String id = client.created(type, given.toString());
          operations.add(operation("POST", type, given));
          for (String method : List.of("put", "patch")) {
            if (one.has(method)) {
              JsonNode data = fill(one.path(method), name, id, member);
              operations.add(operation(method.toUpperCase(Locale.ROOT), type + "/" + id, data));
            }
          }
        }
      }
    }
    operations.add(operation("DELETE", "/Users/" + member, JSON.objectNode()));
    operations.add(
        operation(
            "POST",
            "/Users",
            JSON.objectNode().put("userName", "fuzz-password").put("password", "S3cret!pass")));
    return operations;
  }

  private static ObjectNode operation(String method, String path, JsonNode data) {
    ObjectNode operation = JSON.objectNode().put("method", method).put("path", path);
    operation.set("data", data);
    return operation;
  }

  private static JsonNode fill(JsonNode template, String name, String id, String member)
      throws IOException {
    return new ObjectMapper()
        .readTree(
            template
                .toString()
                .replace("NAME", name)
                .replace("\"ID\"", "\"" + id + "\"")
                .replaceAll("MEMBER[12]", member));
  }
}
