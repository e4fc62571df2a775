package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;

/** What a filter must not be, and what the administrator is told. */
class FilterFaultTest {

  private static Fault faultOf(String filter, ResourceType type) {
    return Assertions.catchThrowableOfType(
        Fault.class, () -> ScimFilter.parse(filter, type, Samples.SCHEMAS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          shoeSize eq "9"                          | shoeSize, which User does not have
          urn:x:y:shoeSize eq "9"                  | urn:x:y:shoeSize, which User does not have
          name.nick eq "9"                         | name.nick, which User does not have
          members eq "9"                           | members, which User does not have
          emails[shoeSize eq "9"]                  | shoeSize, which emails does not have
          emails[emails.type eq "work"]            | emails.type, which emails does not have
          password eq "secret"                     | password cannot be filtered by
          meta.location pr                         | meta.location cannot be filtered by
          groups.$ref pr                           | groups.$ref cannot be filtered by
          groups[$ref co "Groups"]                 | groups.$ref cannot be filtered by
          active gt true                           | active is boolean and has no operator gt, only eq, ne and pr
          active eq "maybe"                        | active is compared with what is not true or false
          emails[primary co "t"]                   | emails.primary is boolean and has no operator co
          x509Certificates gt "a"                  | x509Certificates.value is binary and has no operator gt
          meta.created sw "2026"                   | meta.created is dateTime and has no operator sw
          meta.created gt "yesterday"              | meta.created is compared with what is not a date with a time
          userName eq 5                            | userName is compared with what is not a string in double quotes
          userName gt null                         | userName is compared with what is not a string in double quotes
          userName eq "a\\u0000b"                  | not a string without U+0000
          userName eq "a\\ud800"                   | not a string without U+0000
          name eq "Jensen"                         | name is complex: name one of its sub-attributes, formatted, familyName
          addresses co "US"                        | addresses is complex: name one of its sub-attributes
          userName[value eq "x"]                   | userName has no elements to filter in brackets
          emails.value[type eq "x"]                | emails.value has no elements to filter in brackets
          emails[type[value eq "x"]]               | Unexpected character '['
          userName                                 | not valid
          userName eq                              | a comparison needs a string in double quotes, true, false
          userName like "x"                        | Unrecognized attribute operator 'like'
          userName eq 'x'                          | unexpected character ''' at position 12 of the filter; strings stand in double quotes
          userName eq {"a":1}                      | unexpected character '{'
          userName eq "x                           | a string in the filter has no closing quote
          userName eq "x\\                         | a string in the filter has no closing quote
          (userName eq "x"                         | the filter ends before )
          emails[type eq "work"                    | the filter ends before ]
          emails[type eq "work")                   | unexpected character ')'
          emails[type eq "work"].                  | the filter ends too early
          emails[type eq "work"].value eq          | the filter ends too early
          userName eq "x")                         | unexpected character ')'
          userName eq "x" and                      | not valid
          userName eq "x" userName eq "y"          | not valid
          not userName eq "x"                      | not valid
          userName eq "x" and or id pr             | not valid
          userName eq TRUE                         | not valid
          """)
  void saysWhatIsWrong(String filter, String expected) {
    Fault fault = faultOf(filter, ResourceType.USER);

    assertThat(fault).isNotNull();
    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_FILTER);
    assertThat(fault.detail()).contains(expected).doesNotContain("com.fasterxml", "Source:", "\n");
  }

  @Test
  void refusesTheAttributesOfUsersForGroups() {
    assertThat(faultOf("userName eq \"x\"", ResourceType.GROUP).detail())
        .contains("userName, which Group does not have");
    assertThat(faultOf("groups pr", ResourceType.GROUP)).isNotNull();
  }

  @Test
  void refusesAnEmptyFilterAndOneWithTheNullCharacter() {
    assertThat(faultOf("  ", ResourceType.USER).detail()).contains("empty");
    assertThat(faultOf("id pr\0 and shoeSize pr", ResourceType.USER).detail()).contains("U+0000");
  }

  @Test
  void boundsTheLength() {
    String filter = "userName eq \"" + "x".repeat(ScimFilter.DEFAULT_MAX_LENGTH) + "\"";
    assertThat(faultOf(filter, ResourceType.USER).detail()).contains("longer than 8192");
    assertThatThrownBy(() -> ScimFilter.parse("id pr", ResourceType.USER, Samples.SCHEMAS, 4))
        .hasMessageContaining("longer than 4");
    assertThat(
            ScimFilter.parse(filter, ResourceType.USER, Samples.SCHEMAS, 10_000)
                .matches(Samples.BARBARA, Derived.NOTHING))
        .isFalse();
  }

  @Test
  void boundsTheNestingBeforeAnythingRecurses() {
    String deep = "not(".repeat(20_000) + "id pr" + ")".repeat(20_000);
    assertThatThrownBy(
            () -> ScimFilter.parse(deep, ResourceType.USER, Samples.SCHEMAS, Integer.MAX_VALUE))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("nested deeper than 32 levels");
    String legal = "(".repeat(32) + "id pr" + ")".repeat(32);
    assertThat(
            ScimFilter.parse(legal, ResourceType.USER, Samples.SCHEMAS)
                .matches(Samples.BARBARA, Derived.NOTHING))
        .isTrue();
  }

  @Test
  void doesNotBlowUpOnAChainOfAndBeforeAnOr() {
    String chain = "id pr and ".repeat(400) + "title pr or id pr";
    assertThat(chain.length()).isLessThan(ScimFilter.DEFAULT_MAX_LENGTH);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(
                  ScimFilter.parse(chain, ResourceType.USER, Samples.SCHEMAS)
                      .matches(Samples.BARBARA, Derived.NOTHING))
              .isTrue();
          assertThat(
                  ScimFilter.parse(
                          "emails["
                              + chain.replace("id pr", "type pr").replace("title", "display")
                              + "]",
                          ResourceType.USER,
                          Samples.SCHEMAS)
                      .matches(Samples.BARBARA, Derived.NOTHING))
              .isTrue();
        });
  }

  @Test
  void refusesAResourceOfAnotherType() {
    ScimFilter filter = ScimFilter.parse("id pr", ResourceType.GROUP, Samples.SCHEMAS);
    assertThatThrownBy(() -> filter.matches(Samples.BARBARA, Derived.NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
