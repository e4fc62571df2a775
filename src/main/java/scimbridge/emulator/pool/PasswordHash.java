package scimbridge.emulator.pool;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Salted hashes of passwords. The iterations are few: this guards the passwords of a trial against
 * a glance, and must not be what limits a benchmark.
 */
public final class PasswordHash {
  private static final int ITERATIONS = 1_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private PasswordHash() {}

  /** A new hash with a salt of its own. */
  public static String of(String password) {
    byte[] salt = new byte[12];
    RANDOM.nextBytes(salt);
    Base64.Encoder encoder = Base64.getEncoder();
    return encoder.encodeToString(salt) + ":" + encoder.encodeToString(derive(password, salt));
  }

  /** Whether the password is the one that was hashed. */
  public static boolean matches(String password, String hash) {
    int colon = hash.indexOf(':');
    Base64.Decoder decoder = Base64.getDecoder();
    byte[] salt = decoder.decode(hash.substring(0, colon));
    return MessageDigest.isEqual(decoder.decode(hash.substring(colon + 1)), derive(password, salt));
  }

  private static byte[] derive(String password, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
