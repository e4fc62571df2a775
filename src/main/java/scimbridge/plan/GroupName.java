package scimbridge.plan;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A Cognito GroupName made of a SCIM {@code displayName} and back: readable, collision-free,
 * reversible.
 *
 * <p>Cognito allows 1 to 128 letters, marks, symbols, numbers and punctuation; no spaces. The form
 * is that of HTML form data (what {@code URLDecoder} reads), except that everything Cognito allows
 * stays as it is, letter case included:
 *
 * <pre>
 *   displayName            GroupName
 *   Engineering            Engineering
 *   Domain Admins          Domain+Admins
 *   app_users              app_users
 *   R&amp;D / Zürich           R&amp;D+/+Zürich
 *   C++                    C%2B%2B
 *   100 %                  100+%25
 *   a(TAB)b                a%09b
 *   (more than 128)        the first words%~ and 40 hexadecimal digits
 * </pre>
 *
 * <p>Two names never meet: {@code +} and {@code %} stand only for what they encode, so every name
 * that fits can be decoded to exactly one displayName; {@code %~} begins no escape, so a shortened
 * name is never a name that fits; and two shortened names differ in 160 bits of SHA-256 over the
 * whole encoded name. Unicode normal forms are not touched: names that differ in them are two.
 *
 * <p>Lengths are counted in UTF-16 units, the strictest of the ways in which AWS may count.
 */
public final class GroupName {
  private static final int MAX_LENGTH = 128;
  private static final String SHORTENED = "%~";
  private static final int HASH_BYTES = 20;
  private static final int PREFIX_LENGTH = MAX_LENGTH - SHORTENED.length() - 2 * HASH_BYTES;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private GroupName() {}

  /** The GroupName for a displayName. Every displayName has one. */
  public static String encode(String displayName) {
    StringBuilder encoded = new StringBuilder(displayName.length() + 16);
    int prefix = 0;
    for (int i = 0; i < displayName.length(); ) {
      int codePoint = displayName.codePointAt(i);
      append(encoded, codePoint);
      if (encoded.length() <= PREFIX_LENGTH) {
        prefix = encoded.length();
      }
      i += Character.charCount(codePoint);
    }
    if (!encoded.isEmpty() && encoded.length() <= MAX_LENGTH) {
      return encoded.toString();
    }
    return encoded.substring(0, prefix) + SHORTENED + hash(encoded.toString());
  }

  /**
   * The displayName that a GroupName was made of; empty if the name was shortened or is not one
   * that {@link #encode} makes.
   */
  public static Optional<String> decode(String groupName) {
    StringBuilder decoded = new StringBuilder(groupName.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < groupName.length(); ) {
      char c = groupName.charAt(i);
      int digits = c != '%' ? 0 : groupName.startsWith("%u", i) ? 4 : 2;
      int start = digits == 4 ? i + 2 : i + 1;
      if (digits != 0 && !areHex(groupName, start, digits)) {
        return Optional.empty();
      }
      if (digits == 2) {
        bytes.write(HexFormat.fromHexDigits(groupName, start, start + 2));
      } else {
        if (!flush(bytes, decoded)) {
          return Optional.empty();
        }
        decoded.append(
            digits == 4
                ? (char) HexFormat.fromHexDigits(groupName, start, start + 4)
                : c == '+' ? ' ' : c);
      }
      i = start + (digits == 0 ? 0 : digits);
    }
    if (!flush(bytes, decoded)) {
      return Optional.empty();
    }
    String displayName = decoded.toString();
    return encode(displayName).equals(groupName) ? Optional.of(displayName) : Optional.empty();
  }

  private static void append(StringBuilder encoded, int codePoint) {
    if (codePoint == ' ') {
      encoded.append('+');
    } else if (codePoint != '+' && codePoint != '%' && isLegal(codePoint)) {
      encoded.appendCodePoint(codePoint);
    } else if (Character.getType(codePoint) == Character.SURROGATE) {
      // Half of a pair has no UTF-8 form; JSON can carry it all the same.
      encoded.append("%u").append(HEX.toHexDigits((char) codePoint));
    } else {
      for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
  }

  /** AWS API model, GroupNameType: {@code [\p{L}\p{M}\p{S}\p{N}\p{P}]+}. */
  private static boolean isLegal(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static boolean areHex(String text, int start, int count) {
    if (start + count > text.length()) {
      return false;
    }
    return text.substring(start, start + count).chars().allMatch(HexFormat::isHexDigit);
  }

  private static boolean flush(ByteArrayOutputStream bytes, StringBuilder decoded) {
    if (bytes.size() == 0) {
      return true;
    }
    try {
      decoded.append(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
      bytes.reset();
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private static String hash(String encoded) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(encoded.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
