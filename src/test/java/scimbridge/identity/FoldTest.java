package scimbridge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two names are one if they differ in case alone. */
@Isolated("it changes the language of the whole process")
class FoldTest {

  @ParameterizedTest
  @CsvSource({
    "bob,BOB",
    "Bob@Example.COM,bob@example.com",
    "stra\u00dfe,STRASSE",
    "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2,\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
    "\u00e9,E\u0301",
    "I,i",
  })
  void areTheSame(String one, String other) {
    assertThat(Fold.same(one, other)).isTrue();
    assertThat(Fold.fold(one)).isEqualTo(Fold.fold(other));
  }

  @ParameterizedTest
  @CsvSource({"bob,bo", "e,\u00e9", "a b,ab"})
  void areNotTheSame(String one, String other) {
    assertThat(Fold.same(one, other)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bob", "Bob", "\u0130stanbul", "stra\u00dfe", "E\u0301", "\ufb03"})
  void foldingTwiceChangesNothing(String text) {
    assertThat(Fold.fold(Fold.fold(text))).isEqualTo(Fold.fold(text));
  }

  @Test
  void doesNotDependOnTheMachinesLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(Fold.fold("TITLE")).isEqualTo("title");
    } finally {
      Locale.setDefault(before);
    }
  }
}
