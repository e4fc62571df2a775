package scimbridge.emulator.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes opaque texts that carry something to the caller and back. They are signed together with
 * what they are for, so that none can be made up, changed, or used for something else.
 */
public final class Sealer {
  private static final int SIGNATURE_BYTES = 16;

  private final SecretKeySpec key;

  /** A sealer with a key of its own; texts are good as long as the key is the same. */
  public Sealer(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** The text that carries the content for the purpose. No white space. */
  public String seal(String purpose, ObjectNode content) {
    byte[] payload = Json.bytes(content);
    byte[] text = Arrays.copyOf(sign(purpose, payload), SIGNATURE_BYTES + payload.length);
    System.arraycopy(payload, 0, text, SIGNATURE_BYTES, payload.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** What a text carries; null when it was not made here for that purpose. */
  public @Nullable ObjectNode open(String purpose, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (bytes.length <= SIGNATURE_BYTES) {
      return null;
    }
    byte[] payload = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
    byte[] signature = Arrays.copyOf(bytes, SIGNATURE_BYTES);
    return MessageDigest.isEqual(signature, sign(purpose, payload))
        ? Json.parseOwn(new String(payload, StandardCharsets.UTF_8))
        : null;
  }

  /** The full signature of some bytes, for tokens that have a format of their own. */
  public byte[] signature(byte[] bytes) {
    return mac().doFinal(bytes);
  }

  private byte[] sign(String purpose, byte[] payload) {
    Mac mac = mac();
    mac.update(purpose.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    return Arrays.copyOf(mac.doFinal(payload), SIGNATURE_BYTES);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
