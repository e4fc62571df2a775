package scimbridge.directory.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text as an index holds it. PostgreSQL refuses index rows of more than about 2,700 bytes, so of a
 * long text the index has the beginning and a SHA-256 of the whole: equal texts have equal keys,
 * different texts different ones, and a key starts as its text does.
 */
final class Key {
  /** How many UTF-16 units of a text are kept as they are; at most 3 bytes each. */
  static final int KEPT = 256;

  private Key() {}

  /** The key of a text. */
  static String of(String text) {
    return text.length() <= KEPT ? text : beginning(text) + '\u2026' + sha256(text);
  }

  /** What the keys of all texts with this prefix start with. */
  static String beginning(String prefix) {
    if (prefix.length() <= KEPT) {
      return prefix;
    }
    boolean insidePair = Character.isHighSurrogate(prefix.charAt(KEPT - 1));
    return prefix.substring(0, insidePair ? KEPT - 1 : KEPT);
  }

  /**
   * The least text that comes after every text with this prefix in the order of UTF-8 bytes, or
   * empty if there is none.
   */
  static String afterAllWith(String prefix) {
    int[] points = prefix.codePoints().toArray();
    for (int last = points.length - 1; last >= 0; last--) {
      if (points[last] < Character.MAX_CODE_POINT) {
        // Surrogates are not characters: after U+D7FF comes U+E000.
        points[last] = points[last] == 0xD7FF ? 0xE000 : points[last] + 1;
        return new String(points, 0, last + 1);
      }
    }
    return "";
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
