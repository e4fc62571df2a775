package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import scimbridge.scim.EdgeClient.Answer;
import scimbridge.scim.dialect.Tolerance;

/**
 * What each client really sends, by the name of the tolerance that it needs ({@code
 * tolerances.json}): that it does what the client means, and that a strict app gets either the same
 * or the error that the RFC has.
 *
 * <p>In a case, {@code given} is created first (a group if it has members or only a displayName);
 * {@code put}, {@code patch}, {@code bulk} or {@code search} is sent; {@code then} is a part of the
 * resource after it, and {@code members} all members. {@code NAME}, {@code ID}, {@code MEMBER1}
 * stand for values.
 */
class TolerancesTest {
  private static final JsonNode CASES = read();

  private static RunningEdge edge;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static JsonNode read() {
    try (InputStream in = TolerancesTest.class.getResourceAsStream("tolerances.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<String, JsonNode> named : CASES.properties()) {
      named
          .getValue()
          .forEach(element -> cases.add(new Case(Tolerance.valueOf(named.getKey()), element)));
    }
    return cases.stream();
  }

  private record Case(Tolerance tolerance, JsonNode json) {
    @Override
    public String toString() {
      return tolerance + ": " + json.path("client").asText();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyToleranceHasARequest(Tolerance tolerance) {
    assertThat(CASES.path(tolerance.name())).isNotEmpty();
    for (JsonNode one : CASES.path(tolerance.name())) {
      assertThat(one.path("client").asText()).isNotBlank();
      assertThat(one.has("strict")).isNotEqualTo(tolerance.appliesTo(true));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itIsUnderstood(Case request) {
    assertUnderstood(new Conversation("lenient", request.json()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStrictAppGetsTheSameOrTheError(Case request) {
    Conversation strict = new Conversation("strict", request.json());
    if (request.tolerance().appliesTo(true)) {
      assertUnderstood(strict);
      return;
    }
    JsonNode before = strict.resource();
    JsonNode answer = strict.send();
    assertThat(answer.path("status").asText())
        .isEqualTo(request.json().path("strict").path(0).asText());
    assertThat(answer.path("scimType").asText())
        .isEqualTo(request.json().path("strict").path(1).asText());
    assertThat(strict.resource()).isEqualTo(before);
  }

  private static void assertUnderstood(Conversation conversation) {
    JsonNode answer = conversation.send();
    assertThat(answer.path("status").asText()).as("%s", answer).isIn("", "200", "201", "204");
    JsonNode after = conversation.resource();
    for (Map.Entry<String, JsonNode> part : conversation.asked.path("then").properties()) {
      assertThat(after.get(part.getKey())).isEqualTo(conversation.fill(part.getValue()));
    }
    if (conversation.asked.has("members")) {
      List<String> expected = new ArrayList<>();
      conversation.fill(conversation.asked.path("members")).forEach(m -> expected.add(m.asText()));
      assertThat(after.path("members").findValuesAsText("value"))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** One case, said to one app. */
  private static final class Conversation {
    private final EdgeClient client;
    private final JsonNode asked;
    private final String name;
    private final List<String> members = new ArrayList<>();
    private final String path;

    Conversation(String app, JsonNode asked) {
      this.client = new EdgeClient(edge, app);
      this.asked = asked;
      this.name = "tolerated-" + ++number;
      for (int i = 1; i <= 2; i++) {
        members.add(client.created("/Users", "{\"userName\":\"%s-%d\"}".formatted(name, i)));
      }
      String type = asked.path("given").has("userName") ? "/Users" : "/Groups";
      this.path = type + "/" + client.created(type, fill(asked.path("given")).toString());
    }

    JsonNode fill(JsonNode template) {
      String text = template.toString().replace("NAME", name);
      for (int i = 0; i < members.size(); i++) {
        text = text.replace("MEMBER" + (i + 1), members.get(i));
      }
      try {
        return new ObjectMapper()
            .readTree(
                path == null
                    ? text
                    : text.replace("\"ID\"", "\"" + id() + "\"").replace("/ID", "/" + id()));
      } catch (IOException broken) {
        throw new AssertionError(broken);
      }
    }

    private String id() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The error, the answer to the operation of a bulk request, or nothing. */
    JsonNode send() {
      Answer answer;
      if (asked.has("put")) {
        answer = client.put(path, fill(asked.path("put")).toString());
      } else if (asked.has("patch")) {
        answer = client.send("PATCH", path, fill(asked.path("patch")).toString());
      } else if (asked.has("search")) {
        answer = client.post("/Users/.search", fill(asked.path("search")).toString());
        assertThat(answer.status() >= 400 || answer.body().path("totalResults").asInt() == 1)
            .isTrue();
      } else {
        answer = client.post("/Bulk", fill(asked.path("bulk")).toString());
      }
      JsonNode operation = answer.body().path("Operations").path(0);
      if (operation.isMissingNode()) {
        return answer.body();
      }
      return operation.has("response") ? operation.path("response") : operation;
    }

    JsonNode resource() {
      return client.get(path).body();
    }
  }
}
