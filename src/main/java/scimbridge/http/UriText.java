package scimbridge.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as clients write them. */
final class UriText {
  private static final Pattern ILLEGAL_IN_QUERY =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[\"<>\\\\^`{|}\\x00-\\x20\\x7f-\\xff\\[\\]#]");

  private UriText() {}

  /** The path without doubled slashes and without one at its end. */
  static String plainPath(String path) {
    String plain = path.replaceAll("/{2,}", "/");
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  static boolean isLegalPath(String path) {
    try {
      return new URI(path).getRawPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The query with everything escaped that must not stand in one (RFC 3986 §3.4). Clients send
   * filters with quotes, brackets and letters of any language as they are, and those mean what they
   * say.
   *
   * @param query one character for each byte that was sent
   */
  static String legalQuery(String query) {
    Matcher illegal = ILLEGAL_IN_QUERY.matcher(query);
    return illegal.replaceAll(
        found -> "%" + HexFormat.of().toHexDigits((byte) found.group().charAt(0)));
  }
}
