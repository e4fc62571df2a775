package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the store indexes of a resource. */
class IndexedTermsTest {

  @Test
  void areTheNamesOfAUserFoldedUnlessCaseMatters() {
    assertThat(IndexedTerms.of(Samples.BARBARA))
        .containsExactlyInAnyOrder(
            new Term("userName", "bjensen@example.com"),
            new Term("externalId", "Ext-7"),
            new Term("displayName", "babs jensen"),
            new Term("active", "true"),
            new Term("emails.value", "babs@example.com"),
            new Term("emails.value", "babs@home.example"),
            new Term("name.familyName", "jensen"),
            new Term("name.givenName", "barbara"));
  }

  @Test
  void sayThatAUserIsActiveWhoWasNeverSaidNotToBe() {
    assertThat(IndexedTerms.of(Samples.MINIMAL))
        .contains(new Term("userName", "minimal"), new Term("active", "true"));
    assertThat(IndexedTerms.of(Samples.INACTIVE)).contains(new Term("active", "false"));
  }

  @Test
  void standForMissingValuesOfWhatCanBeSortedBy() {
    assertThat(IndexedTerms.of(Samples.MINIMAL))
        .containsExactlyInAnyOrder(
            new Term("userName", "minimal"),
            new Term("active", "true"),
            new Term("externalId", IndexedTerms.ABSENT),
            new Term("displayName", IndexedTerms.ABSENT),
            new Term("name.familyName", IndexedTerms.ABSENT),
            new Term("name.givenName", IndexedTerms.ABSENT));
  }

  @Test
  void areNeverTakenForAMissingValue() {
    assertThat(IndexedTerms.of(Samples.user("{\"userName\":\"\uDBFF\uDFFF\"}")))
        .contains(new Term("userName", "\uDBFF\uDFFE"));
  }

  @Test
  void areTheNamesOfAGroup() {
    assertThat(IndexedTerms.of(Samples.TOURS))
        .containsExactlyInAnyOrder(
            new Term("displayName", "tour guides"), new Term("externalId", "Group-1"));
  }

  @Test
  void holdEachValueOnce() {
    assertThat(
            IndexedTerms.of(
                Samples.user(
                    "{\"userName\":\"a\",\"emails\":[{\"value\":\"X@y\"},{\"value\":\"x@Y\"}]}")))
        .containsOnlyOnce(new Term("emails.value", "x@y"));
  }

  @Test
  void areCutWithoutSplittingACharacter() {
    assertThat(IndexedTerms.cut("x".repeat(512))).hasSize(512);
    assertThat(IndexedTerms.cut("x".repeat(513))).hasSize(512);
    assertThat(IndexedTerms.cut("x".repeat(511) + "\ud83d\ude00")).isEqualTo("x".repeat(511));
  }
}
