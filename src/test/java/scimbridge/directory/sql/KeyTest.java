package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void aShortTextIsItsOwnKey() {
    String text = "x".repeat(Key.KEPT);
    assertThat(Key.of(text)).isSameAs(text);
  }

  @Test
  void aLongTextHasAShortKeyThatStartsAsTheTextDoes() {
    String text = "\u20ac".repeat(10_000);
    assertThat(Key.of(text)).startsWith(Key.beginning(text)).hasSizeLessThan(400);
    assertThat(Key.of(text)).isNotEqualTo(Key.of(text + "x"));
  }

  @Test
  void aSurrogatePairIsNotCut() {
    String text = "x".repeat(Key.KEPT - 1) + "\uD83D\uDE00";
    assertThat(Key.beginning(text)).isEqualTo("x".repeat(Key.KEPT - 1));
  }

  @Test
  void theEndOfAPrefixIsTheNextTextThatDoesNotHaveIt() {
    assertThat(Key.afterAllWith("ab")).isEqualTo("ac");
    assertThat(Key.afterAllWith("\uD7FF")).isEqualTo("\uE000");
    assertThat(Key.afterAllWith("\uFFFF")).isEqualTo("\uD800\uDC00");
    assertThat(Key.afterAllWith("a\uDBFF\uDFFF")).isEqualTo("b");
    assertThat(Key.afterAllWith("\uDBFF\uDFFF")).isEmpty();
    assertThat(Key.afterAllWith("")).isEmpty();
  }
}
