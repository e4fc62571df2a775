package scimbridge.identity;

import java.util.regex.Pattern;

/**
 * The name of an app, one connected SCIM client. Letters, digits, {@code .}, {@code _} and {@code
 * -}, at most 64.
 */
public record AppId(String value) implements Comparable<AppId> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Checks the name. */
  public AppId {
    if (!LEGAL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a name: letters, digits, '.', '_' and '-', at most 64");
    }
  }

  /** Whether a text can be the name of an app. */
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  @Override
  public int compareTo(AppId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
