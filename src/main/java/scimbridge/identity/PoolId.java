package scimbridge.identity;

import java.util.regex.Pattern;

/**
 * The name of a user pool in the configuration; not the AWS user pool id. Letters, digits, {@code
 * .}, {@code _} and {@code -}, at most 64.
 */
public record PoolId(String value) implements Comparable<PoolId> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Checks the name. */
  public PoolId {
    if (!LEGAL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a name: letters, digits, '.', '_' and '-', at most 64");
    }
  }

  @Override
  public int compareTo(PoolId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
