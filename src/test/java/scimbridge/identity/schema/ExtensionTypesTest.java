package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/** An administrator's own schema may have the types that the core schemas do without. */
class ExtensionTypesTest {
  private static final String URN = "urn:example:params:scim:schemas:locker:1.0:User";

  @TempDir Path folder;
  private Normalizer normalizer;

  @BeforeEach
  void load() throws Exception {
    StringBuilder attributes = new StringBuilder();
    for (String type : new String[] {"integer", "decimal", "dateTime"}) {
      attributes.append(attribute(type, type, false)).append(',');
    }
    attributes.append(attribute("key", "string", true));
    Files.writeString(
        folder.resolve("locker.json"),
        "{\"id\":\"%s\",\"name\":\"Locker\",\"attributes\":[%s]}".formatted(URN, attributes));
    normalizer = new Normalizer(Schemas.load(folder));
  }

  private static String attribute(String name, String type, boolean required) {
    return """
    {"name":"%s","type":"%s","multiValued":false,"required":%s,"mutability":"readWrite",
     "returned":"default"}\
    """
        .formatted(name, type, required);
  }

  private Normalized normalize(String content) throws Exception {
    return normalizer.normalize(
        ResourceType.USER,
        (ObjectNode)
            new JsonMapper().readTree("{\"userName\":\"u\",\"%s\":{%s}}".formatted(URN, content)),
        Normalizer.Mode.STRICT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "integer":7
          "integer":-70000000000
          "decimal":1.5
          "decimal":2
          "dateTime":"2026-01-31T10:00:00Z"
          "dateTime":"2026-01-31T10:00:00.123+02:00"
          "dateTime":"2026-01-31T10:00:00"
          """)
  void keepsWhatFits(String content) throws Exception {
    assertThat(normalize("\"key\":\"k\"," + content).attributes().toJson()).contains(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "integer":7.5                | integer must be an integer
          "integer":"7"                | integer must be an integer
          "decimal":"1.5"              | decimal must be a number
          "dateTime":"2026-01-31"      | dateTime must be a date with a time
          "dateTime":"yesterday"       | dateTime must be a date with a time
          "dateTime":5                 | dateTime must be a date with a time
          """)
  void refusesWhatDoesNot(String content, String detail) {
    assertThatThrownBy(() -> normalize("\"key\":\"k\"," + content))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(URN + ":" + detail);
  }

  @Test
  void requiresWhatTheExtensionRequiresOfThoseWhoUseIt() throws Exception {
    assertThatThrownBy(() -> normalize("\"integer\":7"))
        .isInstanceOf(Fault.class)
        .hasMessage(URN + ":key is required");
    assertThat(normalize("").attributes().toJson()).isEqualTo("{\"userName\":\"u\"}");
  }
}
