package scimbridge.emulator.operation;

import java.security.SecureRandom;

/** Random ids of letters and digits. */
final class RandomText {
  static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
  static final String MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LOWER;

  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomText() {}

  static String of(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
