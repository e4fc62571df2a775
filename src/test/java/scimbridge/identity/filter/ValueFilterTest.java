package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AttributePath;

/** The brackets of a PATCH path. */
class ValueFilterTest {

  private static ValueFilter parse(String attribute, String filter) {
    return ValueFilter.parse(
        filter, ResourceType.USER, AttributePath.of(attribute), Samples.SCHEMAS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          type eq "work"                       | {"type":"work"}                  | true
          Type EQ "WORK"                       | {"type":"work"}                  | true
          type eq "work"                       | {"value":"work"}                 | false
          primary eq "True"                    | {"primary":true}                 | true
          primary eq "True"                    | {"primary":false}                | false
          primary eq true                      | {}                               | false
          primary ne true                      | {}                               | true
          type eq "work" and value ew "@x"     | {"type":"work","value":"a@x"}    | true
          type eq "work" or value pr           | {"type":"home","value":"a@x"}    | true
          not (type pr)                        | {"value":"a@x"}                  | true
          """)
  void selectsElements(String filter, String element, boolean selected) {
    assertThat(parse("roles", filter).matches(Samples.json(element))).isEqualTo(selected);
  }

  @Test
  void describesTheElementThatAnAddHasToCreate() {
    assertThat(parse("emails", "type eq \"Work\" and primary eq \"True\"").described())
        .contains((ObjectNode) Samples.json("{\"type\":\"Work\",\"primary\":true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          type eq "work" or type eq "home"
          type ne "work"
          type sw "w"
          type pr
          type eq "work" and type eq "home"
          not (type eq "work")
          """)
  void describesNothingWhereTheElementIsNotDetermined(String filter) {
    assertThat(parse("emails", filter).described()).isEmpty();
  }

  @Test
  void namesOnlySubAttributes() {
    assertThatThrownBy(() -> parse("emails", "userName eq \"x\""))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("userName, which emails does not have");
  }

  @Test
  void isForAttributesThatHaveElements() {
    assertThatThrownBy(() -> parse("userName", "value eq \"x\""))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("userName has no elements");
  }

  @Test
  void findsMembers() {
    ValueFilter filter =
        ValueFilter.parse(
            "value eq \"" + Samples.USER_ID + "\"",
            ResourceType.GROUP,
            AttributePath.of("members"),
            Samples.SCHEMAS);

    assertThat(filter.described().orElseThrow().path("value").textValue())
        .isEqualTo(Samples.USER_ID.value());
  }
}
