package scimbridge.cognito.aws;

import java.security.SecureRandom;

/**
 * Passwords that nobody knows and that satisfy every password policy Cognito can have.
 *
 * <p>A policy may ask for up to 99 characters and for upper case, lower case, digits and symbols; a
 * password has at most 256 characters and no white space.
 */
final class RandomPassword {
  static final int LENGTH = 128;

  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";

  /** From Cognito's own list of what counts as a symbol. */
  private static final String SYMBOLS = "^$*.[]{}()?-!@#%&/,><':;|_~+=";

  private static final String ALL = UPPER + LOWER + DIGITS + SYMBOLS;

  private final SecureRandom random = new SecureRandom();

  /** A new one each time. */
  String next() {
    StringBuilder password = new StringBuilder(LENGTH);
    password.append(anyOf(UPPER)).append(anyOf(LOWER)).append(anyOf(DIGITS)).append(anyOf(SYMBOLS));
    while (password.length() < LENGTH) {
      password.append(anyOf(ALL));
    }
    return password.toString();
  }

  private char anyOf(String characters) {
    return characters.charAt(random.nextInt(characters.length()));
  }
}
