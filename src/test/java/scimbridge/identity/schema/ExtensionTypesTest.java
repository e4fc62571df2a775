package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Derived;
import scimbridge.identity.filter.ScimFilter;

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
          "decimal":1e400              | decimal must be a number
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          integer eq 7                                  | true
          integer ge 7 and integer lt 8                 | true
          integer eq 7.0                                | true
          integer gt 7                                  | false
          decimal le 1.50                               | true
          dateTime eq "2026-01-31T12:00:00+02:00"       | true
          dateTime gt "2026-01-31T10:00:00Z"            | false
          dateTime ne "2026-01-31T10:00:00Z"            | false
          """)
  void areComparedByTheirType(String filter, boolean selected) throws Exception {
    Normalized normalized =
        normalize(
            "\"key\":\"k\",\"integer\":7,\"decimal\":1.5,\"dateTime\":\"2026-01-31T10:00:00Z\"");
    User user =
        new User(
            new AppId("a"),
            ResourceId.random(),
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            normalized.attributes());

    assertThat(
            ScimFilter.parse(filter, ResourceType.USER, Schemas.load(folder))
                .matches(user, Derived.NOTHING))
        .isEqualTo(selected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"integer co 7", "integer eq \"7\"", "decimal gt 1e400"})
  void areComparedWithNothingElse(String filter) {
    assertThatThrownBy(() -> ScimFilter.parse(filter, ResourceType.USER, Schemas.load(folder)))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_FILTER));
  }

  @Test
  void requiresWhatTheExtensionRequiresOfThoseWhoUseIt() throws Exception {
    assertThatThrownBy(() -> normalize("\"integer\":7"))
        .isInstanceOf(Fault.class)
        .hasMessage(URN + ":key is required");
    assertThat(normalize("").attributes().toJson()).isEqualTo("{\"userName\":\"u\"}");
  }
}
