package scimbridge.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses what somebody meant to write. */
final class Spelling {
  private Spelling() {}

  /** {@code ; did you mean 'x'?} when a known word is near, else the list of known words. */
  static String hint(String written, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(plain(written), plain(word)) <= Math.max(1, word.length() / 4))
        .min(Comparator.comparingInt(word -> distance(plain(written), plain(word))))
        .map(word -> "; did you mean '" + word + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? ""
                    : "; known here: " + String.join(", ", known.stream().sorted().toList()));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** How many letters to add, drop, change or swap with their neighbour. */
  private static int distance(String one, String other) {
    int[][] rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        least = Math.min(least, rows[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
      }
    }
    return rows[one.length()][other.length()];
  }
}
