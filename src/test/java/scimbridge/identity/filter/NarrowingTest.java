package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.identity.ResourceType;

/** What of a filter the store can answer, and whether that is all of it. */
class NarrowingTest {
  private static final String ID = "0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11";

  private static ScimFilter parse(String filter, ResourceType type) {
    return ScimFilter.parse(filter, type, Samples.SCHEMAS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          USER  | userName eq "Bob"                        | userName=bob                         | true
          USER  | USERNAME sw "Bo"                         | userName=bo*                         | true
          USER  | userName sw ""                           | userName=*                           | true
          USER  | externalId eq "Ext"                      | externalId=Ext                       | true
          USER  | emails eq "A@b"                          | emails.value=a@b                     | true
          USER  | emails[value eq "A@b"]                   | emails.value=a@b                     | true
          USER  | emails[type eq "work" and value eq "a"]  | emails.value=a                       | false
          USER  | emails[type eq "work"].value eq "a"      | emails.value=a                       | false
          USER  | emails[value eq "a" or value eq "b"]     | (emails.value=a or emails.value=b)   | true
          USER  | emails[not (value eq "a")]               | everything                           | false
          USER  | active eq "False"                        | active=false                         | true
          USER  | name.familyName sw "J"                   | name.familyName=j*                   | true
          USER  | userName eq "a" and externalId eq "b"    | (userName=a and externalId=b)        | true
          USER  | userName eq "a" and title pr             | userName=a                           | false
          USER  | userName eq "a" or externalId eq "b"     | (userName=a or externalId=b)         | true
          USER  | userName eq "a" or title pr              | everything                           | false
          USER  | userName ne "a"                          | not (userName=a)                     | true
          USER  | not (userName eq "a")                    | not (userName=a)                     | true
          USER  | not (not (userName eq "a"))              | userName=a                           | true
          USER  | not (userName eq "a" and title pr)       | everything                           | false
          USER  | not (title pr)                           | everything                           | false
          USER  | userName pr                              | userName=?                           | true
          USER  | title pr                                 | everything                           | false
          USER  | id pr                                    | everything                           | true
          USER  | not (id pr)                              | nothing                              | true
          USER  | id pr or title pr                        | everything                           | true
          USER  | meta.resourceType eq "User"              | everything                           | true
          USER  | meta.resourceType eq "Group"             | nothing                              | true
          USER  | meta.created eq "1970-01-01T00:00:01Z"   | meta.created 1000..1000              | true
          USER  | meta.created eq "1970-01-01T00:00:01.0005Z" | nothing                           | true
          USER  | meta.lastModified pr                     | everything                           | true
          USER  | active eq true and userName ne "a"       | (active=true and not (userName=a))   | true
          USER  | userName co "a"                          | everything                           | false
          USER  | userName gt "a"                          | everything                           | false
          USER  | userName eq null                         | not (userName=?)                     | true
          USER  | title eq "a"                             | everything                           | false
          USER  | id eq "nobody"                           | nothing                              | true
          USER  | id eq "nobody" or userName eq "a"        | userName=a                           | true
          USER  | id eq "nobody" and title pr              | nothing                              | true
          USER  | groups eq "nothing"                      | nothing                              | true
          USER  | emails.type eq "work"                    | everything                           | false
          GROUP | displayName eq "Tour Guides"             | displayName=tour guides              | true
          GROUP | externalId sw "G"                        | externalId=G*                        | true
          """)
  void translates(ResourceType type, String filter, String expected, boolean exact) {
    ScimFilter parsed = parse(filter, type);

    assertThat(Narrowings.describe(parsed.narrowing())).isEqualTo(expected);
    assertThat(parsed.exact()).isEqualTo(exact);
  }

  @ParameterizedTest
  @CsvSource({
    "gt, 1970-01-01T00:00:01Z, 1001, MAX",
    "ge, 1970-01-01T00:00:01Z, 1000, MAX",
    "lt, 1970-01-01T00:00:01Z, MIN, 999",
    "le, 1970-01-01T00:00:01Z, MIN, 1000",
    "gt, 1970-01-01T00:00:01.0005Z, 1001, MAX",
    "ge, 1970-01-01T00:00:01.0005Z, 1001, MAX",
    "lt, 1970-01-01T00:00:01.0005Z, MIN, 1000",
    "le, 1970-01-01T00:00:01.0005Z, MIN, 1000",
    "gt, -999999999-01-01T00:00:00Z, MIN1, MAX",
    "lt, +999999999-12-31T23:59:59Z, MIN, MAX"
  })
  void turnsTimesIntoRangesOfMilliseconds(String operator, String instant, String from, String to) {
    ScimFilter parsed =
        parse("meta.lastModified %s \"%s\"".formatted(operator, instant), ResourceType.USER);

    assertThat(parsed.narrowing())
        .isEqualTo(new Narrowing.Between(Timestamp.LAST_MODIFIED, millis(from), millis(to)));
    assertThat(parsed.exact()).isTrue();
  }

  private static long millis(String text) {
    return switch (text) {
      case "MIN" -> Long.MIN_VALUE;
      case "MIN1" -> Long.MIN_VALUE + 1;
      case "MAX" -> Long.MAX_VALUE;
      default -> Long.parseLong(text);
    };
  }

  @Test
  void looksUpIdsAndMembershipsByKey() {
    assertThat(parse("id eq \"" + ID + "\"", ResourceType.USER).narrowing())
        .isEqualTo(new Narrowing.Ids(Set.of(Samples.USER_ID)));
    for (String filter :
        new String[] {"members eq \"%s\"", "members.value eq \"%s\"", "members[value eq \"%s\"]"}) {
      ScimFilter parsed = parse(filter.formatted(ID), ResourceType.GROUP);
      assertThat(parsed.narrowing()).isEqualTo(new Narrowing.HasMember(Samples.USER_ID));
      assertThat(parsed.exact()).isTrue();
    }
    for (String filter :
        new String[] {"groups eq \"%s\"", "groups.value eq \"%s\"", "groups[value eq \"%s\"]"}) {
      ScimFilter parsed = parse(filter.formatted(ID), ResourceType.USER);
      assertThat(parsed.narrowing()).isEqualTo(new Narrowing.MemberOf(Samples.USER_ID));
      assertThat(parsed.exact()).isTrue();
    }
  }

  @Test
  void combinesWhatEntraAsksAboutAMembership() {
    ScimFilter parsed =
        parse(
            "id eq \"%s\" and members eq \"%s\"".formatted(Samples.GROUP_ID, ID),
            ResourceType.GROUP);

    assertThat(Narrowings.describe(parsed.narrowing()))
        .isEqualTo("(ids [" + Samples.GROUP_ID + "] and member " + ID + ")");
    assertThat(parsed.exact()).isTrue();
  }

  @Test
  void cutsLongLiteralsAsTheIndexCutsValues() {
    String longName = "n".repeat(600);
    ScimFilter parsed = parse("userName eq \"" + longName + "\"", ResourceType.USER);

    assertThat(parsed.narrowing())
        .isEqualTo(new Narrowing.Exactly(new Term("userName", "n".repeat(512))));
    assertThat(parsed.exact()).isFalse();
  }

  @Test
  void countsByThePrefixOnlyAsFarAsAStoreCompares() {
    String prefix = "p".repeat(Narrowing.StartsWith.MAX_EXACT);
    assertThat(parse("userName sw \"" + prefix + "\"", ResourceType.USER).exact()).isTrue();
    assertThat(parse("userName sw \"p" + prefix + "\"", ResourceType.USER).exact()).isFalse();
  }
}
