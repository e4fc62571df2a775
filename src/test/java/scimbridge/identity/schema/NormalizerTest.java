package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/** What remains of a document that a client sends. */
class NormalizerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Normalizer NORMALIZER = new Normalizer(Schemas.bundled());
  private static final String ENTERPRISE = "\"" + Schemas.ENTERPRISE_USER + "\"";

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static Normalized normalize(ResourceType type, String document, Normalizer.Mode mode) {
    return NORMALIZER.normalize(type, (ObjectNode) json(document), mode);
  }

  private static Normalized user(String document) {
    return normalize(ResourceType.USER, document, Normalizer.Mode.LENIENT);
  }

  private static Normalized group(String document) {
    return normalize(ResourceType.GROUP, document, Normalizer.Mode.LENIENT);
  }

  private static Fault faultOf(ResourceType type, String document) {
    return Assertions.catchThrowableOfType(
        Fault.class, () -> normalize(type, document, Normalizer.Mode.LENIENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "DISPLAYNAME":"B"                                | "displayName":"B"
          "Name":{"GivenName":"B"}                         | "name":{"givenName":"B"}
          "id":"x","meta":{"a":1},"schemas":["u"]          |
          "groups":[{"value":"g"}]                         |
          "title":null,"nickName":null                     |
          "emails":[],"name":{},"roles":[null,{}]          |
          "name":{"givenName":null}                        |
          "active":"False"                                 | "active":false
          "active":"TRUE"                                  | "active":true
          "active":true                                    | "active":true
          "emails":[{"value":"a","Primary":"True"}]        | "emails":[{"value":"a","primary":true}]
          "emails":{"value":"a"}                           | "emails":[{"value":"a"}]
          "emails":"a"                                     | "emails":[{"value":"a"}]
          "emails":["a",{"value":"b"}]                     | "emails":[{"value":"a"},{"value":"b"}]
          "displayName":["B"]                              | "displayName":"B"
          "title":""                                       | "title":""
          "externalId":"E"                                 | "externalId":"E"
          "x509Certificates":[{"value":"QU-_ Qg"}]       | "x509Certificates":[{"value":"QU-_ Qg"}]
          "country":"x","addresses":[{"country":"Nowhere"}] | "addresses":[{"country":"Nowhere"}]
          "locale":"junk","profileUrl":"no url","phoneNumbers":[{"value":"!"}] | "locale":"junk","profileUrl":"no url","phoneNumbers":[{"value":"!"}]
          "emails":[{"value":"a","type":"private"}]        | "emails":[{"value":"a","type":"private"}]
          """)
  void spellsAndTypesAsTheSchemaSays(String sent, String kept) {
    String expected = "{\"userName\":\"u\"" + (kept == null ? "" : "," + kept) + "}";

    Normalized normalized = user("{\"userName\":\"u\"," + sent + "}");

    assertThat(normalized.attributes().toNode()).isEqualTo(json(expected));
    assertThat(user(expected).attributes()).isEqualTo(normalized.attributes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "Manager":"7"                                    | {"manager":{"value":"7"}}
          "manager":{"Value":"7","displayName":"Boss"}     | {"manager":{"value":"7"}}
          "manager":[{"value":"7","$ref":"../Users/7"}]    | {"manager":{"value":"7","$ref":"../Users/7"}}
          "manager":{"value":""}                           |
          "manager":""                                     |
          "manager":null                                   |
          "manager":[]                                     |
          "Department":"Tours","manager":{"value":""}      | {"department":"Tours"}
          """)
  void understandsTheEnterpriseExtension(String sent, String kept) {
    for (String urn :
        new String[] {
          ENTERPRISE,
          ENTERPRISE.toUpperCase(Locale.ROOT),
          "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0User\""
        }) {
      Normalized normalized = user("{\"userName\":\"u\"," + urn + ":{" + sent + "}}");

      String expected =
          "{\"userName\":\"u\"" + (kept == null ? "" : "," + ENTERPRISE + ":" + kept) + "}";
      assertThat(normalized.attributes().toNode()).isEqualTo(json(expected));
      assertThat(normalized.unknown()).isEmpty();
    }
  }

  @Test
  void ignoresTheBridgesOwnExtension() {
    Normalized normalized =
        user(
            "{\"userName\":\"u\",\"%s\":{\"accounts\":[{\"pool\":\"p\"}]}}"
                .formatted(Schemas.PROVISIONING_USER));

    assertThat(normalized.attributes().toNode()).isEqualTo(json("{\"userName\":\"u\"}"));
    assertThat(normalized.unknown()).isEmpty();
  }

  @Test
  void takesThePasswordOutOfTheDocument() {
    Normalized normalized = user("{\"userName\":\"u\",\"Password\":\"s3cret\"}");

    assertThat(normalized.password()).isNotNull();
    assertThat(normalized.password().reveal()).isEqualTo("s3cret");
    assertThat(normalized.attributes().toJson()).doesNotContain("s3cret");
    assertThat(normalized.toString()).doesNotContain("s3cret");
    assertThat(user("{\"userName\":\"u\",\"password\":\"\"}").password()).isNull();
    assertThat(user("{\"userName\":\"u\",\"password\":null}").password()).isNull();
    assertThat(faultOf(ResourceType.USER, "{\"userName\":\"u\",\"password\":12345678}").detail())
        .contains("password")
        .doesNotContain("12345678");
  }

  @Test
  void takesTheMembersOutOfTheDocument() {
    Normalized normalized =
        group(
            """
            {"displayName":"g","Members":[{"$ref":null,"Value":"a","display":"A","type":"User"},
             {"value":"a","type":"User"},"b",{}]}
            """);

    assertThat(normalized.members())
        .containsExactly(new MemberReference("a", "User"), new MemberReference("b", null));
    assertThat(normalized.attributes().toNode()).isEqualTo(json("{\"displayName\":\"g\"}"));
    assertThat(normalized.unknown()).isEmpty();
  }

  @Test
  void tellsNoMembersFromNothingSaidAboutMembers() {
    assertThat(group("{\"displayName\":\"g\"}").members()).isNull();
    assertThat(group("{\"displayName\":\"g\",\"members\":[]}").members()).isEmpty();
    assertThat(group("{\"displayName\":\"g\",\"members\":null}").members()).isEmpty();
  }

  @Test
  void takesManyMembers() {
    StringBuilder members = new StringBuilder("\"m0\"");
    for (int i = 1; i < 5000; i++) {
      members.append(",\"m").append(i).append('"');
    }
    assertThat(group("{\"displayName\":\"g\",\"members\":[" + members + "]}").members())
        .hasSize(5000);
  }

  @Test
  void dropsAndReportsWhatNoSchemaKnows() {
    Normalized normalized =
        user(
            """
            {"userName":"u","shoeSize":9,"name":{"nick":"x"},"emails":[{"verified":true,"value":"a"}],
             "urn:example:1.0:User":{"a":1},%s:{"desk":"7"}}
            """
                .formatted(ENTERPRISE));

    assertThat(normalized.unknown())
        .containsExactly(
            "shoeSize",
            "name.nick",
            "emails[0].verified",
            "urn:example:1.0:User",
            Schemas.ENTERPRISE_USER + ":desk");
    assertThat(normalized.attributes().toNode())
        .isEqualTo(json("{\"userName\":\"u\",\"emails\":[{\"value\":\"a\"}]}"));
  }

  @Test
  void reportsUnknownNamesInBoundsAndFitForALog() {
    StringBuilder document = new StringBuilder("{\"userName\":\"u\",\"a\\nb\":1");
    document.append(",\"").append("n".repeat(500)).append("\":1");
    for (int i = 0; i < 100; i++) {
      document.append(",\"x").append(i).append("\":1");
    }
    Normalized normalized = user(document + "}");

    assertThat(normalized.unknown()).hasSize(Normalized.MAX_UNKNOWN).contains("a?b");
    assertThat(normalized.unknown()).allMatch(name -> name.length() < 140);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"shoeSize\":9", "\"name\":{\"nick\":\"x\"}", "\"urn:a:b\":{}"})
  void refusesWhatNoSchemaKnowsWhereTheAppIsStrict(String sent) {
    assertThatThrownBy(
            () ->
                normalize(
                    ResourceType.USER, "{\"userName\":\"u\"," + sent + "}", Normalizer.Mode.STRICT))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_SYNTAX));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "userName":5                             | userName must be a string
          "userName":{"a":1}                       | userName must be a string
          "userName":["a","b"]                     | userName must be a single value
          "active":"maybe"                         | active must be a boolean
          "active":1                               | active must be a boolean
          "name":"Bob"                             | name must be a JSON object
          "name":{"givenName":[["a"]]}             | name.givenName must be a string
          "emails":[{"value":7}]                   | emails[0].value must be a string
          "emails":["a",3]                         | emails[1] must be a JSON object
          "emails":[{"primary":"yes"}]             | emails[0].primary must be a boolean
          "addresses":["Main Street"]              | addresses[0] must be a JSON object
          "x509Certificates":["not base64!"]       | x509Certificates[0].value must be base64 text
          "x509Certificates":[{"value":"QUJDR"}]   | x509Certificates[0].value must be base64 text
          "title":"a\\u0000b"                      | title contains U+0000
          "title":"a\\ud800"                       | title contains U+0000 or half of a surrogate pair
          "title":"\\udc00a"                       | title contains U+0000 or half of a surrogate pair
          "emails":[{"value":"a","primary":true},{"value":"b","primary":"True"}] | emails has 2 primary values
          """)
  void refusesValuesOfTheWrongTypeAndNamesThePath(String sent, String detail) {
    Fault fault = faultOf(ResourceType.USER, "{" + sent + ",\"UserNAME\":\"u\"}");

    assertThat(fault).isNotNull();
    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).contains(detail);
  }

  @Test
  void refusesAnExtensionThatIsNoObject() {
    assertThat(faultOf(ResourceType.USER, "{\"userName\":\"u\"," + ENTERPRISE + ":\"x\"}").detail())
        .contains(Schemas.ENTERPRISE_USER, "JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"userName\":null}", "{\"userName\":\"\"}", "{\"userName\":\" \\t\"}"})
  void requiresAUserName(String document) {
    Fault fault = faultOf(ResourceType.USER, document);

    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
    assertThat(fault.detail()).isEqualTo("userName is required");
  }

  @Test
  void requiresTheNameOfAGroupAndTheIdOfAMember() {
    assertThat(faultOf(ResourceType.GROUP, "{}").detail()).isEqualTo("displayName is required");
    assertThat(
            faultOf(
                    ResourceType.GROUP,
                    "{\"displayName\":\"g\",\"members\":[{\"display\":\"x\",\"type\":\"User\"}]}")
                .detail())
        .contains("members.value");
    assertThat(
            faultOf(ResourceType.GROUP, "{\"displayName\":\"g\",\"members\":[{\"value\":5}]}")
                .detail())
        .contains("members[0].value must be a string");
  }

  @Test
  void refusesOneNameInTwoSpellingsUnlessTheyAgree() {
    assertThat(faultOf(ResourceType.USER, "{\"userName\":\"a\",\"USERNAME\":\"b\"}").kind())
        .isEqualTo(Fault.Kind.INVALID_SYNTAX);
    assertThat(user("{\"userName\":\"a\",\"USERNAME\":\"a\"}").unknown()).isEmpty();
  }

  @Test
  void keepsAValueOfOneTypeOnce() {
    Normalized normalized =
        user(
            """
            {"userName":"u","emails":[{"value":"A@b","type":"work"},{"value":"a@B","type":"Work",
             "primary":true},{"value":"a@b","type":"home"}]}
            """);

    assertThat(normalized.attributes().view().get("emails"))
        .isEqualTo(
            json(
                """
                [{"value":"A@b","type":"work","primary":true},{"value":"a@b","type":"home"}]
                """));
  }

  @Test
  void boundsStringsAndTheNumberOfValues() {
    String longest = "x".repeat(Values.MAX_STRING);
    assertThat(user("{\"userName\":\"u\",\"title\":\"" + longest + "\"}").unknown()).isEmpty();
    assertThat(
            faultOf(ResourceType.USER, "{\"userName\":\"u\",\"title\":\"x" + longest + "\"}")
                .detail())
        .contains("title is longer than 65536");
    StringBuilder roles = new StringBuilder("\"r\"");
    for (int i = 0; i < DocumentRules.MAX_VALUES; i++) {
      roles.append(",\"r").append(i).append('"');
    }
    assertThat(
            faultOf(ResourceType.USER, "{\"userName\":\"u\",\"roles\":[" + roles + "]}").detail())
        .contains("roles has more than 2000 values");
  }

  @Test
  void doesNotDescendIntoWhatItDrops() {
    String deep = "[".repeat(900) + "]".repeat(900);
    assertThat(user("{\"userName\":\"u\",\"x\":" + deep + "}").unknown()).containsExactly("x");
    assertThat(faultOf(ResourceType.USER, "{\"userName\":" + deep + "}").detail())
        .contains("userName must be a string");
  }
}
