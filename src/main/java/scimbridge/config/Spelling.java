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

  /** Levenshtein's edit distance. */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
