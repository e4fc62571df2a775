package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;

/** A schema document that stops the start says which one it is, and why. */
class SchemaFileTest {
  private static final String GOOD =
      """
      {"id":"urn:example:schemas:1.0:User","name":"Locker","attributes":[
        {"name":"locker","type":"string","multiValued":false,"required":false,"caseExact":false,
         "mutability":"readWrite","returned":"default","uniqueness":"none"},
        {"name":"keys","type":"complex","multiValued":true,"required":false,
         "mutability":"readWrite","returned":"default","subAttributes":[
          {"name":"$ref","type":"reference","referenceTypes":["external"],"multiValued":false,
           "required":false,"mutability":"readWrite","returned":"default"}]}]}
      """;

  @Test
  void readsAGoodDocument() {
    assertThat(SchemaFile.parse("locker.json", GOOD).urn())
        .isEqualTo("urn:example:schemas:1.0:User");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"id"                          | {"id":                             | is not JSON
          "name":"Locker"                | "name":"Locker","name":"Twice"     | is not JSON: Duplicate field
          "name":"Locker",               |                                    | has no name
          "id":"urn:example:schemas:1.0:User" | "id":"locker"                 | has an id that is not a URN
          "id":"urn:example:schemas:1.0:User", |                              | has no id
          "name":"Locker"                | "name":"Locker","extends":"x"      | has an unknown key extends
          "name":"Locker"                | "name":"Locker","schemas":["x"]    | has schemas other than
          "name":"locker"                | "name":"1locker"                   | attribute 1locker is not a legal attribute name
          "name":"locker"                | "name":"lock.er"                   | attribute lock.er is not a legal attribute name
          "name":"locker",               |                                    | has an attribute that has no name
          "name":"locker"                | "name":"KEYS"                      | attribute keys is defined twice
          "type":"string"                | "type":"text"                      | attribute locker has the unknown type "text"
          "type":"string"                | "type":"complex"                   | attribute locker has no subAttributes
          "type":"string",               |                                    | attribute locker has no type
          "multiValued":false,"required":false,"caseExact":false | "multiValued":false,"caseExact":false | attribute locker has no required
          "caseExact":false              | "caseExact":"no"                   | attribute locker has a caseExact that is not true or false
          "mutability":"readWrite","returned":"default","uniqueness":"none" | "mutability":"writeOnce","returned":"default" | attribute locker has the unknown mutability "writeOnce"
          "uniqueness":"none"            | "uniqueness":"some"                | attribute locker has the unknown uniqueness "some"
          "returned":"default","uniqueness" | "returned":"often","uniqueness" | attribute locker has the unknown returned "often"
          "mutability":"readWrite","returned":"default","uniqueness" | "mutability":"writeOnly","returned":"default","uniqueness" | attribute locker is writeOnly and yet returned
          "uniqueness":"none"            | "uniqueness":"none","sortable":true | attribute locker has an unknown key sortable
          "uniqueness":"none"            | "subAttributes":[]                 | attribute locker has subAttributes and is not complex
          "uniqueness":"none"            | "canonicalValues":"a"              | attribute locker has canonicalValues that are not a list
          "uniqueness":"none"            | "referenceTypes":["User"]          | attribute locker has referenceTypes and is no reference
          "referenceTypes":["external"], |                                    | attribute keys.$ref has no referenceTypes
          "type":"reference","referenceTypes":["external"] | "type":"complex","subAttributes":[] | attribute keys.$ref is complex inside a complex attribute
          """)
  void namesTheFileAndTheReason(String good, String bad, String reason) {
    assertThat(GOOD).contains(good);
    String document =
        GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad == null ? "" : bad));

    Fault fault =
        Assertions.catchThrowableOfType(
            Fault.class, () -> SchemaFile.parse("locker.json", document));

    assertThat(fault).as(document).isNotNull();
    assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL);
    assertThat(fault.detail()).contains("locker.json", reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{}", "{} {}", "{\"attributes\":[3]}"})
  void refusesWhatIsNoSchemaAtAll(String document) {
    assertThat(
            Assertions.catchThrowableOfType(
                Fault.class, () -> SchemaFile.parse("odd.json", document)))
        .isNotNull()
        .hasMessageContaining("odd.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core-user.json",
        "core-group.json",
        "enterprise-user.json",
        "provisioning-user.json"
      })
  void losesNothingOfABundledDocument(String name) throws Exception {
    String json = Files.readString(Path.of("scim-schemas", name));

    JsonNode written = JsonUtils.valueToNode(SchemaFile.parse(name, json).schema());

    assertSame(new JsonMapper().readTree(json), written, name);
  }

  /** The SDK may add characteristics that have their default value, nothing else. */
  private static void assertSame(JsonNode expected, JsonNode actual, String path) {
    if (expected.isArray()) {
      assertThat(actual.size()).as(path).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertSame(expected.get(i), actual.get(i), path + "/" + i);
      }
    } else if (expected.isObject()) {
      expected
          .properties()
          .forEach(
              property ->
                  assertSame(
                      property.getValue(),
                      actual.path(property.getKey()),
                      path + "/" + property.getKey()));
    } else {
      assertThat(actual.asText()).as(path).isEqualTo(expected.asText());
    }
  }
}
