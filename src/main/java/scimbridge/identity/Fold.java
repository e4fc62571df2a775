package scimbridge.identity;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The one way to compare strings without regard to case.
 *
 * <p>RFC 7643 §2.1 and §4.1.1 make attribute names and {@code userName} case-insensitive. Upper
 * case first and lower case after maps the pairs that differ in one direction only (German sharp s,
 * the final sigma, dotless i) to one form; the composed normal form (NFC) makes letters with
 * accents equal however they were typed. The locale of the machine plays no part.
 */
public final class Fold {
  private Fold() {}

  /** Returns the form under which two strings are equal if they differ only in case. */
  public static String fold(String text) {
    if (isFoldedAscii(text)) {
      return text;
    }
    return Normalizer.normalize(
        text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /** Tells whether two strings differ at most in case. */
  public static boolean same(String one, String other) {
    return one.equals(other) || fold(one).equals(fold(other));
  }

  private static boolean isFoldedAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }
}
