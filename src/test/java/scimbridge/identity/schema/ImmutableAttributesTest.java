package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceType;

class ImmutableAttributesTest {
  private static final String URN = "urn:example:params:scim:schemas:badge:2.0:User";

  @TempDir static Path folder;

  private static ImmutableAttributes immutable;

  @BeforeAll
  static void load() throws Exception {
    String attribute =
        """
        {"name":"%s","type":"string","multiValued":%s,"required":false,"caseExact":false,
         "mutability":"%s","returned":"default","uniqueness":"none","description":"d"}""";
    Files.writeString(
        folder.resolve("badge.json"),
        """
        {"id":"%s","name":"Badge","description":"d","attributes":[%s,%s,%s,
         {"name":"site","type":"complex","multiValued":false,"required":false,
          "mutability":"readWrite","returned":"default","uniqueness":"none","description":"d",
          "subAttributes":[%s,%s]}]}"""
            .formatted(
                URN,
                attribute.formatted("number", false, "immutable"),
                attribute.formatted("color", false, "readWrite"),
                attribute.formatted("marks", true, "immutable"),
                attribute.formatted("code", false, "immutable"),
                attribute.formatted("floor", false, "readWrite")));
    immutable = new ImmutableAttributes(Schemas.load(folder));
  }

  private static Attributes attributes(String badge) {
    try {
      return Attributes.of(
          (ObjectNode)
              new ObjectMapper()
                  .readTree(("{'userName':'u','" + URN + "':" + badge + "}").replace('\'', '"')));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'number':'a1'}|{'number':'A1'}|{'number':'a1'}",
        "{'number':'a1'}|{'color':'c'}|{'color':'c','number':'a1'}",
        "{'color':'c'}|{'number':'a1'}|{'number':'a1'}",
        "{'marks':['a','b']}|{'marks':['b','a']}|{'marks':['a','b']}",
        "{'site':{'code':'c','floor':'1'}}|{'site':{'floor':'2'}}|{'site':{'floor':'2','code':'c'}}"
      })
  void whatAReplacementDoesNotSayStays(String current, String by, String result) {
    assertThat(immutable.replaced(ResourceType.USER, attributes(current), attributes(by)))
        .isEqualTo(attributes(result));
  }

  @Test
  void aReplacementWithoutTheExtensionKeepsWhatIsImmutableInIt() throws Exception {
    ObjectNode bare = (ObjectNode) new ObjectMapper().readTree("{\"userName\":\"u\"}");

    assertThat(
            immutable.replaced(
                ResourceType.USER, attributes("{'number':'a1','color':'c'}"), Attributes.of(bare)))
        .isEqualTo(attributes("{'number':'a1'}"));
    assertThat(
            immutable.replaced(ResourceType.USER, attributes("{'color':'c'}"), Attributes.of(bare)))
        .isEqualTo(Attributes.of(bare));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'number':'a1'}|{'number':'a2'}|number",
        "{'marks':['a']}|{'marks':['a','b']}|marks",
        "{'site':{'code':'c'}}|{'site':{'code':'d'}}|site.code"
      })
  void anotherValueIsRefusedByItsPath(String current, String by, String path) {
    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> immutable.replaced(ResourceType.USER, attributes(current), attributes(by)));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.MUTABILITY);
    assertThat(fault.detail()).startsWith(URN + ":" + path + " ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'marks':['a']}|{'color':'c'}",
        "{'number':'7'}|{}",
        "{'site':{'code':'c','floor':'1'}}|{'site':{'floor':'1'}}"
      })
  void aPatchMustNotRemoveOne(String current, String patched) {
    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> immutable.check(ResourceType.USER, attributes(current), attributes(patched)));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.MUTABILITY);
  }
}
